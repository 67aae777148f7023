import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writePart10 } from '../../extension/src/core/export/dicom/dataset';
import { encodeCapture } from '../../extension/src/core/export/capture/encodeCapture';
import { sourcePlane, type SourceImage } from '../../extension/src/core/export/dicom/source';
import { layoutOf } from '../../extension/src/core/export/dicom/sourceLayout';
import { encodeNiftis, type EncodedNifti } from '../../extension/src/core/export/nifti';
import { FindingExport } from '../../extension/src/core/export/findingExport';
import { reportPdf } from '../../extension/src/core/export/report/reportPdf';
import { encodePdf } from '../../extension/src/core/export/pdf/encodePdf';
import { pixelToWorld } from '../../extension/src/core/geometry/imagePlane';
import { verifyRtStruct } from '../../extension/src/core/export/rtstruct/verifyRtStruct';
import { verifySeg } from '../../extension/src/core/export/seg';
import { verifySr } from '../../extension/src/core/export/sr/verifySr';
import { type ExportReason, type ExportRefusal } from '../../extension/src/core/export/reasons';
import { makeUid } from '../../extension/src/core/export/uid';
import { EMPTY_MASK, pixelsOf, toFull } from '../../extension/src/core/mask/regionMask';
import { type ExportCase } from './cases';
import { reportFont } from '../data/reportFont';
import { reportTexts } from '../data/reportTexts';
import {
  captureInput,
  exportRtStructs,
  exportSegs,
  exportSr,
  findingSet,
  pdfInput,
} from './exporters';
import { greyPicture } from './greyPicture';
import { plastimatchDifferences } from './plastimatch';
import { dciodvfy, runTool } from './tools';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** One check of one file: what a tool said, or why it was left out. */
export interface Check {
  readonly case: string;
  readonly check: string;
  readonly outcome: Outcome;
  readonly detail: string;
}

export interface CheckOptions {
  /** Where files and what is expected of them are written. */
  readonly out: string;
  /** A Python with pydicom. */
  readonly python: string;
}

/** Exports a case in every format and lets every tool judge. */
export async function checkCase(exportCase: ExportCase, options: CheckOptions): Promise<Check[]> {
  const folder = path.join(options.out, exportCase.name.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  return [
    ...checkSeg(exportCase, folder, options),
    ...checkRtStruct(exportCase, folder),
    ...checkSr(exportCase, folder, options),
    ...checkNifti(exportCase, folder, options),
    ...checkPages(exportCase, folder),
    ...(await checkReport(exportCase, folder)),
  ];
}

function checkSeg(exportCase: ExportCase, folder: string, { python }: CheckOptions): Check[] {
  const { input, encoded } = exportSegs(exportCase);
  return encoded.flatMap((seg, n) => {
    const bytes = writePart10(seg.dataset);
    const file = path.join(folder, `seg-${n + 1}.dcm`);
    writeFileSync(file, new Uint8Array(bytes));
    const expected = seg.written.map(index => {
      const frames: Record<string, string> = {};
      for (const k of seg.group.indices) {
        const { columns, rows, ...source } = exportCase.sources[k];
        const mask = input.segments[index].maskOf(k);
        if (mask) frames[referenceOf(source)] = sha256(toFull(mask, columns, rows));
      }
      return frames;
    });
    const expectedFile = path.join(folder, `seg-${n + 1}.expected.json`);
    writeFileSync(expectedFile, JSON.stringify(expected));
    const script = path.join(import.meta.dirname, 'check_seg.py');
    return [
      named(exportCase, 'SEG read back', verifySeg(input, seg, bytes).differences),
      ...judgeFile(exportCase, 'SEG', file),
      named(exportCase, 'SEG pydicom', runPython(python, [script, file, expectedFile])),
    ];
  });
}

/** How check_seg.py names an image: its UID, with the frame of a multi-frame image. */
const referenceOf = ({
  sopInstanceUID,
  frameNumber,
}: Pick<SourceImage, 'sopInstanceUID' | 'frameNumber'>): string =>
  frameNumber === undefined ? sopInstanceUID : `${sopInstanceUID}#${frameNumber}`;

function checkRtStruct(exportCase: ExportCase, folder: string): Check[] {
  const { sources, segments } = exportCase;
  const isPlaced = sources.some((s, k) => s.geometry && segments.some(one => one.maskOf(k)));
  if (!isPlaced) {
    return [
      named(
        exportCase,
        'RTSTRUCT refused',
        refusal('no-place', () => exportRtStructs(exportCase)),
      ),
    ];
  }
  const { input, encoded } = exportRtStructs(exportCase);
  return encoded.flatMap((set, n) => {
    const bytes = writePart10(set.dataset);
    const file = path.join(folder, `rtstruct-${n + 1}.dcm`);
    writeFileSync(file, new Uint8Array(bytes));
    return [
      named(exportCase, 'RTSTRUCT read back', verifyRtStruct(input, set, bytes).differences),
      ...judgeFile(exportCase, 'RTSTRUCT', file),
      named(exportCase, 'RTSTRUCT plastimatch', plastimatchDifferences(input, set, folder)),
    ];
  });
}

/** Nothing when the work is refused for the reason; else what happened instead. */
function refusal(reason: ExportReason, work: () => unknown): string[] {
  try {
    work();
    return ['was not refused'];
  } catch (error) {
    return reasonOf(error) === reason ? [] : [String(error)];
  }
}

/** By name: tsx may load a module of the extension twice. */
const reasonOf = (error: unknown): ExportReason | undefined =>
  (error as Error).name === 'ExportRefusal' ? (error as ExportRefusal).reason : undefined;

function checkSr(exportCase: ExportCase, folder: string, { python }: CheckOptions): Check[] {
  return exportSegs(exportCase).encoded.flatMap((seg, n) => {
    const { input, encoded } = exportSr(exportCase, seg);
    const bytes = writePart10(encoded.dataset);
    const file = path.join(folder, `sr-${n + 1}.dcm`);
    writeFileSync(file, new Uint8Array(bytes));
    const expected = input.findings.map(({ tracking, segment, measurements }) => ({
      trackingUid: tracking.uid,
      segmentNumber: segment.number,
      volume: measurements.volume === null ? null : measurements.volume / 1000,
      longAxis: measurements.axes.longAxis.length,
      shortAxis: measurements.axes.shortAxis.length,
      mean: measurements.intensity?.mean ?? null,
    }));
    const expectedFile = path.join(folder, `sr-${n + 1}.expected.json`);
    writeFileSync(expectedFile, JSON.stringify(expected));
    const script = path.join(import.meta.dirname, 'check_sr.py');
    return [
      named(exportCase, 'SR read back', verifySr(input, encoded, bytes).differences),
      ...judgeFile(exportCase, 'SR', file),
      named(exportCase, 'SR dsrdump', complaints('dsrdump', ['-q', file])),
      named(exportCase, 'SR pydicom', runPython(python, [script, file, expectedFile])),
    ];
  });
}

function checkNifti(exportCase: ExportCase, folder: string, { python }: CheckOptions): Check[] {
  const { sources, segments } = exportCase;
  let encoded: readonly EncodedNifti[];
  try {
    ({ encoded } = encodeNiftis(sources, layoutOf(sources, makeUid), segments));
  } catch (error) {
    // A NIfTI grid is even and in the patient: what it can't hold must be refused with that reason.
    const isRefusal = ['uneven-grid', 'no-place'].includes(reasonOf(error) ?? '');
    return [named(exportCase, 'NIfTI refused', isRefusal ? [] : [String(error)])];
  }
  return encoded.map((labels, n) => {
    const file = path.join(folder, `labels-${n + 1}.nii`);
    writeFileSync(file, new Uint8Array(labels.bytes));
    const expectedFile = path.join(folder, `nifti-${n + 1}.expected.json`);
    writeFileSync(expectedFile, JSON.stringify(labelCentres(exportCase, labels)));
    const script = path.join(import.meta.dirname, 'check_nifti.py');
    return named(exportCase, 'NIfTI nibabel', runPython(python, [script, file, expectedFile]));
  });
}

/** Voxels and centre (LPS mm) of each label of a file. */
function labelCentres({ sources, segments }: ExportCase, { indices, written }: EncodedNifti) {
  return segments.map(({ maskOf }, n) => {
    const sum = [0, 0, 0];
    let voxels = 0;
    for (const k of written.includes(n) ? indices : []) {
      const plane = sourcePlane(sources[k], sources[k].geometry!);
      for (const pixel of pixelsOf(maskOf(k) ?? EMPTY_MASK)) {
        voxels++;
        pixelToWorld(plane, pixel).forEach((value, axis) => (sum[axis] += value));
      }
    }
    return { voxels, centre: sum.map(value => value / (voxels || 1)) };
  });
}

function checkPages(exportCase: ExportCase, folder: string): Check[] {
  const capture = path.join(folder, 'capture.dcm');
  const { dataset } = encodeCapture(captureInput(exportCase.sources));
  writeFileSync(capture, new Uint8Array(writePart10(dataset)));

  const input = pdfInput(exportCase.sources);
  const report = path.join(folder, 'report.dcm');
  writeFileSync(report, new Uint8Array(writePart10(encodePdf(input).dataset)));
  const extracted = path.join(folder, 'report.pdf');
  const findings = complaints('dcm2pdf', ['-q', report, extracted]);
  const isSame = findings && Buffer.from(input.pdf).equals(readFileSync(extracted));
  return [
    ...judgeFile(exportCase, 'SC', capture),
    ...judgeFile(exportCase, 'PDF', report),
    named(exportCase, 'PDF dcm2pdf', findings && [...findings, ...(isSame ? [] : ['differs'])]),
  ];
}

/** The report as the viewer writes it, in Chinese, with a name on it, and the JSON file. */
async function checkReport(exportCase: ExportCase, folder: string): Promise<Check[]> {
  const texts = reportTexts('zh-CN');
  const findings = new FindingExport({
    ...findingSet(exportCase),
    drawKeyImage: greyPicture,
    report: {
      texts,
      showsPatient: true,
      toPdf: content => reportPdf(content, reportFont(), texts),
    },
  });
  const { files, refused } = await findings.write(['report', 'json']);
  if (refused.length) {
    const reasons = refused.map(({ format, reason }) => `${format}: ${reason}`);
    return [named(exportCase, 'report and JSON written and read back', reasons)];
  }
  const paths = files.map(({ name, bytes }) => {
    const file = path.join(folder, name);
    writeFileSync(file, new Uint8Array(bytes));
    return file;
  });
  const [pdf, , dicom] = paths;
  const extracted = path.join(folder, 'extracted.pdf');
  const said = complaints('dcm2pdf', ['-q', dicom, extracted]);
  const isSame = said && readFileSync(pdf).equals(readFileSync(extracted));
  return [
    named(exportCase, 'report and JSON written and read back', []),
    ...judgeFile(exportCase, 'report', dicom),
    named(exportCase, 'report dcm2pdf', said && [...said, ...(isSame ? [] : ['differs'])]),
    named(exportCase, 'report pdfinfo', complaints('pdfinfo', [pdf])),
  ];
}

/** What every DICOM file must stand: dciodvfy, dcmdump and dcm2json without a word. */
function judgeFile(exportCase: ExportCase, format: string, file: string): Check[] {
  return [
    named(exportCase, `${format} dciodvfy`, ownFindings(exportCase, dciodvfy(file))),
    named(exportCase, `${format} dcmdump`, complaints('dcmdump', ['-q', file])),
    named(exportCase, `${format} dcm2json`, complaints('dcm2json', ['-q', file])),
  ];
}

/**
 * Without those on attributes with which the source images have a problem as well: a patient's
 * name, an empty study ID or an unknown side is copied as it is.
 */
function ownFindings({ folder }: ExportCase, findings: string[] | null): string[] | null {
  if (!folder || !findings) return findings;
  const attribute = (finding: string) =>
    /<\/\w+\([0-9a-f,]+\)(\[\d+\])?>/.exec(finding)?.[0] ?? finding;
  const source = path.join(folder, readdirSync(folder).sort()[0]);
  const inherited = new Set(dciodvfy(source)?.map(attribute));
  return findings.filter(finding => !inherited.has(attribute(finding)));
}

/** What a tool of dcmtk complains of; null when it is not installed. */
function complaints(command: string, args: readonly string[]): string[] | null {
  const { installed, status, stderr } = runTool(command, args);
  if (!installed) return null;
  const lines = stderr.split('\n').filter(line => line.trim() !== '');
  return status === 0 ? lines : [`exit ${status}`, ...lines];
}

/** Findings of a script, one a line; null when Python or pydicom is missing. */
export function runPython(python: string, args: readonly string[]): string[] | null {
  if (runTool(python, ['-c', 'import pydicom, numpy']).status !== 0) return null;
  const { status, stdout, stderr } = runTool(python, ['-W', 'error', ...args]);
  const lines = stdout.split('\n').filter(line => line.trim() !== '');
  return status === 0 ? lines : [...lines, `exit ${status}: ${stderr.trim().split('\n').pop()}`];
}

/** A check from its findings: none is passed, null is skipped. */
export function named(
  { name }: Pick<ExportCase, 'name'>,
  check: string,
  findings: readonly string[] | null,
): Check {
  const outcome = findings === null ? 'skipped' : findings.length === 0 ? 'passed' : 'failed';
  const detail = findings === null ? 'tool not installed' : findings.slice(0, 3).join(' | ');
  return { case: name, check, outcome, detail };
}

const sha256 = (mask: Uint8Array) => createHash('sha256').update(mask).digest('hex');

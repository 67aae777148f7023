import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writePart10 } from '../../extension/src/core/export/dicom/dataset';
import { encodeCapture } from '../../extension/src/core/export/capture/encodeCapture';
import { sourcePlane } from '../../extension/src/core/export/dicom/source';
import { encodeNifti, type EncodedNifti } from '../../extension/src/core/export/nifti';
import { FindingExport } from '../../extension/src/core/export/findingExport';
import { reportPdf } from '../../extension/src/core/export/report/reportPdf';
import { encodePdf } from '../../extension/src/core/export/pdf/encodePdf';
import { pixelToWorld } from '../../extension/src/core/geometry/imagePlane';
import { verifyRtStruct } from '../../extension/src/core/export/rtstruct';
import { verifySeg } from '../../extension/src/core/export/seg';
import { verifySr } from '../../extension/src/core/export/sr';
import { type ExportCase } from './cases';
import { reportFont } from '../data/reportFont';
import { reportTexts } from '../data/reportTexts';
import {
  captureInput,
  exportRtStruct,
  exportSeg,
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
  const { input, encoded } = exportSeg(exportCase);
  const bytes = writePart10(encoded.dataset);
  const file = path.join(folder, 'seg.dcm');
  writeFileSync(file, new Uint8Array(bytes));

  const expected = encoded.written.map(index => {
    const frames: Record<string, string> = {};
    exportCase.sources.forEach(({ sopInstanceUID }, n) => {
      const mask = input.segments[index].maskOf(n);
      if (mask?.some(v => v !== 0)) frames[sopInstanceUID] = sha256(mask);
    });
    return frames;
  });
  const expectedFile = path.join(folder, 'seg.expected.json');
  writeFileSync(expectedFile, JSON.stringify(expected));

  const script = path.join(import.meta.dirname, 'check_seg.py');
  const { differences } = verifySeg(input, encoded, bytes);
  return [
    named(exportCase, 'SEG read back', differences),
    ...judgeFile(exportCase, 'SEG', file),
    named(exportCase, 'SEG pydicom', runPython(python, [script, file, expectedFile])),
  ];
}

function checkRtStruct(exportCase: ExportCase, folder: string): Check[] {
  const { input, encoded } = exportRtStruct(exportCase);
  const bytes = writePart10(encoded.dataset);
  const file = path.join(folder, 'rtstruct.dcm');
  writeFileSync(file, new Uint8Array(bytes));
  const { differences } = verifyRtStruct(input, encoded, bytes);
  return [
    named(exportCase, 'RTSTRUCT read back', differences),
    ...judgeFile(exportCase, 'RTSTRUCT', file),
    named(exportCase, 'RTSTRUCT plastimatch', plastimatchDifferences(input, encoded, folder)),
  ];
}

function checkSr(exportCase: ExportCase, folder: string, { python }: CheckOptions): Check[] {
  const { input, encoded } = exportSr(exportCase, exportSeg(exportCase).encoded);
  const bytes = writePart10(encoded.dataset);
  const file = path.join(folder, 'sr.dcm');
  writeFileSync(file, new Uint8Array(bytes));
  const expected = input.findings.map(({ tracking, segmentNumber, measurements }) => ({
    trackingUid: tracking.uid,
    segmentNumber,
    volume: measurements.volume / 1000,
    longAxis: measurements.axes.longAxis.length,
    shortAxis: measurements.axes.shortAxis.length,
    mean: measurements.intensity!.mean,
  }));
  const expectedFile = path.join(folder, 'sr.expected.json');
  writeFileSync(expectedFile, JSON.stringify(expected));
  const script = path.join(import.meta.dirname, 'check_sr.py');
  const { differences } = verifySr(input, encoded, bytes);
  return [
    named(exportCase, 'SR read back', differences),
    ...judgeFile(exportCase, 'SR', file),
    named(exportCase, 'SR dsrdump', complaints('dsrdump', ['-q', file])),
    named(exportCase, 'SR pydicom', runPython(python, [script, file, expectedFile])),
  ];
}

function checkNifti(exportCase: ExportCase, folder: string, { python }: CheckOptions): Check[] {
  const { sources, segments } = exportCase;
  let encoded: EncodedNifti;
  try {
    encoded = encodeNifti(sources, segments);
  } catch (error) {
    // A NIfTI grid is even: what it can't hold must be refused with that reason.
    const isRefusal = error instanceof Error && error.message.includes('even grid');
    return [named(exportCase, 'NIfTI refused', isRefusal ? [] : [String(error)])];
  }
  const file = path.join(folder, 'labels.nii');
  writeFileSync(file, new Uint8Array(encoded.bytes));
  const expectedFile = path.join(folder, 'nifti.expected.json');
  writeFileSync(expectedFile, JSON.stringify(labelCentres(exportCase)));
  const script = path.join(import.meta.dirname, 'check_nifti.py');
  return [named(exportCase, 'NIfTI nibabel', runPython(python, [script, file, expectedFile]))];
}

/** Voxels and centre (LPS mm) of each label, the later segment where two overlap. */
function labelCentres({ sources, segments }: ExportCase) {
  const sums = segments.map(() => ({ voxels: 0, sum: [0, 0, 0] }));
  sources.forEach((source, k) => {
    const plane = sourcePlane(source, source.geometry!);
    const labels = new Map<number, number>();
    segments.forEach(({ maskOf }, n) =>
      maskOf(k)?.forEach((inside, at) => inside && labels.set(at, n)),
    );
    for (const [at, n] of labels) {
      const { columns } = source;
      const centre = pixelToWorld(plane, [at % columns, Math.floor(at / columns)]);
      sums[n].voxels++;
      centre.forEach((value, axis) => (sums[n].sum[axis] += value));
    }
  });
  return sums.map(({ voxels, sum }) => ({ voxels, centre: sum.map(s => s / (voxels || 1)) }));
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
export function judgeFile(exportCase: ExportCase, format: string, file: string): Check[] {
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
export function complaints(command: string, args: readonly string[]): string[] | null {
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

const sha256 = (mask: Uint8Array) =>
  createHash('sha256')
    .update(mask.map(v => (v ? 1 : 0)))
    .digest('hex');

import { SamError, toErrorData } from '../errors';
import { fromFull } from '../mask/regionMask';
import { measureSegment, type SegmentMeasurements } from '../measure';
import { writePart10, type Dataset } from './dicom/dataset';
import { encodeCapture } from './capture/encodeCapture';
import { keyImageRequest } from './capture/keyImage';
import { verifyCapture } from './capture/verifyCapture';
import { sourcePlane, stackOrder } from './dicom/source';
import type { ExportedFile, Finding, FindingSet, WrittenFiles } from './findingSet';
import { type ExportFormat } from './formats';
import {
  FINDINGS_FORMAT,
  FINDINGS_VERSION,
  imageKey,
  pseudonymise,
  readFindings,
  toMaskRecord,
  writeFindings,
  type FindingRecord,
  type FindingsDocument,
} from './json';
import { decodeNifti, encodeNifti } from './nifti';
import { encodePdf } from './pdf/encodePdf';
import { verifyPdf } from './pdf/verifyPdf';
import { reportContent, type ReportContent } from './report/reportContent';
import { reportHtml } from './report/reportHtml';
import { reportText } from './report/reportText';
import { encodeRtStruct, verifyRtStruct } from './rtstruct';
import { encodeSeg, verifySeg, type EncodedSeg } from './seg';
import { encodeSr, verifySr } from './sr';

interface Written extends ExportedFile {
  /** What differs in bytes that should be the same, in words. */
  readonly differences: (bytes: ArrayBuffer) => readonly string[];
}

const SERIES_NUMBERS = { seg: 900, rtstruct: 901, sr: 902, keyImages: 903, report: 904 } as const;

/**
 * Measures findings and writes them in any format; each file is read again and compared before it
 * is handed out. The report refers to the segmentation of the same save.
 */
export class FindingExport {
  /** Of each finding; null for one without a voxel. */
  readonly measurements: readonly (SegmentMeasurements | null)[];
  private readonly written = new Map<string, Written>();

  constructor(private readonly set: FindingSet) {
    this.measurements = set.findings.map(finding => this.measure(finding));
  }

  /**
   * Writes new objects, with UIDs of their own, in the formats asked for; a report is written with
   * its segmentation. A format that can't hold the findings, or that reads differently than it was
   * written, is refused with the reason.
   */
  async write(formats: readonly ExportFormat[]): Promise<WrittenFiles> {
    this.written.clear();
    const refused: { format: ExportFormat; reason: string }[] = [];
    const attempt = async <T extends Written>(
      format: ExportFormat,
      write: () => readonly T[] | Promise<readonly T[]>,
    ): Promise<T | undefined> => {
      try {
        const files = await write();
        const differences = files.flatMap(file => file.differences(file.bytes));
        if (differences.length) throw new Error(differences.join(' '));
        for (const file of files) this.written.set(file.name, file);
        return files[0];
      } catch (error) {
        refused.push({ format, reason: toErrorData(error, 'save-failed').detail });
        return undefined;
      }
    };
    const wanted = new Set(formats);
    const withSeg = wanted.has('seg') || wanted.has('sr');
    const seg = withSeg ? await attempt('seg', () => [this.seg()]) : undefined;
    if (wanted.has('rtstruct')) await attempt('rtstruct', () => [this.rtStruct()]);
    if (wanted.has('sr')) await attempt('sr', () => [this.sr(seg?.encoded)]);
    if (wanted.has('keyImages')) await attempt('keyImages', () => this.keyImages());
    if (wanted.has('report')) await attempt('report', () => this.report());
    if (wanted.has('json')) await attempt('json', () => [this.json()]);
    if (wanted.has('nifti')) await attempt('nifti', () => [this.nifti()]);
    const files = [...this.written.values()].map(
      ({ format, name, mediaType, bytes, instance }): ExportedFile => ({
        ...{ format, name, mediaType, bytes },
        ...(instance ? { instance } : {}),
      }),
    );
    return { files, refused };
  }

  /** What differs between bytes that came back and the file of that name; empty when nothing does. */
  compare(name: string, bytes: ArrayBuffer): readonly string[] {
    const written = this.written.get(name);
    return written ? written.differences(bytes) : ['Nothing was written under this name.'];
  }

  private measure(finding: Finding): SegmentMeasurements | null {
    const { sources, valuesOf, units } = this.set;
    const slices = sources.flatMap((source, index) => {
      // Without a place in the patient there are no millimetres.
      if (!source.geometry) return [];
      const full = finding.maskOf(index);
      const mask = full && fromFull(full, source.columns, source.rows);
      return [
        { plane: sourcePlane(source, source.geometry), mask, values: mask && valuesOf(index) },
      ];
    });
    if (slices.length < sources.length) return null;
    return measureSegment({
      slices,
      units,
      sliceThickness: sources[0]?.geometry?.sliceThickness,
    });
  }

  private common(format: keyof typeof SERIES_NUMBERS) {
    const { sources, equipment, now, makeUid, description } = this.set;
    const series = { seriesNumber: SERIES_NUMBERS[format], description };
    return { sources, segments: this.set.findings, equipment, now, makeUid, series };
  }

  private seg(): Written & { readonly encoded: EncodedSeg } {
    const input = { ...this.common('seg'), contentLabel: 'SEGMENTATION' };
    const encoded = encodeSeg(input);
    return {
      ...this.dicomFile('seg', 'sam-segmentation.dcm', encoded),
      encoded,
      differences: bytes => verifySeg(input, encoded, bytes).differences,
    };
  }

  private rtStruct(): Written {
    const input = { ...this.common('rtstruct'), label: 'SAM' };
    const encoded = encodeRtStruct(input);
    return {
      ...this.dicomFile('rtstruct', 'sam-structures.dcm', encoded),
      differences: bytes => verifyRtStruct(input, encoded, bytes).differences,
    };
  }

  private sr(segmentation: EncodedSeg | undefined): Written {
    if (!segmentation) {
      throw new SamError('save-failed', 'A report refers to its segmentation, which was refused.');
    }
    const findings = segmentation.written.flatMap((index, n) => {
      const measurements = this.measurements[index];
      if (!measurements) return [];
      const finding = this.set.findings[index];
      const maskOf = (k: number) => finding.maskOf(k);
      return [{ ...finding, maskOf, segmentNumber: n + 1, measurements }];
    });
    const input = { ...this.common('sr'), findings, segmentation, units: this.set.units };
    const encoded = encodeSr(input);
    return {
      ...this.dicomFile('sr', 'sam-measurements.dcm', encoded),
      differences: bytes => verifySr(input, encoded, bytes).differences,
    };
  }

  /** One picture per finding that can be measured, in a series of their own. */
  private keyImages(): Written[] {
    const { drawKeyImage, sources } = this.set;
    if (!drawKeyImage) throw new SamError('save-failed', 'Pictures can not be drawn here.');
    const { makeUid, ...common } = this.common('keyImages');
    const seriesInstanceUID = makeUid();
    const files = this.set.findings.flatMap((finding, n) => {
      const request = keyImageRequest(this.set, this.measurements[n], n, 'slice');
      if (!request) return [];
      const input = {
        ...common,
        ...drawKeyImage(request),
        ...{ makeUid, seriesInstanceUID, instanceNumber: n + 1 },
        sources: [sources[request.measurements.axes.slice]],
        showsPatientData: false,
        region: finding.property.region,
      };
      const encoded = encodeCapture(input);
      return [
        {
          ...this.dicomFile('keyImages', `sam-key-image-${n + 1}.dcm`, encoded),
          differences: (bytes: ArrayBuffer) => verifyCapture(input, encoded, bytes).differences,
        },
      ];
    });
    if (!files.length) {
      throw new SamError('save-failed', 'Key images need measured findings on grey images.');
    }
    return files;
  }

  /** The report as plain text, to be pasted. */
  reportText(): string {
    return reportText(this.reportContent());
  }

  /** One document as PDF, as HTML, and the PDF as a DICOM object. */
  private async report(): Promise<Written[]> {
    const content = this.reportContent();
    const { toPdf, showsPatient } = this.reportSetup();
    const pdf = await toPdf(content);
    const input = {
      ...this.common('report'),
      ...{ pdf, title: content.title, showsPatientData: showsPatient },
    };
    const encoded = encodePdf(input);
    const page = (name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>): Written => ({
      ...{ format: 'report', name, mediaType, bytes: bytes.buffer },
      differences: read => (sameBytes(bytes, read) ? [] : ['The report differs.']),
    });
    const html = new TextEncoder().encode(reportHtml(content));
    return [
      page('sam-report.pdf', 'application/pdf', Uint8Array.from(pdf)),
      page('sam-report.html', 'text/html', html),
      {
        ...this.dicomFile('report', 'sam-report.dcm', encoded),
        differences: bytes => verifyPdf(input, encoded, bytes).differences,
      },
    ];
  }

  private reportContent(): ReportContent {
    const { set, measurements } = this;
    return reportContent({
      ...set,
      ...this.reportSetup(),
      measurements,
      pictureOf: n => {
        const request = keyImageRequest(set, measurements[n], n, 'close');
        if (!request || !set.drawKeyImage) return null;
        const widthMm = request.region.width * request.plane.columnSpacing;
        return { picture: set.drawKeyImage(request), widthMm };
      },
    });
  }

  private reportSetup(): NonNullable<FindingSet['report']> {
    if (!this.set.report) throw new SamError('save-failed', 'Reports can not be written here.');
    return this.set.report;
  }

  private dicomFile(
    format: ExportFormat,
    name: string,
    encoded: {
      readonly dataset: Dataset;
      readonly seriesInstanceUID: string;
      readonly sopInstanceUID: string;
    },
  ) {
    const { seriesInstanceUID, sopInstanceUID } = encoded;
    const [{ studyInstanceUID }] = this.set.sources;
    return {
      ...{ format, name, mediaType: 'application/dicom', bytes: writePart10(encoded.dataset) },
      instance: { studyInstanceUID, seriesInstanceUID, sopInstanceUID },
    };
  }

  /** Pseudonymous: what identifies stays in DICOM objects. */
  private json(): Written {
    const document = pseudonymise(this.document());
    const text = writeFindings(document);
    const decode = (bytes: ArrayBuffer) => readFindings(new TextDecoder().decode(bytes));
    return {
      ...{ format: 'json', name: 'sam-findings.json', mediaType: 'application/json' },
      bytes: new TextEncoder().encode(text).buffer,
      differences: bytes =>
        sorted(decode(bytes)) === sorted(document)
          ? []
          : ['The findings differ from what was written.'],
    };
  }

  private nifti(): Written {
    const { sources, findings } = this.set;
    const { bytes } = encodeNifti(sources, findings);
    return {
      ...{
        format: 'nifti',
        name: 'sam-labelmap.nii',
        mediaType: 'application/octet-stream',
        bytes,
      },
      differences: read => {
        const wrong = this.wrongLabels(decodeNifti(read).labels);
        return wrong ? [`${wrong} voxels differ.`] : [];
      },
    };
  }

  /** Voxels of a label map, slice by slice in stack order, that are not what they should be. */
  private wrongLabels(labels: Uint16Array): number {
    const { sources, findings } = this.set;
    const expected = new Uint16Array(labels.length);
    let start = 0;
    for (const index of stackOrder(sources)) {
      findings.forEach((finding, n) => {
        // Where findings overlap the later one is written.
        finding.maskOf(index)?.forEach((inside, at) => {
          if (inside) expected[start + at] = n + 1;
        });
      });
      start += sources[index].columns * sources[index].rows;
    }
    if (start !== labels.length) return Math.max(start, labels.length);
    return labels.reduce((wrong, label, n) => (label === expected[n] ? wrong : wrong + 1), 0);
  }

  private document(): FindingsDocument {
    const { sources, findings, units, equipment, models, settings, now } = this.set;
    return {
      format: FINDINGS_FORMAT,
      version: FINDINGS_VERSION,
      software: { name: equipment.modelName, version: equipment.softwareVersions },
      created: now.toISOString(),
      units,
      models: [...models],
      settings,
      images: sources.map(source => ({
        key: imageKey(source.sopInstanceUID, source.frameNumber),
        sopInstanceUID: source.sopInstanceUID,
        seriesInstanceUID: source.seriesInstanceUID,
        ...(source.frameNumber === undefined ? {} : { frameNumber: source.frameNumber }),
        columns: source.columns,
        rows: source.rows,
        geometry: source.geometry && {
          imagePositionPatient: [...source.geometry.imagePositionPatient],
          imageOrientationPatient: [...source.geometry.imageOrientationPatient],
          pixelSpacing: [...source.geometry.pixelSpacing],
        },
      })),
      findings: findings.map((finding, n) => this.record(finding, n)),
    };
  }

  private record(finding: Finding, n: number): FindingRecord {
    const { label, description, property, algorithm, tracking, color, steps } = finding;
    const masks = this.set.sources.flatMap((source, index) => {
      const full = finding.maskOf(index);
      if (!full?.some(Boolean)) return [];
      return [toMaskRecord(index, fromFull(full, source.columns, source.rows))];
    });
    const measured = this.measurements[n];
    return {
      ...{ label, property, algorithm, tracking, masks },
      // The same values, in arrays of the file's own.
      steps: structuredClone(steps) as FindingRecord['steps'],
      ...(description === undefined ? {} : { description }),
      ...(color ? { color: [...color] as [number, number, number] } : {}),
      measurements: structuredClone(measured) as unknown as FindingRecord['measurements'],
    };
  }
}

const sameBytes = (a: Uint8Array, b: ArrayBuffer): boolean => {
  const other = new Uint8Array(b);
  return a.length === other.length && a.every((value, n) => value === other[n]);
};

/** As JSON with the keys of every object in order: readers may hand them out in another one. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

import { SamError, toErrorData } from '../errors';
import { fromFull } from '../mask/regionMask';
import { type Prompt } from '../prompt/prompt';
import { measureSegment, type SegmentMeasurements } from '../measure';
import { writePart10, type Dataset } from './dicom/dataset';
import { type Equipment } from './dicom/modules';
import { encodeCapture } from './capture/encodeCapture';
import { caption, type KeyImagePixels, type KeyImageRequest } from './capture/keyImage';
import { verifyCapture } from './capture/verifyCapture';
import { sourcePlane, stackOrder, type SourceImage } from './dicom/source';
import { type ExportSegment } from './exportInput';
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
import { encodeRtStruct, verifyRtStruct } from './rtstruct';
import { encodeSeg, verifySeg, type EncodedSeg } from './seg';
import { encodeSr, verifySr } from './sr';

/** One accepted answer: what was asked on which source, what the model was shown, what was taken. */
export type FindingStep = Readonly<Omit<FindingRecord['steps'][number], 'prompts'>> & {
  readonly prompts: readonly Prompt[];
};

/** A finding: an accepted segment with its tracking identity and how it came about. */
export interface Finding extends ExportSegment {
  readonly tracking: { readonly id: string; readonly uid: string };
  /** In the order in which they were accepted. */
  readonly steps: readonly FindingStep[];
}

export interface FindingSet {
  /** All images of the series, in any order. */
  readonly sources: readonly SourceImage[];
  readonly findings: readonly Finding[];
  /** Values after the modality LUT of a marked source; null where they are not at hand. */
  readonly valuesOf: (index: number) => Float32Array | null;
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  readonly equipment: Equipment;
  /** Series description of what is stored, such as the segmentation's label. */
  readonly description: string;
  readonly models: FindingsDocument['models'];
  readonly settings: FindingsDocument['settings'];
  /** Draws a key image, where pictures can be drawn. */
  readonly drawKeyImage?: (request: KeyImageRequest) => KeyImagePixels;
  readonly now: Date;
  readonly makeUid: () => string;
}

/** A file that was written and read again without a difference. */
export interface ExportedFile {
  readonly format: ExportFormat;
  /** Holds nothing of the patient. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: ArrayBuffer;
  /** Of DICOM objects: where the archive will have it. */
  readonly instance?: {
    readonly studyInstanceUID: string;
    readonly seriesInstanceUID: string;
    readonly sopInstanceUID: string;
  };
}

/** What was written, and what could not be, with the reason. */
export interface WrittenFiles {
  readonly files: readonly ExportedFile[];
  readonly refused: readonly { readonly format: ExportFormat; readonly reason: string }[];
}

interface Written extends ExportedFile {
  /** What differs in bytes that should be the same, in words. */
  readonly differences: (bytes: ArrayBuffer) => readonly string[];
}

const SERIES_NUMBERS = { seg: 900, rtstruct: 901, sr: 902, keyImages: 903 } as const;

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
  write(formats: readonly ExportFormat[]): WrittenFiles {
    this.written.clear();
    const refused: { format: ExportFormat; reason: string }[] = [];
    const attempt = <T extends Written>(
      format: ExportFormat,
      write: () => readonly T[],
    ): T | undefined => {
      try {
        const files = write();
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
    const seg = withSeg ? attempt('seg', () => [this.seg()]) : undefined;
    if (wanted.has('rtstruct')) attempt('rtstruct', () => [this.rtStruct()]);
    if (wanted.has('sr')) attempt('sr', () => [this.sr(seg?.encoded)]);
    if (wanted.has('keyImages')) attempt('keyImages', () => this.keyImages());
    if (wanted.has('json')) attempt('json', () => [this.json()]);
    if (wanted.has('nifti')) attempt('nifti', () => [this.nifti()]);
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
    const { drawKeyImage, sources, units } = this.set;
    if (!drawKeyImage) throw new SamError('save-failed', 'Pictures can not be drawn here.');
    const { makeUid, ...common } = this.common('keyImages');
    const seriesInstanceUID = makeUid();
    const files = this.set.findings.flatMap((finding, n) => {
      const measurements = this.measurements[n];
      if (!measurements) return [];
      const index = measurements.axes.slice;
      const source = sources[index];
      const [mask, values] = [finding.maskOf(index), this.set.valuesOf(index)];
      if (!source.geometry || !mask || !values) return [];
      const plane = sourcePlane(source, source.geometry);
      const lines = caption(finding, measurements, units);
      const picture = drawKeyImage({ plane, values, mask, units, measurements, lines });
      const input = {
        ...common,
        ...picture,
        ...{ makeUid, seriesInstanceUID, sources: [source], instanceNumber: n + 1 },
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

/** As JSON with the keys of every object in order: readers may hand them out in another one. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

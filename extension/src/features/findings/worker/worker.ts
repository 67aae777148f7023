import { expose, transfer } from 'comlink';

import { sourceImage, type SourceImage } from '../../../core/export/dicom/source';
import type { Attributes } from '../../../core/export/dicom/dataset';
import { EXPORTERS } from '../../../core/export/exporters';
import { FindingExport } from '../../../core/export/findingExport';
import type { FindingSet, WrittenFiles } from '../../../core/export/findingSet';
import { importFindings, type ImportedFinding } from '../../../core/export/importFindings';
import { makeUid } from '../../../core/export/uid';
import type { SegmentMeasurements } from '../../../core/measure';
import type { RegionMask } from '../../../core/mask/regionMask';
import { SamError, toErrorData } from '../../../core/errors';
import type { ReportContent } from '../../../core/export/report/reportContent';
import type { ReportTexts } from '../../../core/export/report/reportTexts';
import { createTexts } from '../../../i18n/texts';
import type { Outcome } from '../../../inference/api';
import { drawKeyImage } from './keyImage';
import type { ExporterModule, InstanceData, JobData, PieceData, SourceData } from './protocol';

/** Values of a whole stored image, from the page; null for colours. */
export type WholeImage = (source: number) => Promise<Float32Array | null>;

export interface MeasuredFindings {
  /** Of each finding; null for one without a voxel. */
  readonly measurements: readonly (SegmentMeasurements | null)[];
  /** What the values are in, as far as the images say so. */
  readonly units: FindingSet['units'];
}

interface Job {
  readonly data: JobData;
  readonly imageOf: WholeImage;
  /** By index of the source. */
  readonly pieces: Map<number, PieceData>;
  export?: FindingExport;
  /** Those of other extensions. */
  exporters?: readonly AnyExporter[];
}

/**
 * Measures, encodes and compares off the main thread. Each piece of work is a job: begun with what is
 * known, then given voxels piece by piece. Failures come back as data.
 */
export class FindingWorker {
  private readonly instances = new Map<number, Attributes>();
  private readonly jobs = new Map<number, Job>();

  addInstance({ key, attributes }: InstanceData): void {
    this.instances.set(key, attributes);
  }

  begin(id: number, data: JobData, imageOf: WholeImage): void {
    this.jobs.set(id, { data, imageOf, pieces: new Map() });
  }

  addPieces(id: number, pieces: readonly PieceData[]): void {
    for (const piece of pieces) this.jobs.get(id)?.pieces.set(piece.source, piece);
  }

  end(id: number): void {
    this.jobs.delete(id);
  }

  measure(id: number): Outcome<MeasuredFindings> {
    return outcome(() => {
      const { measurements, units } = this.opened(id);
      return { measurements, units };
    });
  }

  /** The report on the findings as plain text. */
  reportText(id: number): Outcome<string> {
    return outcome(() => this.opened(id).reportText());
  }

  /** Writes the findings and reads each file again. */
  async write(
    id: number,
    formats: readonly string[],
    modules: readonly ExporterModule[] = [],
  ): Promise<Outcome<WrittenFiles>> {
    let written: WrittenFiles;
    try {
      const job = this.jobs.get(id);
      if (job && modules.length) {
        job.exporters = await Promise.all(modules.map(loadExporter));
        job.export = undefined;
      }
      written = await this.opened(id).write(formats);
    } catch (error) {
      return { ok: false, error: toErrorData(error, 'export-failed') };
    }
    // The bytes stay here for comparison: copies go out.
    const files = written.files.map(file => ({ ...file, bytes: file.bytes.slice(0) }));
    return transfer(
      { ok: true, value: { ...written, files } },
      files.map(({ bytes }) => bytes),
    );
  }

  /** Differences, in words, between bytes that came back and what was last written. */
  compare(id: number, name: string, bytes: ArrayBuffer): Outcome<readonly string[]> {
    return outcome(() => this.opened(id).compare(name, bytes));
  }

  /** Reads findings from a file and places them on the images. */
  read(bytes: ArrayBuffer, sources: readonly SourceData[]): Outcome<readonly ImportedFinding[]> {
    return outcome(() => importFindings(bytes, sources.map(this.sourceImage)));
  }

  private opened(id: number): FindingExport {
    const job = this.jobs.get(id);
    if (!job) throw new SamError('aborted', 'the job was ended');
    job.export ??= this.open(job);
    return job.export;
  }

  private open({ data, imageOf, pieces, exporters = [] }: Job): FindingExport {
    const masks = data.findings.map(() => new Map<number, RegionMask>());
    for (const piece of pieces.values()) {
      for (const { finding, mask } of piece.masks) masks[finding].set(piece.source, mask);
    }
    const set: FindingSet = {
      ...data,
      sources: data.sources.map(this.sourceImage),
      findings: data.findings.map((finding, n) => ({
        ...finding,
        maskOf: index => masks[n].get(index) ?? null,
      })),
      valuesOf: index => pieces.get(index)?.values ?? null,
      imageOf,
      drawKeyImage,
      report: reportSetup(data.report),
      now: new Date(data.now),
      makeUid,
    };
    return new FindingExport(set, [...EXPORTERS, ...exporters]);
  }

  private readonly sourceImage = ({ instance, frameNumber }: SourceData): SourceImage => {
    const attributes = this.instances.get(instance);
    if (!attributes) throw new Error('an instance was not handed over');
    return sourceImage(attributes, frameNumber);
  };
}

type AnyExporter = (typeof EXPORTERS)[number];

/** An exporter of another extension; one that can't be loaded fails as its format, not the others. */
async function loadExporter({ id, module }: ExporterModule): Promise<AnyExporter> {
  const about = {
    id,
    isDicom: false,
    texts: { name: { en: id, zh: id }, hint: { en: '', zh: '' } },
  };
  try {
    const loaded = (await import(/* webpackIgnore: true */ module)) as { default: AnyExporter };
    const { write, verify } = loaded.default;
    return { ...about, write, ...(verify ? { verify } : {}) };
  } catch (cause) {
    const failure = new SamError(
      'export-failed',
      'the module of the exporter could not be loaded',
      {
        cause,
      },
    );
    return { ...about, write: () => Promise.reject(failure) };
  }
}

function reportSetup({ language, showsPatient, fontUrl }: JobData['report']) {
  const { lookUp, number, language: tag } = createTexts(language);
  const texts: ReportTexts = {
    language: tag,
    number,
    text: (key, params) => lookUp(key, params) ?? key,
  };
  const toPdf = async (content: ReportContent) => {
    const response = await fetch(fontUrl);
    if (!response.ok) throw new SamError('export-failed', 'The font of the report is missing.');
    const font = new Uint8Array(await response.arrayBuffer());
    // Large, and seldom needed: it is run only here.
    const { reportPdf } = await import('../../../core/export/report/reportPdf');
    return reportPdf(content, font, texts);
  };
  return { texts, showsPatient, toPdf };
}

function outcome<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: toErrorData(error, 'export-failed') };
  }
}

expose(new FindingWorker());

import { expose, transfer } from 'comlink';

import { sourceImage } from '../../core/export/dicom/source';
import type { Attributes } from '../../core/export/dicom/dataset';
import { FindingExport } from '../../core/export/findingExport';
import type { Finding, FindingSet, WrittenFiles } from '../../core/export/findingSet';
import type { ExportFormat } from '../../core/export/formats';
import { importFindings, type ImportedFinding } from '../../core/export/importFindings';
import { makeUid } from '../../core/export/uid';
import { fromFull } from '../../core/mask/regionMask';
import { wholeValues, type SegmentMeasurements } from '../../core/measure';
import { SamError, toErrorData } from '../../core/errors';
import type { ReportContent } from '../../core/export/report/reportContent';
import type { ReportTexts } from '../../core/export/report/reportTexts';
import { createTexts } from '../../i18n/texts';
import { drawKeyImage } from './keyImage';
import type { Outcome } from '../../inference/api';

/** A finding as it crosses to the worker: its masks by index of the source. */
export type FindingData = Omit<Finding, 'maskOf'> & {
  readonly masks: ReadonlyMap<number, Uint8Array>;
};

export interface ExportRequest extends Omit<
  FindingSet,
  'sources' | 'findings' | 'valuesOf' | 'drawKeyImage' | 'report' | 'now' | 'makeUid'
> {
  readonly sources: readonly { readonly attributes: Attributes; readonly frameNumber?: number }[];
  readonly findings: readonly FindingData[];
  /** Values of the marked sources, by index. */
  readonly values: ReadonlyMap<number, Float32Array>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly report: {
    /** BCP 47 tag of the language it is written in. */
    readonly language: string;
    readonly showsPatient: boolean;
    /** Of the font that PDF files embed. */
    readonly fontUrl: string;
  };
}

/** Measures, encodes and compares off the main thread. Failures come back as data. */
export class ExportWorker {
  private current: FindingExport | null = null;

  /** Takes findings over and measures them; null for one without a voxel. */
  open(request: ExportRequest): Outcome<readonly (SegmentMeasurements | null)[]> {
    return outcome(() => {
      const sources = request.sources.map(s => sourceImage(s.attributes, s.frameNumber));
      const size = (index: number) => [sources[index].columns, sources[index].rows] as const;
      this.current = new FindingExport({
        ...request,
        sources,
        findings: request.findings.map(({ masks, ...finding }) => {
          const cropped = new Map(
            [...masks].map(([index, full]) => [index, fromFull(full, ...size(index))]),
          );
          return { ...finding, maskOf: index => cropped.get(index) ?? null };
        }),
        valuesOf: index => {
          const values = request.values.get(index);
          return values ? wholeValues(values, ...size(index)) : null;
        },
        drawKeyImage,
        report: reportSetup(request.report),
        now: new Date(request.now),
        makeUid,
      });
      return this.current.measurements;
    });
  }

  /** Reads findings from a file and places them on the images. */
  read(bytes: ArrayBuffer, sources: ExportRequest['sources']): Outcome<readonly ImportedFinding[]> {
    return outcome(() =>
      importFindings(
        bytes,
        sources.map(s => sourceImage(s.attributes, s.frameNumber)),
      ),
    );
  }

  /** The report on the findings as plain text. */
  reportText(): Outcome<string> {
    return outcome(() => this.opened().reportText());
  }

  /** Writes the findings and reads each file again. */
  async write(formats: readonly ExportFormat[]): Promise<Outcome<WrittenFiles>> {
    let written: Outcome<WrittenFiles>;
    try {
      written = { ok: true, value: await this.opened().write(formats) };
    } catch (error) {
      written = { ok: false, error: toErrorData(error, 'save-failed') };
    }
    // The bytes stay here for comparison: copies go out.
    if (!written.ok) return written;
    const { refused, partial } = written.value;
    const files = written.value.files.map(file => ({ ...file, bytes: file.bytes.slice(0) }));
    return transfer(
      { ok: true, value: { files, refused, partial } },
      files.map(({ bytes }) => bytes),
    );
  }

  /** Differences, in words, between bytes that came back and what was last written. */
  compare(name: string, bytes: ArrayBuffer): readonly string[] {
    return this.current?.compare(name, bytes) ?? ['Nothing was written.'];
  }

  private opened(): FindingExport {
    if (!this.current) throw new Error('no findings were given');
    return this.current;
  }
}

function reportSetup({ language, showsPatient, fontUrl }: ExportRequest['report']) {
  const { lookUp, number, language: tag } = createTexts(language);
  const texts: ReportTexts = {
    language: tag,
    number,
    text: (key, params) => lookUp(key, params) ?? key,
  };
  const toPdf = async (content: ReportContent) => {
    const response = await fetch(fontUrl);
    if (!response.ok) throw new SamError('save-failed', 'The font of the report is missing.');
    const font = new Uint8Array(await response.arrayBuffer());
    // Large, and seldom needed: it is run only here.
    const { reportPdf } = await import('../../core/export/report/reportPdf');
    return reportPdf(content, font, texts);
  };
  return { texts, showsPatient, toPdf };
}

function outcome<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: toErrorData(error, 'save-failed') };
  }
}

expose(new ExportWorker());

import { expose, transfer } from 'comlink';

import { sourceImage } from '../../core/export/dicom/source';
import type { Attributes } from '../../core/export/dicom/dataset';
import {
  FindingExport,
  type Finding,
  type FindingSet,
  type WrittenFiles,
} from '../../core/export/findingExport';
import type { ExportFormat } from '../../core/export/formats';
import { importFindings, type ImportedFinding } from '../../core/export/importFindings';
import { makeUid } from '../../core/export/uid';
import type { SegmentMeasurements } from '../../core/measure';
import { toErrorData } from '../../core/errors';
import { drawKeyImage } from './keyImage';
import type { Outcome } from '../../inference/api';

/** A finding as it crosses to the worker: its masks by index of the source. */
export type FindingData = Omit<Finding, 'maskOf'> & {
  readonly masks: ReadonlyMap<number, Uint8Array>;
};

export interface ExportRequest extends Omit<
  FindingSet,
  'sources' | 'findings' | 'valuesOf' | 'drawKeyImage' | 'now' | 'makeUid'
> {
  readonly sources: readonly { readonly attributes: Attributes; readonly frameNumber?: number }[];
  readonly findings: readonly FindingData[];
  /** Values of the marked sources, by index. */
  readonly values: ReadonlyMap<number, Float32Array>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Measures, encodes and compares off the main thread. Failures come back as data. */
export class ExportWorker {
  private current: FindingExport | null = null;

  /** Takes findings over and measures them; null for one without a voxel. */
  open(request: ExportRequest): Outcome<readonly (SegmentMeasurements | null)[]> {
    return outcome(() => {
      this.current = new FindingExport({
        ...request,
        sources: request.sources.map(s => sourceImage(s.attributes, s.frameNumber)),
        findings: request.findings.map(({ masks, ...finding }) => ({
          ...finding,
          maskOf: index => masks.get(index) ?? null,
        })),
        valuesOf: index => request.values.get(index) ?? null,
        drawKeyImage,
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

  /** Writes the findings and reads each file again. */
  write(formats: readonly ExportFormat[]): Outcome<WrittenFiles> {
    const written = outcome(() => {
      if (!this.current) throw new Error('no findings were given');
      return this.current.write(formats);
    });
    // The bytes stay here for comparison: copies go out.
    if (!written.ok) return written;
    const { refused } = written.value;
    const files = written.value.files.map(file => ({ ...file, bytes: file.bytes.slice(0) }));
    return transfer(
      { ok: true, value: { files, refused } },
      files.map(({ bytes }) => bytes),
    );
  }

  /** Differences, in words, between bytes that came back and what was last written. */
  compare(name: string, bytes: ArrayBuffer): readonly string[] {
    return this.current?.compare(name, bytes) ?? ['Nothing was written.'];
  }
}

function outcome<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: toErrorData(error, 'save-failed') };
  }
}

expose(new ExportWorker());

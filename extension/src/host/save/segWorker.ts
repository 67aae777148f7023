import { expose } from 'comlink';

import { sourceImage } from '../../core/export/dicom/source';
import { writePart10, type Attributes } from '../../core/export/dicom/dataset';
import type { ExportSegment } from '../../core/export/exportInput';
import { encodeSeg, verifySeg, type EncodedSeg, type SegInput } from '../../core/export/seg';
import { makeUid } from '../../core/export/uid';
import { toErrorData } from '../../core/errors';
import type { Outcome } from '../../inference/api';

/** A segment as it crosses to the worker: its masks by index of the source. */
export type SegmentData = Omit<ExportSegment, 'maskOf'> & {
  readonly masks: ReadonlyMap<number, Uint8Array>;
};

export interface SegRequest extends Pick<
  SegInput,
  'series' | 'equipment' | 'contentLabel' | 'contentDescription'
> {
  readonly sources: readonly { readonly attributes: Attributes; readonly frameNumber?: number }[];
  readonly segments: readonly SegmentData[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface EncodedBytes {
  readonly bytes: ArrayBuffer;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
  /** Segments with voxels, and voxels in all of them. */
  readonly segments: number;
  readonly voxels: number;
}

/** Encodes DICOM-SEG off the main thread, and compares what came back with what was meant. */
export class SegWorker {
  private last: { input: SegInput; encoded: EncodedSeg } | null = null;

  encode(request: SegRequest): Outcome<EncodedBytes> {
    try {
      const input: SegInput = {
        ...request,
        sources: request.sources.map(s => sourceImage(s.attributes, s.frameNumber)),
        segments: request.segments.map(({ masks, ...segment }) => ({
          ...segment,
          maskOf: index => masks.get(index) ?? null,
        })),
        now: new Date(request.now),
        makeUid,
      };
      const encoded = encodeSeg(input);
      this.last = { input, encoded };
      return {
        ok: true,
        value: {
          bytes: writePart10(encoded.dataset),
          studyInstanceUID: input.sources[0].studyInstanceUID,
          seriesInstanceUID: encoded.seriesInstanceUID,
          sopInstanceUID: encoded.sopInstanceUID,
          segments: encoded.written.length,
          voxels: encoded.voxels,
        },
      };
    } catch (error) {
      return { ok: false, error: toErrorData(error, 'save-failed') };
    }
  }

  /** Compares stored bytes with the last encoding: voxels, geometry, codes. Differences in words. */
  verify(bytes: ArrayBuffer): readonly string[] {
    if (!this.last) return ['nothing was encoded'];
    return verifySeg(this.last.input, this.last.encoded, bytes).differences;
  }
}

expose(new SegWorker());

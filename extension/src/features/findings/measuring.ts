import { toErrorData } from '../../core/errors';
import type { SegmentMeasurements } from '../../core/measure';
import type { SliceImage } from '../../core/image/sliceImage';
import type { SegmentRef } from '../../host/labelmap';
import type { MeasurementState } from './types';

/** Strokes follow each other: measuring waits until they pause. */
const MEASURE_PAUSE_MS = 600;

export interface Measured {
  readonly values: SegmentMeasurements;
  readonly units: SliceImage['units'];
}

/** Measures a segment, null for one without a voxel. Rejects with SamError `aborted` on the signal. */
export type MeasureSegment = (segment: SegmentRef, signal: AbortSignal) => Promise<Measured | null>;

/** Keeps the measurements of one segment up to date: one run at a time, the newest. */
export class Measuring {
  private pause: ReturnType<typeof setTimeout> | undefined;
  private run: AbortController | null = null;
  private followed = '';

  constructor(
    private readonly measure: MeasureSegment,
    private readonly tell: (measurement: MeasurementState) => void,
  ) {}

  /** Measures another segment from now on; the same one is measured once. */
  follow(segment: SegmentRef | null): void {
    const key = segment ? `${segment.segmentationId}|${segment.segmentIndex}` : '';
    if (key === this.followed) return;
    this.stop();
    this.followed = key;
    if (!segment) return this.tell({ phase: 'none' });
    this.pause = setTimeout(() => void this.start(segment), MEASURE_PAUSE_MS);
  }

  /** Voxels of the segment have changed: what is under way is old, and it is measured anew. */
  changed(segment: SegmentRef | null): void {
    this.stop();
    this.follow(segment);
  }

  /** Ends what is under way; nothing of it is told. */
  stop(): void {
    clearTimeout(this.pause);
    this.run?.abort();
    this.run = null;
    this.followed = '';
  }

  private async start(segment: SegmentRef): Promise<void> {
    const run = new AbortController();
    this.run = run;
    const tell = (measurement: MeasurementState) => {
      if (!run.signal.aborted) this.tell(measurement);
    };
    tell({ phase: 'measuring' });
    try {
      const measured = await this.measure(segment, run.signal);
      tell(measured ? { phase: 'ready', ...measured } : { phase: 'none' });
    } catch (error) {
      tell({ phase: 'failed', ...toErrorData(error, 'export-failed') });
    }
  }
}

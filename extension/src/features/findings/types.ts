import type { SamErrorCode } from '../../core/errors';
import type { FindingEdit, FindingStep } from '../../core/export/findingSet';
import type { FindingCoding } from '../../core/export/segmentTypes';
import type { SliceImage } from '../../core/image/sliceImage';
import type { SegmentMeasurements } from '../../core/measure';
import type { SegmentRef, StepId } from '../../host/labelmap';
import type { ReaderAxes } from './findingStore';
import type { ReadonlyStore } from '../../ui/readonlyStore';

/** The segment that Accept writes to. */
export interface TargetState {
  readonly segmentationId: string;
  readonly segmentIndex: number;
  readonly label: string;
  /** 0 to 255 each. */
  readonly color: readonly [number, number, number];
  readonly locked: boolean;
  /** What the segment is, as it will be coded. */
  readonly coding: FindingCoding;
  /** Where the reader has placed them. */
  readonly axes?: ReaderAxes;
  /** Codes of its file that the lists don't have, in words; they stay until the reader says else. */
  readonly loadedAs?: string;
}

/** A segment of the active segmentation, and whether saving takes it along. */
export interface FindingEntry {
  readonly segmentIndex: number;
  readonly label: string;
  readonly color: readonly [number, number, number];
  readonly chosen: boolean;
}

/** Measurements of the segment that Accept writes to. */
export type MeasurementState =
  | { readonly phase: 'none' | 'measuring' }
  | { readonly phase: 'failed'; readonly code: SamErrorCode; readonly detail: string }
  | {
      readonly phase: 'ready';
      readonly values: SegmentMeasurements;
      readonly units: SliceImage['units'];
    };

/** An accepted answer, on the image that it was given on. */
export type AcceptedStep = Omit<FindingStep, 'image'> & { readonly imageId: string };

export interface FindingsState {
  readonly target: TargetState | null;
  /** Segments of the active segmentation, in their order. */
  readonly findings: readonly FindingEntry[];
  /** The active segmentation holds contours or surfaces, which can't take masks. */
  readonly otherKind: boolean;
  readonly measurement: MeasurementState;
}

/** What one Accept left in the record; undo takes it back and redo brings it again. */
export interface RecordedSteps {
  takeBack(): void;
  restore(): void;
}

/** What other features and the panel may ask of the findings. */
export interface Findings {
  readonly store: ReadonlyStore<FindingsState>;
  /** Adds a segment to the active segmentation (or makes the first one) and makes it the target. */
  addSegment(): Promise<void>;
  /** Says what the active segment is. */
  codeSegment(coding: FindingCoding): void;
  /** Takes a segment along when saving, or leaves it out. */
  chooseFinding(segmentIndex: number, chosen: boolean): void;
  /**
   * The segment that Accept writes to; makes a segmentation or its first segment where there is none.
   * A new one, of that label or of the viewer's own, when that is asked for.
   * Throws SamError `no-segmentation` when the viewer can't make one here.
   */
  ensureTarget(viewportId: string, asNew: { readonly label?: string } | null): Promise<SegmentRef>;
  /**
   * Notes that masks of the model went into a segment, and how they came about. With the undo step
   * of their voxels the record follows the viewer's history by itself.
   */
  record(
    segment: SegmentRef,
    steps: readonly AcceptedStep[],
    undoStep?: StepId | null,
  ): RecordedSteps;
  /**
   * Notes what was done to a segment as a whole. The record follows the viewer's history with the
   * undo step of the voxels.
   */
  recordEdit(segment: SegmentRef, edit: FindingEdit, undoStep: StepId): void;
  /** Begins to follow the viewer's segmentations. */
  start(): void;
  /** The study is left: nothing of it stays, and what is still under way is not told any more. */
  reset(): void;
}

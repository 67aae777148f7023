import type { SamErrorCode } from '../../core/errors';

/** Which measurements become lesions: those that are selected in the viewer, or all. */
export type WhichMeasurements = 'selected' | 'all';

/** Why a measurement has become no lesion. */
export type SkippedReason =
  /** No pane shows the images that it was made on. */
  | 'not-shown'
  /** The active segmentation is of another series. */
  | 'other-series'
  /** It has too few points. */
  | 'no-prompt'
  /** The model found nothing there. */
  | 'nothing-found'
  /** Most of what was found belongs to segments already. */
  | 'taken';

export interface LesionsState {
  readonly phase: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  /** Measurements in all, and those that were gone through. */
  readonly total: number;
  readonly done: number;
  /** Lesions that have become segments. */
  readonly made: number;
  /** Slices of the one that is under way. */
  readonly slices: number;
  readonly skipped: readonly SkippedReason[];
  /** Why it failed; what was made before stays. */
  readonly error: SamErrorCode | null;
}

export const IDLE: LesionsState = {
  phase: 'idle',
  total: 0,
  done: 0,
  made: 0,
  slices: 0,
  skipped: [],
  error: null,
};

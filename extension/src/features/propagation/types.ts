import type { StopReason } from '../../core/volume';
import type { SamErrorCode } from '../../core/errors';

/**
 * Which slices are asked for: those before, those after, all, those up to the slice shown, or those
 * around it, as far as to the next ones that stand firm.
 */
export type Direction = 'up' | 'down' | 'both' | 'here' | 'around';

/** Where the object was left, as the reader counts slices: from 1. */
export interface Stop {
  readonly sliceNumber: number;
  readonly reason: StopReason;
}

/** One slice of the stack on the strip. */
export interface StackSlice {
  readonly key: string;
  /** As the reader counts: from 1. */
  readonly number: number;
}

export interface PropagationState {
  /** `hidden`: waits until the page is visible again. */
  readonly phase: 'idle' | 'running' | 'paused' | 'hidden' | 'done' | 'cancelled' | 'failed';
  /** Slices that got a mask in this run, and at most so many to come. */
  readonly done: number;
  readonly remaining: number;
  readonly secondsLeft: number | null;
  readonly stops: readonly Stop[];
  /** Why it failed. */
  readonly error: SamErrorCode | null;
  /** The slices that were asked for, in the order in which they lie. */
  readonly stack: readonly StackSlice[];
  /** The corrected slice whose neighbours the run makes anew, as the reader counts; else null. */
  readonly corrects: number | null;
  /** Whether that happens by itself after a correction. */
  readonly followsCorrections: boolean;
  /** Keys of the slices of the active viewport's stack that the active segment is on. */
  readonly written: ReadonlySet<string>;
}

/** A run's own part of the state, before it has begun. */
export const NOTHING_DONE = {
  done: 0,
  remaining: 0,
  secondsLeft: null,
  stops: [],
  error: null,
  stack: [],
  corrects: null,
} as const satisfies Partial<PropagationState>;

export const IDLE: PropagationState = {
  ...NOTHING_DONE,
  phase: 'idle',
  followsCorrections: true,
  written: new Set(),
};

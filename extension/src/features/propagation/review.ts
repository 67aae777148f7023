import { standsFirm, type PromptingState, type SliceDraft } from '../prompting';
import type { PropagationState, StackSlice } from './types';

/** Below this a slice is to be looked at. */
const DOUBTFUL = 0.5;
/** Of the propagated slices, so many are looked at in any case: the least sure ones. */
const LEAST_SHARE = 1 / 3;

/** A slice on the strip. */
export interface ReviewSlice extends StackSlice {
  /** `none`: nothing there; `firm`: the reader's own, corrected or checked. */
  readonly kind: 'none' | 'firm' | 'sure' | 'doubtful';
  /** Of a propagated slice, 0 to 1. */
  readonly confidence?: number;
}

/** The stack with what the reader should look at. */
export function reviewOf(
  { stack }: Pick<PropagationState, 'stack'>,
  { drafts }: Pick<PromptingState, 'drafts'>,
): readonly ReviewSlice[] {
  const open = stack.flatMap(({ key }) => confidenceIn(drafts.get(key)) ?? []);
  const sorted = [...open].sort((a, b) => a - b);
  const limit = sorted[Math.ceil(sorted.length * LEAST_SHARE) - 1] ?? 0;
  return stack.map(slice => {
    const draft = drafts.get(slice.key);
    const confidence = confidenceIn(draft);
    if (confidence === undefined) return { ...slice, kind: draft ? 'firm' : 'none' };
    // The surest are left alone even where they are among the last third of few.
    const doubtful = confidence < DOUBTFUL || (confidence <= limit && confidence < SURE);
    return { ...slice, confidence, kind: doubtful ? 'doubtful' : 'sure' };
  });
}

/** Above this a slice is not asked for, however few there are. */
const SURE = 0.85;

const confidenceIn = (draft: SliceDraft | undefined): number | undefined =>
  draft && !standsFirm(draft) ? draft.propagated?.confidence : undefined;

/**
 * The next doubtful slice after the one shown, in the direction of `step`, and on from the other
 * end; undefined when there is none.
 */
export function nextDoubtful(
  review: readonly ReviewSlice[],
  shownKey: string | undefined,
  step: 1 | -1,
): ReviewSlice | undefined {
  const at = review.findIndex(({ key }) => key === shownKey);
  for (let n = 1; n <= review.length; n++) {
    const slice = review[(((at + n * step) % review.length) + review.length) % review.length];
    if (slice.kind === 'doubtful') return slice;
  }
  return undefined;
}

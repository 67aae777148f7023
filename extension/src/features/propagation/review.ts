import type { ShownSlice } from '../../host/slices';
import { standsFirm, type PromptingState, type SliceDraft } from '../prompting';
import type { PropagationState, StackSlice } from './types';

/** Below this a slice is to be looked at: of those above, 1 in 20 had a Dice below 0.8. */
const DOUBTFUL = 0.45;
/** Above this it is not, however few there are: none of those had. */
const SURE = 0.55;
/** Between the two, a slice is looked at when it is in the third that is least sure. */
const LEAST_SHARE = 1 / 3;

/** A slice on the strip. */
export interface ReviewSlice extends StackSlice {
  /**
   * `none`: nothing there; `written`: the segment is on it already; `firm`: the reader's own,
   * corrected or checked.
   */
  readonly kind: 'none' | 'written' | 'firm' | 'sure' | 'doubtful';
  /** Of a propagated slice, 0 to 1. */
  readonly confidence?: number;
}

/** Slices in their order, as the reader counts them. */
export const stackOf = (slices: readonly ShownSlice[]): readonly StackSlice[] =>
  slices.map(({ key }, k) => ({ key, number: k + 1 }));

/** The stack with what the reader should look at. */
export function reviewOf(
  { stack, written }: Pick<PropagationState, 'stack' | 'written'>,
  { drafts }: Pick<PromptingState, 'drafts'>,
): readonly ReviewSlice[] {
  const open = stack.flatMap(({ key }) => confidenceIn(drafts.get(key)) ?? []);
  const sorted = [...open].sort((a, b) => a - b);
  const limit = sorted[Math.ceil(sorted.length * LEAST_SHARE) - 1] ?? 0;
  return stack.map(slice => {
    const draft = drafts.get(slice.key);
    const confidence = confidenceIn(draft);
    if (confidence === undefined) {
      return { ...slice, kind: draft ? 'firm' : written.has(slice.key) ? 'written' : 'none' };
    }
    const doubtful = confidence < DOUBTFUL || (confidence <= limit && confidence < SURE);
    return { ...slice, confidence, kind: doubtful ? 'doubtful' : 'sure' };
  });
}

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

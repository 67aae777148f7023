import type { PreviousMask, SegmentResult } from '../../core/engine/types';
import { worldToPixel } from '../../core/geometry/imagePlane';
import { boundsOfMask, looksTheSame, maskArea, type RegionMask } from '../../core/mask/regionMask';
import { mapPrompt, type Prompt, type WorldPrompt } from '../../core/prompt/prompt';
import { newRunId } from '../../core/runId';
import type { Candidate } from '../../core/engine/types';
import { isStored, type ShownSlice } from '../../host/slices';
import type { AcceptedStep } from '../findings';
import type { PreviewState, Propagated, SliceDraft } from './types';

export const emptyDraft = (slice: ShownSlice): SliceDraft => ({
  ...{ slice, prompts: [], origin: null },
  ...unanswered(),
});

/** A draft's fields without an answer, in a run of its own: what comes for earlier ones is late. */
export const unanswered = () =>
  ({
    answer: null,
    first: null,
    chosen: 0,
    milliseconds: 0,
    phase: 'unasked',
    run: newRunId(),
  }) satisfies Partial<SliceDraft>;

/** The draft of a slice that propagation came to. */
export const propagatedDraft = (slice: ShownSlice, propagated: Propagated): SliceDraft => ({
  ...emptyDraft(slice),
  ...{ propagated, answer: propagated.answer, milliseconds: propagated.milliseconds },
  phase: 'final',
});

/**
 * True for a slice that propagation takes as it is: the reader has prompted, corrected or checked
 * it, or chosen another of its masks.
 */
export const standsFirm = ({ prompts, origin, propagated, chosen }: SliceDraft): boolean =>
  prompts.length > 0 ||
  origin !== null ||
  propagated?.checked === true ||
  (propagated !== undefined && chosen !== 0);

/** What the reader can choose from: the answer's masks, and the quick one that it replaced. */
export function candidatesOf({ answer, first }: SliceDraft): readonly Candidate[] {
  if (!answer) return [];
  return first ? [...answer.candidates, first.candidate] : answer.candidates;
}

export function chosenCandidate(draft: SliceDraft | undefined): Candidate | null {
  return (draft && candidatesOf(draft)[draft.chosen]) ?? null;
}

/** The mask to draw: the chosen candidate's, else that of the segment being corrected. */
export const shownMask = (draft: SliceDraft | undefined): RegionMask | null =>
  chosenCandidate(draft)?.mask ?? draft?.origin ?? null;

/** The mask that Accept would write; null while there is none for the present prompts. */
export function acceptableMask(draft: SliceDraft): RegionMask | null {
  const mask = draft.phase === 'asked' ? null : chosenCandidate(draft)?.mask;
  return mask?.width ? mask : null;
}

/** The quick answer that a reader saw, worth keeping beside the better one when it differs. */
export function firstAnswer(quick: SliceDraft, better: SegmentResult): SliceDraft['first'] {
  const candidate = quick.answer?.candidates[quick.chosen];
  if (!quick.answer || !candidate?.mask.width) return null;
  const known = better.candidates.some(({ mask }) => looksTheSame(mask, candidate.mask));
  return known ? null : { candidate, spec: quick.answer.spec };
}

/** True when some prompt says what to segment; exclude points alone don't. */
export const saysWhatToSegment = (prompts: readonly WorldPrompt[]): boolean =>
  prompts.some(
    prompt => prompt.kind === 'box' || prompt.kind === 'lasso' || prompt.polarity === 'include',
  );

/** The prompts as the engine takes them: in the slice's pixel coordinates. */
export const toEnginePrompts = ({
  slice,
  prompts,
}: Pick<SliceDraft, 'slice' | 'prompts'>): Prompt[] =>
  prompts.map(prompt => mapPrompt(prompt, world => worldToPixel(slice.plane, world)));

/** The mask that the corrections of a slice begin with; null where its prompts make one. */
export const baseMask = ({ origin, propagated }: SliceDraft): RegionMask | null =>
  origin ?? propagated?.answer.candidates[0].mask ?? null;

/**
 * What the decoder may be fed back: the shown candidate when the next prompt corrects it, else the
 * mask that the corrections began with. That mask was sure of where the object lies, so it goes on
 * as a mask, not as the logits of the clicks since.
 */
export function previousMask(draft: SliceDraft, corrects: boolean): PreviousMask | undefined {
  const { answer, first } = draft;
  const candidate = corrects ? chosenCandidate(draft) : null;
  const base = baseMask(draft);
  if (base) return { mask: candidate?.mask ?? base, object: boundsOfMask(base) };
  if (!candidate || !answer) return undefined;
  const { logits, mask } = candidate;
  const spec = first && candidate === first.candidate ? first.spec : answer.spec;
  return { mask, answer: { logits, spec } };
}

/**
 * What was asked and taken, for the record of the finding; null on a reformatted plane, which is no
 * stored image.
 */
export function acceptedStep(draft: SliceDraft, model: string): AcceptedStep | null {
  const { slice, answer, first } = draft;
  const candidate = chosenCandidate(draft);
  if (!answer || !candidate || !isStored(slice)) return null;
  const { region, window } = first && candidate === first.candidate ? first.spec : answer.spec;
  const prompts = draft.prompts.length ? toEnginePrompts(draft) : (draft.propagated?.prompts ?? []);
  const { token } = candidate;
  return { imageId: slice.imageId, prompts, model, region, window, token, made: madeBy(draft) };
}

function madeBy(draft: SliceDraft): AcceptedStep['made'] {
  if (!draft.propagated) return 'prompted';
  if (!standsFirm(draft)) return 'propagated';
  return draft.prompts.length || draft.chosen ? 'corrected' : 'checked';
}

/** Tells an answer from any other: its run, how far it is, and the candidate. */
export const answerName = ({ run, phase, chosen }: SliceDraft) => `${run}-${phase}-${chosen}`;

/** What the panel shows of a draft's answer, or null when there is none. */
export function previewOf(draft: SliceDraft | undefined): PreviewState | null {
  if (!draft?.answer) return null;
  const { answer, slice, first, chosen, phase, milliseconds } = draft;
  const { columnSpacing, rowSpacing, spacingKnown } = slice.plane;
  const pixelMm2 = spacingKnown === false ? undefined : columnSpacing * rowSpacing;
  return {
    candidates: candidatesOf(draft).map(candidate => ({
      predictedIoU: candidate.predictedIoU,
      pixels: maskArea(candidate.mask),
      pixelMm2,
      first: candidate === first?.candidate,
    })),
    ...{ chosen, milliseconds },
    refining: phase === 'quick',
    zoom: answer.zoom,
    window: answer.spec.window,
    units: slice.units,
    why: {
      reason: answer.trace.reason,
      series: answer.trace.series,
      masks: answer.trace.hypotheses.length,
      views: answer.trace.views.length,
    },
  };
}

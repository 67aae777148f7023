import type { Candidate, EncodeSpec, PreviousMask, SegmentResult } from '../../core/engine/types';
import { worldToPixel } from '../../core/geometry/imagePlane';
import { looksTheSame, maskArea, type RegionMask } from '../../core/mask/regionMask';
import { mapPrompt, type Prompt } from '../../core/prompt/prompt';
import type { AcceptedStep } from '../findings';
import type { SegmentRef } from '../../host/labelmap';
import type { ShownSlice } from '../../host/slices';
import type { PreviewState, SessionPrompt } from '../../app/types';

/** The prompts of one slice and the answer to them: an object that is not written yet. */
export interface Draft {
  readonly slice: ShownSlice;
  readonly prompts: readonly SessionPrompt[];
  readonly answer: SegmentResult | null;
  /** The mask of a segment that is being corrected; Accept then replaces it. */
  readonly origin: { readonly segment: SegmentRef; readonly mask: RegionMask } | null;
  /** The quick answer's mask that the present answer has replaced. */
  readonly first: { readonly candidate: Candidate; readonly spec: EncodeSpec } | null;
  readonly milliseconds: number;
  /** Index into `candidatesOf`. */
  readonly chosen: number;
  /** Grows with every change of prompts, so that a late answer can be told from a current one. */
  readonly revision: number;
  readonly working: boolean;
  readonly refining: boolean;
}

export function emptyDraft(slice: ShownSlice): Draft {
  return {
    slice,
    prompts: [],
    answer: null,
    origin: null,
    first: null,
    milliseconds: 0,
    chosen: 0,
    revision: 0,
    working: false,
    refining: false,
  };
}

/** What the reader can choose from: the answer's masks, and the quick one that it replaced. */
export function candidatesOf({ answer, first }: Draft): readonly Candidate[] {
  if (!answer) return [];
  return first ? [...answer.candidates, first.candidate] : answer.candidates;
}

export function chosenCandidate(draft: Draft | undefined): Candidate | null {
  return (draft && candidatesOf(draft)[draft.chosen]) ?? null;
}

/** The mask to draw: the chosen candidate's, else that of the segment being corrected. */
export const shownMask = (draft: Draft | undefined): RegionMask | null =>
  chosenCandidate(draft)?.mask ?? draft?.origin?.mask ?? null;

/** The quick answer that a reader saw, worth keeping beside the better one when it differs. */
export function firstAnswer(quick: Draft, better: SegmentResult): Draft['first'] {
  const candidate = quick.answer?.candidates[quick.chosen];
  if (!quick.answer || !candidate?.mask.width) return null;
  const known = better.candidates.some(({ mask }) => looksTheSame(mask, candidate.mask));
  return known ? null : { candidate, spec: quick.answer.spec };
}

/** True when some prompt says what to segment; exclude points alone don't. */
export const saysWhatToSegment = (prompts: readonly SessionPrompt[]): boolean =>
  prompts.some(
    prompt => prompt.kind === 'box' || prompt.kind === 'lasso' || prompt.polarity === 'include',
  );

/** The prompts as the engine takes them: in the slice's pixel coordinates. */
export const toEnginePrompts = ({ slice, prompts }: Draft): Prompt[] =>
  prompts.map(prompt => mapPrompt(prompt, world => worldToPixel(slice.plane, world)));

/**
 * What the decoder may be fed back: the shown candidate when the next prompt corrects it, else the
 * mask that the corrections began with.
 */
export function previousMask(draft: Draft, corrects: boolean): PreviousMask | undefined {
  const { answer, first, origin } = draft;
  const candidate = corrects ? chosenCandidate(draft) : null;
  if (!candidate || !answer) return origin ? { mask: origin.mask } : undefined;
  const { logits, mask } = candidate;
  const spec = first && candidate === first.candidate ? first.spec : answer.spec;
  return { mask, answer: { logits, spec } };
}

/**
 * What was asked and taken, for the record of the finding; null on a reformatted plane, which is no
 * stored image.
 */
export function acceptedStep(draft: Draft, model: string): AcceptedStep | null {
  const { slice, answer, first } = draft;
  const candidate = chosenCandidate(draft);
  const isStored = slice.addressOf(0, slice.plane.rows - 1).imageId === slice.imageId;
  if (!answer || !candidate || !isStored) return null;
  const { region, window } = first && candidate === first.candidate ? first.spec : answer.spec;
  const prompts = toEnginePrompts(draft);
  return { imageId: slice.imageId, prompts, model, region, window, token: candidate.token };
}

/** Tells an answer from any other of its slice: revision of the prompts, pass and candidate. */
export const answerName = ({ revision, refining, chosen }: Draft) =>
  `${revision}-${refining ? 'quick' : 'final'}-${chosen}`;

/** What the panel shows of a draft's answer, or null when there is none. */
export function previewOf(draft: Draft): PreviewState | null {
  const { answer, slice, first, chosen, refining, milliseconds } = draft;
  if (!answer) return null;
  const pixelMm2 = slice.plane.columnSpacing * slice.plane.rowSpacing;
  return {
    candidates: candidatesOf(draft).map(candidate => ({
      predictedIoU: candidate.predictedIoU,
      areaMm2: maskArea(candidate.mask) * pixelMm2,
      first: candidate === first?.candidate,
    })),
    ...{ chosen, refining, milliseconds },
    zoom: answer.zoom,
    window: answer.spec.window,
    units: slice.units,
  };
}

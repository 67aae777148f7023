import type { Candidate, PreviousMask, SegmentResult } from '../../core/engine/types';
import { worldToPixel } from '../../core/geometry/imagePlane';
import { maskArea } from '../../core/mask/regionMask';
import type { Prompt } from '../../core/prompt/prompt';
import type { ShownSlice } from '../slices';
import type { PreviewState, SessionPrompt } from './types';

/** The prompts of one slice and the answer to them: an object that is not written yet. */
export interface Draft {
  readonly slice: ShownSlice;
  readonly prompts: readonly SessionPrompt[];
  readonly answer: SegmentResult | null;
  readonly milliseconds: number;
  /** Index into the answer's candidates. */
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
    milliseconds: 0,
    chosen: 0,
    revision: 0,
    working: false,
    refining: false,
  };
}

export function chosenCandidate(draft: Draft | undefined): Candidate | null {
  return draft?.answer?.candidates[draft.chosen] ?? null;
}

/** True when some prompt says what to segment; exclude points alone don't. */
export const saysWhatToSegment = (prompts: readonly SessionPrompt[]): boolean =>
  prompts.some(prompt => prompt.kind === 'box' || prompt.polarity === 'include');

/** The prompts as the engine takes them: in the slice's pixel coordinates. */
export function toEnginePrompts({ slice, prompts }: Draft): Prompt[] {
  return prompts.map((prompt): Prompt => {
    if (prompt.kind === 'point') {
      const at = worldToPixel(slice.plane, prompt.at);
      return { kind: 'point', polarity: prompt.polarity, at };
    }
    const [a, b] = prompt.corners;
    return {
      kind: 'box',
      corners: [worldToPixel(slice.plane, a), worldToPixel(slice.plane, b)],
    };
  });
}

/** What the decoder may be fed back: the shown candidate, when the next prompt corrects it. */
export function previousMask(draft: Draft): PreviousMask | undefined {
  const candidate = chosenCandidate(draft);
  if (!candidate || !draft.answer) return undefined;
  return { logits: candidate.logits, spec: draft.answer.spec, mask: candidate.mask };
}

/** Tells an answer from any other of its slice: revision of the prompts, pass and candidate. */
export const answerName = ({ revision, refining, chosen }: Draft) =>
  `${revision}-${refining ? 'quick' : 'final'}-${chosen}`;

/** What the panel shows of a draft's answer, or null when there is none. */
export function previewOf({
  answer,
  slice,
  chosen,
  refining,
  milliseconds,
}: Draft): PreviewState | null {
  if (!answer) return null;
  const pixelMm2 = slice.plane.columnSpacing * slice.plane.rowSpacing;
  return {
    candidates: answer.candidates.map(({ predictedIoU, mask }) => ({
      predictedIoU,
      areaMm2: maskArea(mask) * pixelMm2,
    })),
    ...{ chosen, refining, milliseconds },
    zoom: answer.zoom,
    window: answer.spec.window,
    units: slice.units,
  };
}

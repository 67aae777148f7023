import { ENGINE_CONFIG, type TracedHypothesis, type TracedSeries } from '../engine';
import type { Candidate, PreviousMask, SegmentRequest, SegmentResult } from '../engine/types';
import { toErrorData } from '../errors';
import { createImageTransform } from '../geometry/imageTransform';
import type { ImagePlane } from '../geometry/imagePlane';
import type { SliceImage } from '../image/sliceImage';
import { looksTheSame } from '../mask/regionMask';
import { fieldOf, toLowResolution } from '../mask/toLogits';
import { promptGeometry } from '../prompt/modelPrompts';
import type { Ask } from '../volume';
import { definitionOf } from './definition';
import { areOnImage, maskOnto, promptsOnto, regionOnto } from './mapping';

/** The slice of another series that prompts are answered on as well. */
export interface Companion {
  /** Opaque; told in the trace. */
  readonly id: string;
  /** Its values. Rejects with a SamError `pixels-unavailable`. */
  read(): Promise<SliceImage>;
  /** The reader's override of the adaptive window, for the values of that series. */
  readonly window?: SegmentRequest['window'];
}

/**
 * The other series leads when its object is defined so much better: equal ones stay with the series
 * that the reader has prompted on.
 */
const CLEARLY_BETTER = 1.05;

/**
 * Answers prompts on one slice from two series: both are asked, the one in which the best mask is
 * better defined leads, and the masks of both stay among the candidates, on the pixels of the slice
 * that was prompted. The trace says which leads and how both score, or why the other gave nothing.
 *
 * Rejects as `ask` does for the prompted slice; a failure on the other one is told in the trace.
 */
export async function segmentFromTwo(
  ask: Ask,
  request: SegmentRequest,
  companion: Companion,
  signal?: AbortSignal,
): Promise<SegmentResult> {
  const answer = await ask(request, signal);
  const prompted = definitionOf(request.slice, answer.candidates[0]);
  const alone = (reason: 'outside' | 'no-answer'): SegmentResult =>
    withSeries(answer, { leads: 'prompted', id: companion.id, prompted, missing: reason });
  let there: { readonly slice: SliceImage; readonly answer: SegmentResult };
  try {
    const slice = await companion.read();
    const asked = companionRequest(request, slice, companion.window);
    if (!asked) return alone('outside');
    there = { slice, answer: await ask(asked, signal) };
  } catch (error) {
    if (signal?.aborted) throw error;
    toErrorData(error, 'segmentation-failed');
    return alone('no-answer');
  }
  const definition = definitionOf(there.slice, there.answer.candidates[0]);
  const other = onto(there.answer, there.slice.plane, request.slice.plane, answer);
  const leads =
    other.candidates[0].mask.width && definition.score > CLEARLY_BETTER * prompted.score
      ? 'companion'
      : 'prompted';
  return withSeries(
    leads === 'companion' ? merged(other, answer, answer) : merged(answer, other, answer),
    {
      ...{ leads, id: companion.id, prompted, companion: definition },
    },
  );
}

const withSeries = (answer: SegmentResult, series: TracedSeries): SegmentResult => ({
  ...answer,
  trace: { ...answer.trace, series },
});

/** The same question on the other slice; null where what it is about lies beyond that image. */
function companionRequest(
  { slice, prompts, previous, window: _own, ...rest }: SegmentRequest,
  other: SliceImage,
  window: Companion['window'],
): SegmentRequest | null {
  const [from, to] = [slice.plane, other.plane];
  const mapped = promptsOnto(from, to, prompts);
  if (!areOnImage(to, mapped)) return null;
  const before = previous && previousOnto(from, to, previous);
  const { include, box } = promptGeometry(mapped);
  if (!include.length && !box && !before) return null;
  return {
    ...rest,
    ...{ slice: other, prompts: mapped },
    ...(before ? { previous: before } : {}),
    ...(window ? { window } : {}),
  };
}

/** The mask before on the other slice, as a mask; undefined where nothing of it is left. */
function previousOnto(
  from: ImagePlane,
  to: ImagePlane,
  { mask, object }: PreviousMask,
): PreviousMask | undefined {
  const there = maskOnto(from, to, mask);
  if (!there.width) return undefined;
  return { mask: there, ...(object ? { object: regionOnto(from, to, object) } : {}) };
}

/** An answer on the other slice with its masks, and the logits to feed back, as the own answer has them. */
function onto(
  { candidates, trace, ...rest }: SegmentResult,
  from: ImagePlane,
  to: ImagePlane,
  own: SegmentResult,
): SegmentResult {
  const side = Math.round(Math.sqrt(own.candidates[0].logits.length));
  // The square's own size does not matter to where its low-resolution logits lie.
  const transform = createImageTransform(to, own.spec.region, side);
  return {
    ...rest,
    candidates: candidates.map(candidate => {
      const mask = maskOnto(from, to, candidate.mask);
      return { ...candidate, mask, logits: toLowResolution(fieldOf(mask), transform, side) };
    }),
    trace: { ...trace, views: trace.views.map(view => ({ ...view, companion: true })) },
  };
}

/** Both answers as one: the masks of the leading and the other take turns, those that differ. */
function merged(leading: SegmentResult, other: SegmentResult, own: SegmentResult): SegmentResult {
  const turns = leading.candidates.flatMap((candidate, n) => [
    candidate,
    ...other.candidates.slice(n, n + 1),
  ]);
  const all = [...turns, ...other.candidates.slice(leading.candidates.length)];
  const kept: Candidate[] = [];
  for (const candidate of all) {
    if (kept.length === ENGINE_CONFIG.candidates) break;
    const isNews =
      candidate.mask.width && !kept.some(each => looksTheSame(each.mask, candidate.mask));
    if (isNews) kept.push(candidate);
  }
  const candidates = kept.length ? kept : own.candidates;
  const traced = [leading, other].map(({ candidates: its, trace }, n) =>
    trace.hypotheses.map((one): TracedHypothesis => {
      const { candidate, ...rest } = one;
      const place = candidate === undefined ? -1 : candidates.indexOf(its[candidate]);
      const view = one.view + (n ? leading.trace.views.length : 0);
      if (place >= 0) return { ...rest, view, candidate: place };
      return { ...rest, view, fate: one.fate === 'shown' ? 'alike' : one.fate };
    }),
  );
  const placeOf = ({ candidate = Infinity }: TracedHypothesis) => candidate;
  return {
    ...{ candidates, spec: own.spec, zoom: own.zoom },
    final: leading.final && other.final,
    encodes: leading.encodes + other.encodes,
    decodes: leading.decodes + other.decodes,
    trace: {
      views: [...leading.trace.views, ...other.trace.views],
      hypotheses: traced
        .flat()
        .sort((a, b) => (placeOf(a) === placeOf(b) ? b.score - a.score : placeOf(a) - placeOf(b))),
      reason: leading.trace.reason,
    },
  };
}

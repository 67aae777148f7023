import { SamError } from '../errors';
import type { PixelPoint } from '../geometry/imagePlane';
import { createImageTransform } from '../geometry/imageTransform';
import {
  atLeast,
  boundsOf,
  contains,
  longestSideMm,
  wholeImage,
  type Region,
} from '../geometry/region';
import { presetWindow } from '../image/presets';
import type { SliceImage } from '../image/sliceImage';
import { deepestPixel } from '../mask/distance';
import { stabilityScore, upsampleLogits, type LogitField } from '../mask/fromLogits';
import {
  EMPTY_MASK,
  looksTheSame,
  maskArea,
  symmetricDifference,
  type RegionMask,
} from '../mask/regionMask';
import { withSlack } from '../prompt/boxSlack';
import { promptGeometry, toModelPrompts, type PromptGeometry } from '../prompt/modelPrompts';
import type { Tissue } from './evidence';
import { correctAround, violationsOf, type Violation } from './correct';
import { finish } from './finish';
import { fieldOf, proposalsOf, softMask, toLowResolution, type Proposal } from './proposals';
import { coarseScene, fullScene, type Scene } from './scene';
import { boundsOfMask, fit, rank, type Scored } from './score';
import type {
  Candidate,
  DecoderOutput,
  EncodeSpec,
  ImageEmbedding,
  PreviousMask,
  SegmentRequest,
  SegmentResult,
  Segmenter,
} from './types';
import {
  clickViews,
  contrastUnit,
  defaultSpec,
  objectViews,
  surroundingsOf,
  tissueAt,
  tissueIn,
} from './views';

export { defaultSpec };

const MAX_CANDIDATES = 4;
/**
 * A click corrects locally when the error that it sits in is not thicker than the mask, by these
 * factors; a thicker one says that the mask is wrong as a whole. What leaks is rather wrong as a
 * whole than what misses a part.
 */
const LOCAL_SHARE = { include: 1.2, exclude: 0.5 };
/**
 * How often the model is asked again for what a first point found, at most: within so many turns
 * its answers have mostly stopped changing for the better. A correction asks once.
 */
const MAX_ASKS = 5;
/** Nor is it asked for anything smaller, in pixels: it would answer with noise again. */
const MIN_ASKED_SIDE = 5;
/** Clicks that stand beside the reader's own one and only vote, mm. */
const VOTING_CLICKS_MM = [
  [2, 2],
  [-2, 1],
] as const;

/**
 * The mask for the prompts on a slice: shows the model one or two views of it, lets the masks that
 * it offers vote, and finishes the best ones at the slice's own pixels.
 *
 * Throws a RangeError when nothing says what to segment (an include point or scribble, a box, a
 * lasso, or a previous mask that has a pixel left), a SamError `aborted` when the signal is aborted
 * before the next model run.
 */
export async function segment(
  segmenter: Segmenter,
  request: SegmentRequest,
  signal?: AbortSignal,
): Promise<SegmentResult> {
  const { slice } = request;
  const prompts = withTarget(slice, promptGeometry(request.prompts), request.previous);
  if (!prompts.include.length && !prompts.box) {
    throw new RangeError('There is no prompt that says what to include.');
  }
  const previous = request.previous && previousField(slice, request.previous, segmenter.inputSize);
  const wanted = wantedViews(request, prompts);
  const { embeddings, encodes } = await embed(segmenter, request, prompts, wanted, signal);

  const final = wanted.every(view => embeddings.some(e => sameSpec(e.spec, view)));
  const tissue = promptedTissue(slice, prompts);
  const { inputSize, maskSide } = segmenter;
  const full = fullScene(slice, prompts);
  const asked: Output[] = [];
  const beside: Output[] = [];
  let decodes = 0;
  const decode = async (embedding: ImageEmbedding, geometry: PromptGeometry, mask?: LogitField) => {
    checkAborted(signal);
    const { spec } = embedding;
    const transform = createImageTransform(slice.plane, spec.region, inputSize);
    const fedBack = mask && toLowResolution(mask, transform, maskSide);
    const modelPrompts = toModelPrompts(geometry, transform, fedBack);
    decodes++;
    return { spec, answer: await segmenter.decode(embedding, modelPrompts) };
  };
  for (const embedding of embeddings) {
    asked.push(await decode(embedding, prompts, previous));
    for (const click of final ? votingClicks(slice, prompts) : []) {
      beside.push(await decode(embedding, click));
    }
  }
  const read = (on: Scene, outputs: readonly Output[]) =>
    outputs.flatMap(({ spec, answer }) => proposalsOf(on, spec, answer, inputSize));
  // What a better answer will replace has to be there at once: chosen on fewer pixels, it is one
  // mask. A mask from before is compared pixel by pixel, and so is what fewer pixels don't show.
  const coarse = final || previous ? full : coarseScene(slice, prompts);
  const seen = read(coarse, asked);
  const scene = seen.length ? coarse : full;
  const proposals = seen.length ? seen : read(full, asked);
  const voters = read(scene, beside);
  const before = request.previous?.mask;
  const ranked = rank(scene, proposals, voters, tissue, before);
  const finished = (one: Scored) =>
    finishedCandidate(slice, prompts, one, inputSize, final ? tissue : undefined);
  const bestFinished = (all: readonly Scored[]) =>
    distinct(all)
      .flatMap(finished)
      .sort((a, b) => b.score - a.score);
  const answers = final ? bestFinished(ranked) : firstWithPixels(ranked, finished);
  // What points alone have found is asked for again, by its own bounds and logits; what was found
  // before stays among the candidates.
  const firstTime = [...proposals, ...voters];
  const offered = [...proposals];
  const asks = !final || prompts.box ? 0 : before ? 1 : MAX_ASKS;
  for (let ask = 0; ask < asks && answers[0]?.mask.width; ask++) {
    const [found] = answers;
    const bounds = atLeast(boundsOfMask(found.mask), MIN_ASKED_SIDE);
    const bounded = { ...prompts, box: withSlack(bounds) };
    const again: Output[] = [];
    for (const embedding of embeddings) again.push(await decode(embedding, bounded, found.field));
    const seenAgain = read(scene, again);
    offered.push(...seenAgain);
    const more = rank(scene, seenAgain, firstTime, tissue, before);
    answers.unshift(...firstWithPixels(more, finished));
    if (maskArea(symmetricDifference(answers[0].mask, found.mask)) === 0) break;
  }
  const corrected = before && locallyCorrected(slice, prompts, before, answers[0], offered);
  if (corrected) answers.unshift(corrected);
  if (!answers.length) answers.push({ ...NOTHING, spec: embeddings[0].spec });
  const [{ spec }] = answers;
  const shown = createImageTransform(slice.plane, spec.region, inputSize);
  return {
    candidates: distinct(answers).map(({ field, spec: _, ...answer }) => ({
      ...answer,
      logits: toLowResolution(field, shown, maskSide),
    })),
    spec,
    zoom:
      longestSideMm(slice.plane, wholeImage(slice.plane)) / longestSideMm(slice.plane, spec.region),
    final,
    encodes,
    decodes,
  };
}

/** What the decoder said of one view. */
interface Output {
  readonly spec: EncodeSpec;
  readonly answer: DecoderOutput;
}

/** What suits the prompts, or what the reader asked for. */
function wantedViews(request: SegmentRequest, prompts: PromptGeometry): EncodeSpec[] {
  const { slice, window, wholeSlice, previous } = request;
  const { include, exclude } = prompts;
  // A mask that the engine did not make tells how large the object is.
  const box =
    prompts.box ?? (previous && !previous.answer ? boundsOfMask(previous.mask) : undefined);
  const suited = box ? objectViews(slice, box) : clickViews(slice, include[0]);
  const views = wholeSlice
    ? [defaultSpec(slice)]
    : suited.map(view => holding(slice, view, [...include, ...exclude]));
  // With a window of the reader's there is one thing to see: the closest of the views in it.
  if (!window || slice.channels === 3) return views;
  const fixed = typeof window === 'string' ? presetWindow(window, slice) : window;
  return [{ region: views.at(-1)!.region, window: fixed }];
}

/** The view, larger when needed to hold all points. */
function holding(slice: SliceImage, view: EncodeSpec, points: readonly PixelPoint[]): EncodeSpec {
  if (points.every(point => contains(view.region, point))) return view;
  const { x, y, width, height } = view.region;
  const region = boundsOf([...points, [x, y], [x + width, y + height]]);
  return { ...view, region };
}

async function embed(
  segmenter: Segmenter,
  { slice, quality }: SegmentRequest,
  prompts: PromptGeometry,
  wanted: readonly EncodeSpec[],
  signal?: AbortSignal,
): Promise<{ embeddings: ImageEmbedding[]; encodes: number }> {
  const embeddings: ImageEmbedding[] = [];
  let encodes = 0;
  for (const spec of wanted) {
    const ready = segmenter.ready(slice.key).find(embedding => sameSpec(embedding.spec, spec));
    if (ready) embeddings.push(ready);
    else if (quality === 'best') {
      checkAborted(signal);
      embeddings.push(await segmenter.encode(slice, spec, signal));
      encodes++;
    }
  }
  if (embeddings.length) return { embeddings, encodes };
  const closest = closestReady(slice, prompts, segmenter.ready(slice.key));
  if (closest) return { embeddings: [closest], encodes };
  checkAborted(signal);
  return { embeddings: [await segmenter.encode(slice, wanted[0], signal)], encodes: 1 };
}

/** Among ready embeddings the one with the closest view that holds all prompts. */
function closestReady(
  slice: SliceImage,
  { include, exclude, box }: PromptGeometry,
  ready: readonly ImageEmbedding[],
): ImageEmbedding | undefined {
  const points: PixelPoint[] = [...include, ...exclude];
  if (box) points.push([box.x, box.y], [box.x + box.width, box.y + box.height]);
  const side = (embedding: ImageEmbedding) => longestSideMm(slice.plane, embedding.spec.region);
  return ready
    .filter(({ spec }) => points.every(point => contains(spec.region, point)))
    .sort((a, b) => side(a) - side(b))[0];
}

/** The tissue that the prompts point at: under the first include point, or in the box. */
export function promptedTissue(slice: SliceImage, { include, box }: PromptGeometry): Tissue {
  const value = include.length ? tissueAt(slice, include[0]) : tissueIn(slice, box!);
  const around: Region = include.length ? surroundingsOf(slice, include[0]) : box!;
  return { value, unit: contrastUnit(slice, around) };
}

function votingClicks(slice: SliceImage, { include, exclude, box }: PromptGeometry) {
  if (box || exclude.length || include.length !== 1) return [];
  const [[i, j]] = include;
  const { columnSpacing, rowSpacing } = slice.plane;
  return VOTING_CLICKS_MM.map(([dx, dy]): PromptGeometry => ({
    include: [[i + dx / columnSpacing, j + dy / rowSpacing]],
    exclude: [],
  }));
}

/** Exclude clicks alone speak of the mask that is there: its middle is what to keep. */
function withTarget(
  { plane }: SliceImage,
  prompts: PromptGeometry,
  previous: PreviousMask | undefined,
): PromptGeometry {
  if (prompts.include.length || prompts.box || !previous) return prompts;
  const left = violationsOf(previous.mask, prompts, plane).reduce(
    (mask, click) => correctAround(mask, click, plane, prompts),
    previous.mask,
  );
  const middle = deepestPixel(left, plane);
  return middle ? { ...prompts, include: [middle.at] } : prompts;
}

function previousField(
  slice: SliceImage,
  { mask, answer }: PreviousMask,
  inputSize: number,
): LogitField | undefined {
  if (!answer) return mask.width ? fieldOf(mask) : undefined;
  const transform = createImageTransform(slice.plane, answer.spec.region, inputSize);
  return upsampleLogits(answer.logits, transform, slice.plane);
}

interface Answer extends Omit<Candidate, 'logits'> {
  /** The view that it was seen in. */
  readonly spec: EncodeSpec;
  readonly field: LogitField;
}

/** The answer when the model sees nothing at all. */
const NOTHING: Omit<Answer, 'spec'> = {
  ...{ token: 0, predictedIoU: 0, stabilityScore: 0, score: 0, mask: EMPTY_MASK },
  field: fieldOf(EMPTY_MASK),
};

/**
 * A proposal finished at the slice's own pixels, with every click on its side; none when no pixel
 * can be inside.
 *
 * @param tissue moves the border to where the values change. That takes half of the time that is
 *   spent here, and pays only in a close view: an answer that a better one will replace does
 *   without.
 */
function finishedCandidate(
  slice: SliceImage,
  prompts: PromptGeometry,
  proposal: Scored,
  inputSize: number,
  tissue: Tissue | undefined,
): Answer[] {
  const field = softMask(slice, proposal, inputSize);
  if (!field) return [];
  const finished = finish(slice, prompts, field, tissue);
  const mask = violationsOf(finished.mask, prompts, slice.plane).reduce(
    (wrong, click) => correctAround(wrong, click, slice.plane, prompts),
    finished.mask,
  );
  const { spec, token, predictedIoU, low } = proposal;
  const score = proposal.score + fit(mask, prompts);
  return [
    {
      ...{ spec, token, predictedIoU, stabilityScore: stabilityScore(low), score, mask },
      field: mask === finished.mask ? finished.field : fieldOf(mask),
    },
  ];
}

/** The best one that has a pixel. */
function firstWithPixels(ranked: readonly Scored[], finished: (one: Scored) => Answer[]): Answer[] {
  for (const one of ranked) {
    const answers = finished(one).filter(({ mask }) => mask.width > 0);
    if (answers.length) return answers;
  }
  return [];
}

/**
 * The mask shown before, corrected around the new clicks only; undefined when they say that it was
 * wrong as a whole.
 */
function locallyCorrected(
  { plane }: SliceImage,
  prompts: PromptGeometry,
  before: RegionMask,
  suggestion: Answer | undefined,
  offered: readonly Proposal[],
): Answer | undefined {
  const clicks = violationsOf(before, prompts, plane);
  const deepest = deepestPixel(before, plane)?.depthMm ?? 0;
  const tooThick = ({ depthMm, wanted }: Violation) =>
    depthMm > deepest * (wanted ? LOCAL_SHARE.include : LOCAL_SHARE.exclude);
  if (!suggestion || !clicks.length || clicks.some(tooThick)) {
    return undefined;
  }
  const mask = clicks.reduce(
    (wrong, click) => correctAround(wrong, click, plane, prompts, offered),
    before,
  );
  return { ...suggestion, mask, field: fieldOf(mask) };
}

/** The best of a ranking that differ from each other. */
function distinct<T extends { readonly mask: RegionMask }>(ranked: readonly T[]): T[] {
  const chosen: T[] = [];
  for (const one of ranked) {
    if (chosen.length === MAX_CANDIDATES) break;
    const known = (other: T) => looksTheSame(other.mask, one.mask);
    if (!chosen.some(known)) chosen.push(one);
  }
  return chosen;
}

function checkAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new SamError('aborted', 'A newer request took its place.');
}

const sameSpec = (a: EncodeSpec, b: EncodeSpec) =>
  a.region.x === b.region.x &&
  a.region.y === b.region.y &&
  a.region.width === b.region.width &&
  a.region.height === b.region.height &&
  a.window.lower === b.window.lower &&
  a.window.upper === b.window.upper &&
  (a.smoothing ?? 0) === (b.smoothing ?? 0);

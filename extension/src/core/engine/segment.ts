import { createImageTransform } from '../geometry/imageTransform';
import { longestSideMm, wholeImage } from '../geometry/region';
import { stabilityScore } from '../mask/fromLogits';
import { EMPTY_MASK } from '../mask/regionMask';
import { fieldOf, toLowResolution } from '../mask/toLogits';
import { ENGINE_CONFIG, NEIGHBOUR_CONFIG, type EngineConfig } from './config';
import { decodePrompts } from './decode';
import { encodeViews, type Shown } from './encode';
import { readHypotheses } from './hypotheses';
import type { Answer } from './hypothesis';
import { withLung } from './lung';
import { ModelRuns } from './modelRuns';
import { planOf } from './plan';
import { refine } from './refine';
import { score } from './score';
import { distinct, selectAnswers } from './select';
import { traceOf } from './trace';
import type { Candidate, SegmentRequest, SegmentResult, Segmenter } from './types';

/**
 * The mask for the prompts on a slice: shows the model one or two views of it, lets the masks that
 * it offers vote, postprocesses the best ones at the slice's own pixels, and corrects the mask
 * before around a further click.
 *
 * Throws a RangeError when nothing says what to segment (an include point or scribble, a box, a
 * lasso, or a previous mask that has a pixel left), a SamError `aborted` when the signal is aborted
 * before the next model run.
 */
export async function segment(
  segmenter: Segmenter,
  request: SegmentRequest,
  signal?: AbortSignal,
  config: EngineConfig = request.promptedBy === 'neighbour' ? NEIGHBOUR_CONFIG : ENGINE_CONFIG,
): Promise<SegmentResult> {
  const plan = planOf(request, config);
  const runs = new ModelRuns(segmenter, request.slice, signal);
  const shown = await encodeViews(runs, plan, request.quality);
  const outputs = await decodePrompts(runs, plan, shown);
  const read = readHypotheses(plan, outputs, shown.final, runs.inputSize);
  const scored = score(plan, read.scene, read.candidates);
  const selected = selectAnswers(plan, scored, shown.final, runs.inputSize);
  const answers = withLung(plan, selected.answers);
  const refined = refine(plan, read.candidates, answers);
  const { kept, alike } = distinct(refined, config.candidates);
  return {
    ...resultOf(runs, shown, kept),
    trace: traceOf(shown, scored, [...selected.alike, ...alike], kept),
  };
}

function resultOf(
  runs: ModelRuns,
  { views, final }: Shown,
  answers: readonly Answer[],
): Omit<SegmentResult, 'trace'> {
  const { plane } = runs.slice;
  const spec = answers[0]?.origin.spec ?? views[0].spec;
  const transform = createImageTransform(plane, spec.region, runs.inputSize);
  const candidates = answers.map((answer): Candidate => {
    const { origin, predictedIoU, mask, low } = answer;
    return {
      ...{ token: origin.token, predictedIoU, score: answer.score, mask },
      stabilityScore: stabilityScore(low),
      logits: toLowResolution(answer.field, transform, runs.maskSide),
    };
  });
  return {
    candidates: candidates.length
      ? candidates
      : [nothingFound(toLowResolution(fieldOf(EMPTY_MASK), transform, runs.maskSide))],
    spec,
    zoom: longestSideMm(plane, wholeImage(plane)) / longestSideMm(plane, spec.region),
    final,
    encodes: runs.encodes,
    decodes: runs.decodes,
  };
}

/** The candidate when the model sees nothing at all. */
const nothingFound = (logits: Float32Array): Candidate => ({
  ...{ token: 0, predictedIoU: 0, stabilityScore: 0, score: 0 },
  ...{ mask: EMPTY_MASK, logits },
});

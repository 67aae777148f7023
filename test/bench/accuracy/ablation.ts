import { promptedTissue } from '../../../extension/src/core/engine';
import { finish } from '../../../extension/src/core/engine/finish';
import { proposalsOf, softMask, type Proposal } from '../../../extension/src/core/engine/proposals';
import { fullScene } from '../../../extension/src/core/engine/scene';
import { rank } from '../../../extension/src/core/engine/score';
import type { EncodeSpec, Segmenter } from '../../../extension/src/core/engine/types';
import { clickViews, defaultSpec, objectViews } from '../../../extension/src/core/engine/views';
import { createImageTransform } from '../../../extension/src/core/geometry/imageTransform';
import type { SliceImage, ValueWindow } from '../../../extension/src/core/image/sliceImage';
import {
  CT_SOFT_TISSUE,
  percentileWindow,
  sampleValues,
} from '../../../extension/src/core/image/window';
import { EMPTY_MASK } from '../../../extension/src/core/mask/regionMask';
import {
  promptGeometry,
  toModelPrompts,
  type PromptGeometry,
} from '../../../extension/src/core/prompt/modelPrompts';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';
import type { Method } from './methods';

interface Step {
  readonly name: string;
  views(slice: SliceImage, prompts: PromptGeometry): readonly EncodeSpec[];
  /** How the mask is chosen: the model's own opinion, or the engine's score. */
  readonly choice: 'predicted IoU' | 'score';
  readonly finished: boolean;
}

const suited = (slice: SliceImage, { include, box }: PromptGeometry) =>
  box ? objectViews(slice, box) : clickViews(slice, include[0]);
const usual = (slice: SliceImage): ValueWindow =>
  slice.units === 'HU' ? CT_SOFT_TISSUE : percentileWindow(sampleValues(slice));

/** What the engine does beyond plain prompting, a step at a time; votes and clicks complete it. */
const STEPS: readonly Step[] = [
  {
    name: 'plain',
    views: slice => [{ ...defaultSpec(slice), window: usual(slice) }],
    choice: 'predicted IoU',
    finished: false,
  },
  {
    name: '+ crop',
    views: (slice, prompts) => [{ region: suited(slice, prompts)[0].region, window: usual(slice) }],
    choice: 'predicted IoU',
    finished: false,
  },
  {
    name: '+ tissue window',
    views: (slice, prompts) => suited(slice, prompts).slice(0, 1),
    choice: 'predicted IoU',
    finished: false,
  },
  { name: '+ second view', views: suited, choice: 'predicted IoU', finished: false },
  { name: '+ score', views: suited, choice: 'score', finished: false },
  { name: '+ border', views: suited, choice: 'score', finished: true },
];

/** One method per step, each with those before it; for tasks of a single prompt. */
export const ablation: readonly ((segmenter: Segmenter) => Method)[] = STEPS.map(
  step => segmenter => ({
    name: step.name,
    begin: slice => prompts => answer(segmenter, step, slice, prompts),
  }),
);

async function answer(
  segmenter: Segmenter,
  { views, choice, finished }: Step,
  slice: SliceImage,
  given: readonly Prompt[],
) {
  const prompts = promptGeometry(given);
  const tissue = promptedTissue(slice, prompts);
  const scene = fullScene(slice, prompts);
  const { inputSize } = segmenter;
  const proposals: Proposal[] = [];
  const shown = views(slice, prompts);
  for (const view of shown) {
    const embedding = await segmenter.encode(slice, view);
    const transform = createImageTransform(slice.plane, view.region, inputSize);
    const output = await segmenter.decode(embedding, toModelPrompts(prompts, transform));
    proposals.push(...proposalsOf(scene, view, output, inputSize));
  }
  const [best] =
    choice === 'score'
      ? rank(scene, proposals, [], tissue)
      : [...proposals].sort((a, b) => b.predictedIoU - a.predictedIoU);
  const field = best && finished ? softMask(slice, best, inputSize) : undefined;
  const mask = field ? finish(slice, prompts, field, tissue).mask : (best?.mask ?? EMPTY_MASK);
  return { mask, encodes: shown.length, decodes: shown.length };
}

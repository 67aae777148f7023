import { createImageTransform } from '../../../extension/src/core/geometry/imageTransform';
import { ENGINE_CONFIG, segment } from '../../../extension/src/core/engine';
import type { Segmenter } from '../../../extension/src/core/engine/types';
import { clickViews, objectViews } from '../../../extension/src/core/engine/views';
import { thresholdLogits, upsampleLogits } from '../../../extension/src/core/mask/fromLogits';
import {
  intersectionOverUnion,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import { promptGeometry, toModelPrompts } from '../../../extension/src/core/prompt/modelPrompts';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import { listSets, readSet } from '../../data/readSet';
import {
  boxCorners,
  casesOf,
  deepestPoint,
  evenlySpaced,
  pointPrompt,
  type Case,
} from '../accuracy/cases';
import { loadNodeEntry } from '../nodeRuntime';
import { figure, type Bar } from './report';

const CACHE_BYTES = 64 * 2 ** 20;
const LIMIT = 0.98;

/**
 * Mask IoU of one model to another over labelled sets: the middle slice of each label, one point
 * and the tight box. Twice: as the model answers (same view, same prompt, the token that the
 * reference is surest of) and as the product answers at its best, where the choice among masks
 * may fall differently.
 */
export async function accuracy(
  data: readonly string[],
  models: string,
  standard: ModelManifest,
  reference: ModelManifest,
  cases: number,
  say: (text: string) => void,
): Promise<Bar[]> {
  const bar = (name: string, values: readonly number[], detail: string): Bar => ({
    name: `mean mask IoU to ${reference.id}, ${name}`,
    measured: values.reduce((sum, value) => sum + value, 0) / values.length,
    limit: LIMIT,
    sense: 'at least',
    detail,
  });
  if (standard === reference) return [bar('the default', [1], 'the default is the reference')];

  const subjects: Case[] = [];
  for (const folder of listSets(data)) {
    const set = await readSet(folder);
    // Of many lesions on one slice the largest.
    for (const { name } of set.labels) subjects.push(...casesOf(set, name, 1).slice(0, 1));
  }
  const chosen = evenlySpaced(subjects, cases);
  const [ours, theirs] = [
    await loadNodeEntry(models, standard),
    await loadNodeEntry(models, reference),
  ];
  const model: number[] = [];
  const product: number[] = [];
  for (const [n, subject] of chosen.entries()) {
    say(`mask ${n + 1}/${chosen.length}`);
    // Segmenters of their own: what was encoded for one case is of no use to the next.
    const [a, b] = [new ModelSegmenter(ours, CACHE_BYTES), new ModelSegmenter(theirs, CACHE_BYTES)];
    for (const prompt of promptsOf(subject)) {
      model.push(await modelAgreement(a, b, subject, prompt));
      product.push(
        intersectionOverUnion(await answer(a, subject, prompt), await answer(b, subject, prompt)),
      );
    }
  }
  const detail = (values: readonly number[]) =>
    `${values.length} masks, least ${figure(Math.min(...values), 3)}`;
  return [
    bar('as the model answers', model, detail(model)),
    bar('as the product answers', product, detail(product)),
  ];
}

const promptsOf = (subject: Case): Prompt[] => [
  pointPrompt(deepestPoint(subject)),
  { kind: 'box', corners: boxCorners(subject) },
];

async function answer(segmenter: Segmenter, { slice }: Case, prompt: Prompt): Promise<RegionMask> {
  const { candidates } = await segment(segmenter, { slice, prompts: [prompt], quality: 'best' });
  return candidates[0].mask;
}

/** IoU of both models' masks for the first view that the product would show. */
async function modelAgreement(
  a: Segmenter,
  b: Segmenter,
  { slice }: Case,
  prompt: Prompt,
): Promise<number> {
  const prompts = promptGeometry([prompt]);
  const [{ spec }] = prompts.box
    ? objectViews(slice, prompts.box, ENGINE_CONFIG.views)
    : clickViews(slice, prompts.include[0], ENGINE_CONFIG.views);
  const transform = createImageTransform(slice.plane, spec.region, a.inputSize);
  const asked = toModelPrompts(prompts, transform);
  const decode = async (segmenter: Segmenter) =>
    segmenter.decode(await segmenter.encode(slice, spec), asked);
  const [ours, theirs] = [await decode(a), await decode(b)];
  const token = theirs.predictedIoU.indexOf(Math.max(...theirs.predictedIoU));
  const size = a.maskSide * a.maskSide;
  const maskOf = (logits: Float32Array) =>
    thresholdLogits(
      upsampleLogits(logits.subarray(token * size, (token + 1) * size), transform, slice.plane),
    );
  return intersectionOverUnion(maskOf(ours.logits), maskOf(theirs.logits));
}

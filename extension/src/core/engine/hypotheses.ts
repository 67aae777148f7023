import { createImageTransform } from '../geometry/imageTransform';
import { widen } from '../geometry/region';
import { dropIslands, fillHoles } from '../mask/components';
import {
  positiveBounds,
  thresholdLogits,
  upsampleLogits,
  type LogitField,
} from '../mask/fromLogits';
import type { EngineConfig } from './config';
import type { Output } from './decode';
import type { Hypothesis } from './hypothesis';
import type { Plan } from './plan';
import { coarseScene, fullScene, type Scene } from './scene';

/** The decoder's masks, and the pixel grid that they were read on. */
export interface Hypotheses {
  readonly scene: Scene;
  readonly candidates: readonly Hypothesis[];
}

/**
 * The decoder's masks on the grid that suits the pass. What a better answer will replace has to be
 * there at once: chosen on fewer pixels, it is one mask. A mask from before is compared pixel by
 * pixel, and so is what fewer pixels don't show.
 */
export function readHypotheses(
  plan: Plan,
  outputs: readonly Output[],
  final: boolean,
  inputSize: number,
): Hypotheses {
  const { slice, prompts, previous, config } = plan;
  const full = fullScene(slice, prompts);
  const on = (scene: Scene) => ({
    scene,
    candidates: hypothesesOn(scene, outputs, config, inputSize),
  });
  if (final || previous) return on(full);
  const coarse = on(coarseScene(slice, prompts, config.hypotheses.coarseSide));
  return coarse.candidates.length ? coarse : on(full);
}

/** The decoder's masks on a scene, without specks and holes; those without a pixel are left out. */
function hypothesesOn(
  { slice, prompts, region }: Scene,
  outputs: readonly Output[],
  { hypotheses: { speckShare } }: EngineConfig,
  inputSize: number,
): Hypothesis[] {
  return outputs.flatMap(({ view, spec, answer }) => {
    const { logits, predictedIoU, firstToken = 0 } = answer;
    const size = logits.length / predictedIoU.length;
    const transform = createImageTransform(slice.plane, region(spec.region), inputSize);
    return Array.from(predictedIoU).flatMap((iou, n): Hypothesis[] => {
      const low = logits.subarray(n * size, (n + 1) * size);
      const bounds = positiveBounds(low, transform);
      const field = bounds && upsampleLogits(low, transform, slice.plane, bounds);
      const mask = fillHoles(dropIslands(thresholdLogits(field), prompts.include, speckShare));
      if (mask.width === 0) return [];
      const origin = { view, spec, token: firstToken + n, ask: 'prompts' as const };
      return [{ origin, predictedIoU: iou, low, mask, terms: {}, score: 0 }];
    });
  });
}

/**
 * The logits of a hypothesis at the slice's own pixels: its mask and some of what is around it.
 * Undefined when no pixel of the slice can be inside.
 */
export function logitsAtSlice(
  { slice: { plane }, config: { hypotheses: config } }: Plan,
  { origin, low }: Hypothesis,
  inputSize: number,
): LogitField | undefined {
  const transform = createImageTransform(plane, origin.spec.region, inputSize);
  const bounds = positiveBounds(low, transform);
  if (!bounds) return undefined;
  const margin = config.marginShare * Math.max(bounds.width, bounds.height);
  return upsampleLogits(low, transform, plane, widen(bounds, Math.max(config.minMargin, margin)));
}

import type { SliceImage } from '../image/sliceImage';
import { dice, maskArea, type RegionMask } from '../mask/regionMask';
import type { Ask } from '../volume';
import { VOLUME_CONFIG } from '../volume/config';
import { requestFrom } from '../volume/prompts';
import type { LesionConfig } from './config';
import type { LesionMask } from './types';

/**
 * A region's mask on a slice, drawn anew by the model: the region is the box, the points and the mask
 * that it is given. Where its answer is another object the region's own mask stays.
 */
export async function askAbout(
  slice: SliceImage,
  region: RegionMask,
  ask: Ask,
  { model }: LesionConfig,
  signal?: AbortSignal,
): Promise<LesionMask & { readonly predictedIoU: number; readonly stabilityScore: number }> {
  const request = requestFrom(slice, region, 0, VOLUME_CONFIG);
  const { prompts } = request;
  const answer = await ask(request, signal);
  const [best, ...others] = answer.candidates;
  if (dice(best.mask, region) >= model.leastAgreement) {
    const { predictedIoU, stabilityScore, mask } = best;
    return { mask, prompts, answer, predictedIoU, stabilityScore };
  }
  // What the model has drawn stays among the candidates.
  const candidates = [{ ...best, mask: region }, best, ...others];
  const own = { ...answer, candidates };
  return { mask: region, prompts, answer: own, predictedIoU: 0, stabilityScore: 0 };
}

/** The slices of a region that are asked about first: at most so many, evenly spaced. */
export function sampled(masks: ReadonlyMap<number, RegionMask>, most: number): number[] {
  const slices = [...masks.keys()].sort((a, b) => a - b);
  if (slices.length <= most) return slices;
  return Array.from(
    { length: most },
    (_, n) => slices[Math.floor(((n + 0.5) * slices.length) / most)],
  );
}

/** The number of the slice with the largest mask. */
export const largestOn = (masks: ReadonlyMap<number, RegionMask>): number =>
  [...masks.keys()].reduce((a, b) => (maskArea(masks.get(b)!) > maskArea(masks.get(a)!) ? b : a));

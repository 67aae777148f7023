import type { SegmentResult } from '../engine/types';
import type { SliceImage } from '../image/sliceImage';
import { intersectionArea, maskArea, type RegionMask } from '../mask/regionMask';
import type { VolumeConfig } from './config';
import { shiftOf, type ObjectValues } from './tissue';
import type { Evidence, StopReason } from './types';

/** What speaks for and against a mask. */
export function evidenceOf(
  mask: RegionMask,
  slice: SliceImage,
  answer: SegmentResult,
  neighbour: RegionMask,
  object: ObjectValues | undefined,
  { tissue }: VolumeConfig,
): Evidence {
  const [area, before] = [maskArea(mask), maskArea(neighbour)];
  const [{ predictedIoU }] = answer.candidates;
  const taken = answer.trace.hypotheses.find(({ candidate }) => candidate === 0);
  return {
    overlap: intersectionArea(mask, neighbour) / Math.max(1, Math.min(area, before)),
    growth: area / before,
    shift: shiftOf(slice, mask, object, tissue),
    predictedIoU,
    agreement: taken?.terms.boxAgreement ?? 0,
  };
}

/**
 * Why a mask is not the object any more; null while it is plausible.
 *
 * @param confidence as of `confidenceOf`.
 * @param steps how far the neighbour is away, in usual steps: more may change across a wide gap.
 */
export function stopReason(
  evidence: Evidence,
  confidence: number,
  pixels: number,
  steps: number,
  { plausible: config }: VolumeConfig,
): StopReason | null {
  const { overlap, growth, shift, predictedIoU } = evidence;
  const far = Math.max(1, steps);
  if (pixels < config.leastPixels) return 'nothing-found';
  if (overlap < config.leastOverlap / far) return 'overlap';
  if (growth > config.mostGrowth ** far || growth < config.leastGrowth ** far) return 'growth';
  if (shift > config.mostShift) return 'values';
  const unsure = predictedIoU < config.leastPredictedIoU || confidence < config.leastConfidence;
  return unsure ? 'model' : null;
}

/**
 * How sure it is that a mask needs no correction, 0 to 1: an error is passed on from neighbour to
 * neighbour. Of the training sets' slices below 0.8 of Dice this product ranks 91 % among the third
 * that is least sure; without the neighbour 89 %, with overlap, growth or stability less.
 *
 * @param before the neighbour's confidence.
 */
export const confidenceOf = (
  { shift, predictedIoU, agreement }: Evidence,
  before: number,
): number => {
  const own = predictedIoU * agreement * Math.exp(-shift / 4);
  return Math.min(1, Math.max(0, own * Math.sqrt(before)));
};

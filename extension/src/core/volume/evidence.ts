import type { SegmentResult } from '../engine/types';
import type { SliceImage } from '../image/sliceImage';
import { isBackground } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import { intersectionArea, maskArea, pixelsOf, type RegionMask } from '../mask/regionMask';
import type { VolumeConfig } from './config';
import type { Evidence, StopReason } from './types';

/** The values in a mask: their median, and half of the range of their middle 80 %. */
export interface ValuesInside {
  readonly median: number;
  readonly spread: number;
}

/** That many values are enough for quantiles. */
const MAX_VALUES = 5000;

/** The values under a mask; undefined where nothing was measured. */
export function valuesInside(slice: SliceImage, mask: RegionMask): ValuesInside | undefined {
  const { plane, values, channels, padding } = slice;
  const step = Math.ceil(maskArea(mask) / MAX_VALUES);
  const inside: number[] = [];
  let n = 0;
  for (const [i, j] of pixelsOf(mask)) {
    const value = values[(j * plane.columns + i) * channels];
    if (n++ % step === 0 && !isBackground(value, padding)) inside.push(value);
  }
  if (!inside.length) return undefined;
  const [low, median, high] = quantiles(Float32Array.from(inside), 0.1, 0.5, 0.9);
  return { median, spread: (high - low) / 2 };
}

/** What speaks for and against a mask. */
export function evidenceOf(
  mask: RegionMask,
  slice: SliceImage,
  answer: SegmentResult,
  neighbour: RegionMask,
  expected: ValuesInside | undefined,
): Evidence {
  const [area, before] = [maskArea(mask), maskArea(neighbour)];
  const inside = valuesInside(slice, mask);
  const [{ predictedIoU }] = answer.candidates;
  const taken = answer.trace.hypotheses.find(({ candidate }) => candidate === 0);
  return {
    overlap: intersectionArea(mask, neighbour) / Math.max(1, Math.min(area, before)),
    growth: area / before,
    shift:
      inside && expected
        ? Math.abs(inside.median - expected.median) / Math.max(expected.spread, Number.EPSILON)
        : 0,
    predictedIoU,
    agreement: taken?.terms.boxAgreement ?? 0,
  };
}

/**
 * Why a mask is not the object any more; null while it is plausible.
 *
 * @param steps how far the neighbour is away, in usual steps: more may change across a wide gap.
 */
export function stopReason(
  evidence: Evidence,
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
  return predictedIoU < config.leastPredictedIoU ? 'model' : null;
}

/** How sure it is that a mask needs no correction, 0 to 1. */
export function confidenceOf({
  overlap,
  growth,
  shift,
  predictedIoU,
  agreement,
}: Evidence): number {
  const change = Math.abs(Math.log(growth));
  return predictedIoU * agreement * overlap * Math.exp(-change) * Math.exp(-shift / 4);
}

import { contrastUnit } from '../engine/tissue';
import { grow } from '../geometry/region';
import { patchOf, smooth } from '../image/patch';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import { dropIslands, fillHoles } from '../mask/components';
import {
  boundsOfMask,
  cropMask,
  maskArea,
  pixelsOf,
  tighten,
  type RegionMask,
} from '../mask/regionMask';
import type { VolumeConfig } from './config';

/**
 * The values in a mask: their median, and how far they spread to either side, as the middle 80 % of
 * a normal distribution do. Taken from the middle half: what else is in the mask does not count.
 */
export interface ObjectValues {
  readonly median: number;
  readonly spread: number;
}

type TissueConfig = VolumeConfig['tissue'];

/** Half widths of the middle 80 and 50 % of a normal distribution, in standard deviations. */
const MIDDLE_80 = 1.28;
const MIDDLE_50 = 0.67;

/** That many values are enough for quantiles. */
const MAX_VALUES = 5000;

/** The values under a mask; undefined where nothing was measured. */
export function valuesInside(
  slice: SliceImage,
  mask: RegionMask,
  { leastSpreadUnits }: TissueConfig,
): ObjectValues | undefined {
  const { plane, values, channels, padding } = slice;
  const step = Math.ceil(maskArea(mask) / MAX_VALUES);
  const inside: number[] = [];
  let n = 0;
  for (const [i, j] of pixelsOf(mask)) {
    const value = values[(j * plane.columns + i) * channels];
    if (n++ % step === 0 && !isBackground(value, padding)) inside.push(value);
  }
  if (!inside.length) return undefined;
  const [low, median, high] = quantiles(Float32Array.from(inside), 0.25, 0.5, 0.75);
  const least = leastSpreadUnits * contrastUnit(slice, grow(boundsOfMask(mask), 0.5));
  return { median, spread: Math.max((MIDDLE_80 / MIDDLE_50) * ((high - low) / 2), least) };
}

/** Distance of the median under a mask from that of the object, in its spreads; 0 if unknown. */
export function shiftOf(
  slice: SliceImage,
  mask: RegionMask,
  object: ObjectValues | undefined,
  config: TissueConfig,
): number {
  const inside = object && valuesInside(slice, mask, config);
  return inside ? Math.abs(inside.median - object.median) / object.spread : 0;
}

/**
 * The part of the neighbour's mask where this slice still has the object's values: an object that
 * tapers is asked for in a box that tapers with it.
 */
export function stillThere(
  slice: SliceImage,
  neighbour: RegionMask,
  object: ObjectValues | undefined,
  { reach, speckShare }: TissueConfig,
): RegionMask {
  if (!object || slice.channels === 3) return neighbour;
  const { x, y, width, height } = neighbour;
  const region = { x, y, width: width - 1, height: height - 1 };
  const [lower, upper] = [-reach, reach].map(by => object.median + by * object.spread);
  // A spread more on each side, so that what is beyond is told from what is at the end.
  const seen = { lower: lower - object.spread, upper: upper + object.spread };
  const { data } = smooth(patchOf(slice, region, seen));
  const inside = neighbour.data.map((own, n) => own & Number(data[n] > lower && data[n] < upper));
  // Vessels and the like within it belong to it.
  const filled = cropMask(fillHoles({ ...neighbour, data: inside }), neighbour);
  const kept = { ...neighbour, data: filled.data.map((one, n) => one & neighbour.data[n]) };
  return tighten(dropIslands(kept, [], speckShare));
}

import type { PixelPoint } from '../geometry/imagePlane';
import type { Region } from '../geometry/region';
import { isBackground, type SliceImage, type ValueWindow } from './sliceImage';
import { quantiles } from './statistics';

/** Width 400, level 40: the usual soft-tissue window of abdominal CT. */
export const CT_SOFT_TISSUE: ValueWindow = { lower: -160, upper: 240 };
/** Width 1500, level −600: the usual lung window. */
export const CT_LUNG: ValueWindow = { lower: -1350, upper: 150 };

/** Share of a slice that must be neither black nor white in a window that suits it. */
const MIN_GREY_SHARE = 0.02;
/** Below this is no tissue but lung and gas. */
const AIR_HU = -300;
/** More than that much bone and metal, and no gas, is in no CT of a patient. */
const MAX_WHITE_SHARE = 0.25;

/** Percentiles are taken of a thinned-out copy; that many values are enough for them. */
const MAX_SAMPLES = 20_000;

/** The values of a slice's rectangle that a scanner measured (channel 0), thinned out. */
export function sampleValues(slice: SliceImage, region?: Region): Float32Array {
  const { plane, values, channels, padding } = slice;
  const left = Math.max(0, Math.ceil(region?.x ?? 0));
  const top = Math.max(0, Math.ceil(region?.y ?? 0));
  const right = Math.min(plane.columns - 1, Math.floor((region?.x ?? 0) + (region?.width ?? 1e9)));
  const bottom = Math.min(plane.rows - 1, Math.floor((region?.y ?? 0) + (region?.height ?? 1e9)));
  const area = Math.max(0, right - left + 1) * Math.max(0, bottom - top + 1);
  const step = Math.max(1, Math.ceil(Math.sqrt(area / MAX_SAMPLES)));
  const sampled: number[] = [];
  for (let j = top; j <= bottom; j += step) {
    for (let i = left; i <= right; i += step) {
      const value = values[(j * plane.columns + i) * channels];
      if (!isBackground(value, padding)) sampled.push(value);
    }
  }
  return Float32Array.from(sampled);
}

/** Window for a slice as a whole, when no prompt says which tissue matters. */
export function overviewWindow(slice: SliceImage): ValueWindow {
  if (slice.channels === 3) return { lower: 0, upper: 255 };
  const values = sampleValues(slice);
  if (slice.units === 'HU' && suits(values, CT_SOFT_TISSUE)) return CT_SOFT_TISSUE;
  return percentileWindow(values);
}

/**
 * False when the values cannot be HU or the window shows nothing of them: nearly all is black or
 * white (a phantom of air), or much is white while nothing is air (no rescale tags).
 */
function suits(values: Float32Array, { lower, upper }: ValueWindow): boolean {
  let [grey, white, air] = [0, 0, 0];
  for (const value of values) {
    if (value < AIR_HU) air++;
    if (value > upper) white++;
    else if (value > lower) grey++;
  }
  const n = values.length;
  return grey >= MIN_GREY_SHARE * n && (air > 0.01 * n || white < MAX_WHITE_SHARE * n);
}

/** Values of the pixels within `radiusMm` of a point, the pixel under it at least. */
export function valuesAround(
  slice: SliceImage,
  [i, j]: PixelPoint,
  radiusMm: number,
): Float32Array {
  const { columnSpacing, rowSpacing } = slice.plane;
  const rx = Math.max(0.5, radiusMm / columnSpacing);
  const ry = Math.max(0.5, radiusMm / rowSpacing);
  return sampleValues(slice, { x: i - rx, y: j - ry, width: 2 * rx, height: 2 * ry });
}

/** 1st to 99th percentile; at least a grain wide, so that a flat image has a window too. */
export function percentileWindow(values: Float32Array): ValueWindow {
  if (values.length === 0) return { lower: 0, upper: 1 };
  const [lower, upper] = quantiles(values, 0.01, 0.99);
  return upper > lower ? { lower, upper } : { lower: lower - 0.5, upper: lower + 0.5 };
}

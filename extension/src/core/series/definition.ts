import type { Definition } from '../engine';
import type { Candidate } from '../engine/types';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { squaredDistanceInside } from '../mask/distance';
import { cropMask, type RegionMask } from '../mask/regionMask';

/** How far to either side of the border values are compared, mm; a pixel and a half at least. */
const BAND_MM = 3;
const BAND_PIXELS = 1.5;

/** How well the best mask of an answer is defined in the slice that it was made on. */
export function definitionOf(
  slice: SliceImage,
  {
    predictedIoU,
    stabilityScore,
    mask,
  }: Pick<Candidate, 'predictedIoU' | 'stabilityScore' | 'mask'>,
): Definition {
  const contrast = borderContrast(slice, mask);
  const terms = { predictedIoU: clamp(predictedIoU), stabilityScore: clamp(stabilityScore) };
  return { ...terms, contrast, score: terms.predictedIoU * terms.stabilityScore * contrast };
}

/**
 * How well the values on both sides of a mask's border tell them apart, 0 (not at all) to 1 (each
 * value inside is above each outside, or below): |2 AUC − 1|, so that neither units nor which side
 * is the brighter one matter. 0 where one of the sides has no value.
 */
export function borderContrast(slice: SliceImage, mask: RegionMask): number {
  if (!mask.width) return 0;
  const { columnSpacing, rowSpacing } = slice.plane;
  const band = Math.max(BAND_MM, BAND_PIXELS * Math.max(columnSpacing, rowSpacing));
  const [reachX, reachY] = [columnSpacing, rowSpacing].map(mm => Math.ceil(band / mm));
  // Twice the band: what lies beyond the rectangle is no nearer to a pixel of the band than the mask.
  const wide = cropMask(mask, {
    x: mask.x - 2 * reachX,
    y: mask.y - 2 * reachY,
    width: mask.width + 4 * reachX,
    height: mask.height + 4 * reachY,
  });
  const distances = (data: Uint8Array) =>
    squaredDistanceInside(data, wide.width, wide.height, columnSpacing, rowSpacing);
  const isNear = (squared: number) => squared > 0 && squared <= band * band;
  const [within, beyond] = [distances(wide.data), distances(wide.data.map(inside => 1 - inside))];
  const inner = valuesWhere(slice, wide, n => isNear(within[n]));
  const outer = valuesWhere(slice, wide, n => {
    const [u, v] = [n % wide.width, Math.floor(n / wide.width)];
    const isInBand =
      u >= reachX && v >= reachY && u < wide.width - reachX && v < wide.height - reachY;
    return isInBand && isNear(beyond[n]);
  });
  return inner.length && outer.length ? Math.abs(2 * areaUnderCurve(inner, outer) - 1) : 0;
}

/** The measured values (mean of the channels) at the pixels of a rectangle that a test takes. */
function valuesWhere(
  { plane, values, channels, padding }: SliceImage,
  { x, y, width, height }: RegionMask,
  test: (n: number) => boolean,
): Float32Array {
  const found: number[] = [];
  for (let n = 0; n < width * height; n++) {
    const [i, j] = [x + (n % width), y + Math.floor(n / width)];
    if (i < 0 || j < 0 || i >= plane.columns || j >= plane.rows || !test(n)) continue;
    const at = (j * plane.columns + i) * channels;
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[at + c];
    if (!isBackground(sum / channels, padding)) found.push(sum / channels);
  }
  return Float32Array.from(found);
}

/** The chance that one of the first values is above one of the second; equal ones count half. */
function areaUnderCurve(first: Float32Array, second: Float32Array): number {
  const [a, b] = [first.slice().sort(), second.slice().sort()];
  let [below, upTo, wins] = [0, 0, 0];
  for (const value of a) {
    while (below < b.length && b[below] < value) below++;
    while (upTo < b.length && b[upTo] <= value) upTo++;
    wins += (below + upTo) / 2;
  }
  return wins / (a.length * b.length);
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

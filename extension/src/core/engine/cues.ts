import type { ImagePlane, PixelPoint } from '../geometry/imagePlane';
import { longestSideMm, type Region } from '../geometry/region';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { squaredDistanceInside } from '../mask/distance';
import { maskArea, type RegionMask } from '../mask/regionMask';
import type { EngineConfig } from './config';
import type { Tissue } from './tissue';

/** What speaks for or against a mask apart from the model's own opinion; each from 0 to 1. */
export interface Cues {
  /**
   * Depth of the clicks in the mask relative to its deepest pixel, the mean over the clicks. 1
   * without clicks.
   */
  readonly centrality: number;
  /** Share of the mask's rim that lies on the crop's edge while the image goes on behind it. */
  readonly cutOff: number;
  /** Share of the pixels whose value is close to the prompted tissue, and roughly like it. */
  readonly sameTissue: number;
  readonly similarTissue: number;
  /** By how much the mask's side goes beyond half of the crop's, where masks get unsure. */
  readonly oversize: number;
}

/** @param crop the region that the model was shown, in the slice's pixels. */
export function cuesOf(
  slice: SliceImage,
  mask: RegionMask,
  crop: Region,
  clicks: readonly PixelPoint[],
  tissue: Tissue,
  config: EngineConfig['score'],
): Cues {
  const { plane } = slice;
  const areaMm2 = maskArea(mask) * plane.columnSpacing * plane.rowSpacing;
  const relativeSide = Math.sqrt(areaMm2) / longestSideMm(plane, crop);
  return {
    centrality: clicks.length ? centrality(mask, clicks, plane) : 1,
    cutOff: cutOff(mask, crop, plane),
    ...tissueShares(slice, mask, tissue, config),
    oversize: Math.max(0, relativeSide - 0.5),
  };
}

/** Depth of the clicks in the mask relative to its deepest pixel, the mean over the clicks. */
export function centrality(
  { x, y, width, height, data }: RegionMask,
  clicks: readonly PixelPoint[],
  { columnSpacing, rowSpacing }: ImagePlane,
): number {
  const squared = squaredDistanceInside(data, width, height, columnSpacing, rowSpacing);
  let deepest = Number.MIN_VALUE;
  for (const depth of squared) if (depth > deepest) deepest = depth;
  let sum = 0;
  for (const [i, j] of clicks) {
    const [u, v] = [Math.round(i) - x, Math.round(j) - y];
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    sum += Math.sqrt(squared[v * width + u] / deepest);
  }
  return sum / clicks.length;
}

function cutOff(
  { x, y, width, height, data }: RegionMask,
  crop: Region,
  { columns, rows }: ImagePlane,
): number {
  // The crop's outermost pixels, where the image goes on beyond them.
  const left = crop.x > 0.5 ? Math.ceil(crop.x) : -Infinity;
  const top = crop.y > 0.5 ? Math.ceil(crop.y) : -Infinity;
  const right = crop.x + crop.width < columns - 1.5 ? Math.floor(crop.x + crop.width) : Infinity;
  const bottom = crop.y + crop.height < rows - 1.5 ? Math.floor(crop.y + crop.height) : Infinity;
  // Nothing is cut off where the crop ends with the image.
  if ([left, top, -right, -bottom].every(edge => edge === -Infinity)) return 0;
  const inside = (u: number, v: number) =>
    u >= 0 && v >= 0 && u < width && v < height && data[v * width + u] === 1;
  let [rim, cut] = [0, 0];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (!data[n]) continue;
      const [i, j] = [x + u, y + v];
      if (i <= left || i >= right || j <= top || j >= bottom) {
        rim++;
        cut++;
      } else if (!inside(u - 1, v) || !inside(u + 1, v) || !inside(u, v - 1) || !inside(u, v + 1)) {
        rim++;
      }
    }
  }
  return rim ? cut / rim : 0;
}

function tissueShares(
  { values, channels, plane, padding }: SliceImage,
  { x, y, width, height, data }: RegionMask,
  { value: expected, unit }: Tissue,
  { sameUnits, similarUnits }: EngineConfig['score'],
): Pick<Cues, 'sameTissue' | 'similarTissue'> {
  let [area, same, similar] = [0, 0, 0];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (!data[n]) continue;
      area++;
      const value = values[((y + v) * plane.columns + x + u) * channels];
      if (isBackground(value, padding)) continue;
      const difference = Math.abs(value - expected);
      if (difference <= sameUnits * unit) same++;
      if (difference <= similarUnits * unit) similar++;
    }
  }
  return area
    ? { sameTissue: same / area, similarTissue: similar / area }
    : { sameTissue: 0, similarTissue: 0 };
}

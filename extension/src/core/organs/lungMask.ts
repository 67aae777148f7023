import { isBackground, type SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import { EMPTY_MASK, tighten, type RegionMask } from '../mask/regionMask';
import { fieldOn, type Region } from './slices';

/** The lung's border lies within so many steps of the coarse one. */
const REACH_STEPS = 1.5;
/** Specks below this share of the largest part are noise. */
const SPECK_SHARE = 0.002;

/** A lung on a slice: what is aerated around its region, with the vessels and bronchi in it. */
export function lungMaskOn(
  slice: SliceImage,
  lung: Region,
  airway: Region,
  borderHu: number,
): RegionMask {
  const { step } = lung.grid;
  const reach = REACH_STEPS * step;
  const field = fieldOn(lung, slice.plane, reach);
  if (!field) return EMPTY_MASK;
  const tube = fieldOn(airway, slice.plane, Infinity);
  const { x, y, width, height, data: distance } = field;
  const { values, channels, plane, padding } = slice;
  const data = new Uint8Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (distance[n] > reach) continue;
      const m = (y + v - tube!.y) * tube!.width + x + u - tube!.x;
      if (tube!.data[m] < step / 2) continue;
      const value = values[((y + v) * plane.columns + x + u) * channels];
      if (isBackground(value, padding)) continue;
      if (value < borderHu || distance[n] < -step) data[n] = 1;
    }
  }
  const mask = fillHoles({ x, y, width, height, data }, Infinity);
  return tighten(dropIslands(mask, [], SPECK_SHARE));
}

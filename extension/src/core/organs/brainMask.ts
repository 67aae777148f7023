import { patchOf, smooth } from '../image/patch';
import type { SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import { EMPTY_MASK, tighten, type RegionMask } from '../mask/regionMask';
import { fieldOn, type Region } from './slices';

/** The border is at most so many mm outside and inside of the coarse one. */
const REACH_MM = { out: 2, in: 3 };
/** Parts below this share of the largest one are noise. */
const SPECK_SHARE = 0.05;

/** The brain on a slice: its rim ends where tissue gives way to fluid or bone. */
export function brainMaskOn(slice: SliceImage, brain: Region, level: number): RegionMask {
  const field = fieldOn(brain, slice.plane, REACH_MM.out);
  if (!field) return EMPTY_MASK;
  const { x, y, width, height, data: distance } = field;
  const window = { lower: level - Math.abs(level), upper: Infinity };
  const patch = patchOf(slice, { x, y, width: width - 1, height: height - 1 }, window);
  const { data: values } = smooth(patch);
  const data = Uint8Array.from(distance, (mm, n) =>
    Number(mm < -REACH_MM.in || (mm <= REACH_MM.out && values[n] > level)),
  );
  return tighten(dropIslands(fillHoles({ x, y, width, height, data }), [], SPECK_SHARE));
}

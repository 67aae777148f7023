import { cropMask, maskArea, type RegionMask, type PixelRectangle } from '../mask/regionMask';

/** Masks of one object, by image. */
type ObjectMasks = ReadonlyMap<string, RegionMask>;

/** As far beyond the border of a finding as its organ is looked for, pixels. */
const REACH = 3;
/**
 * A finding of which less lies in an organ is not of that organ: one that only lies on it, such as a
 * nodule of the lung on the liver's dome, has up to 0.4.
 */
const LEAST_SHARE = 0.45;

/**
 * The organ that a finding lies in: the one that has most of it and of what is close around it. A
 * labelmap gives each voxel to one segment, so that a lesion is a hole in its organ: what is around
 * counts as well. Null where no organ has about half of it.
 *
 * The steps of the generator are short: the caller may yield to the page in between.
 */
export function* organAround<Organ extends { readonly masks: ObjectMasks }>(
  finding: ObjectMasks,
  organs: readonly Organ[],
): Generator<void, Organ | null, void> {
  const counts = organs.map(organ => ({ organ, inside: 0, withinFinding: 0 }));
  let around = 0;
  for (const [imageId, mask] of finding) {
    yield;
    const region = grow(mask, REACH);
    const own = cropMask(mask, region).data;
    around += maskArea(region) - maskArea(mask);
    for (const count of counts) {
      const other = count.organ.masks.get(imageId);
      if (!other || !overlap(other, region)) continue;
      const claimed = cropMask(other, region).data;
      for (let n = 0; n < claimed.length; n++) {
        if (!claimed[n] || !region.data[n]) continue;
        count.inside++;
        if (own[n]) count.withinFinding++;
      }
    }
  }
  let best: { readonly organ: Organ; readonly share: number } | null = null;
  for (const { organ, inside, withinFinding } of counts) {
    // Within the finding only what the organ claims as well.
    const share = inside / Math.max(1, around + withinFinding);
    if (share >= LEAST_SHARE && share > (best?.share ?? 0)) best = { organ, share };
  }
  return best?.organ ?? null;
}

const overlap = (a: PixelRectangle, b: PixelRectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The mask with all pixels that are at most so many columns and rows away. */
export function grow(mask: RegionMask, reach: number): RegionMask {
  const { x, y, width, height } = mask;
  const bounds = {
    x: x - reach,
    y: y - reach,
    width: width + 2 * reach,
    height: height + 2 * reach,
  };
  const wide = spread(cropMask(mask, bounds).data, 1, bounds.width, bounds.height, reach);
  // Columns after rows: together a square around each pixel.
  const data = spread(wide, bounds.width, bounds.height, bounds.width, reach);
  return { ...bounds, data };
}

/** Spreads along one axis: `count` pixels in each of `lines` lines, `step` apart. */
function spread(
  from: Uint8Array,
  step: number,
  count: number,
  lines: number,
  reach: number,
): Uint8Array {
  const out = new Uint8Array(from.length);
  const lineStep = step === 1 ? count : 1;
  for (let line = 0; line < lines; line++) {
    let last = -Infinity;
    for (let n = 0; n < count; n++) {
      if (from[line * lineStep + n * step]) last = n;
      if (n - last <= reach) out[line * lineStep + n * step] = 1;
    }
    last = Infinity;
    for (let n = count - 1; n >= 0; n--) {
      if (from[line * lineStep + n * step]) last = n;
      if (last - n <= reach) out[line * lineStep + n * step] = 1;
    }
  }
  return out;
}

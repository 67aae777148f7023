import { squaredDistanceInside } from '../mask/distance';
import { cropMask, tighten, type RegionMask } from '../mask/regionMask';

/** Spacing of a slice's pixels, mm. */
interface Spacing {
  readonly columnSpacing: number;
  readonly rowSpacing: number;
}

/** A mask with all that is within so many mm of it. */
export function growMask(mask: RegionMask, spacing: Spacing, byMm: number): RegionMask {
  if (!mask.width || !(byMm > 0)) return mask;
  const { columnSpacing, rowSpacing } = spacing;
  const [rx, ry] = [columnSpacing, rowSpacing].map(one => Math.ceil(byMm / one));
  // Beyond a grid nothing is inside, so the complement's way out begins further out than is grown.
  const frame = {
    ...{ x: mask.x - 2 * rx - 1, y: mask.y - 2 * ry - 1 },
    ...{ width: mask.width + 4 * rx + 2, height: mask.height + 4 * ry + 2 },
  };
  const { width, height } = frame;
  const outside = cropMask(mask, frame).data.map(inside => 1 - inside);
  const distance = squaredDistanceInside(outside, width, height, columnSpacing, rowSpacing);
  const grown = new Uint8Array(width * height);
  for (let v = ry; v < height - ry; v++) {
    for (let n = v * width + rx; n < (v + 1) * width - rx; n++) {
      if (distance[n] <= byMm ** 2) grown[n] = 1;
    }
  }
  return tighten({ ...frame, data: grown });
}

/** A mask with the notches filled that a disc of that radius (mm) does not fit into. */
export function closeMask(mask: RegionMask, spacing: Spacing, radiusMm: number): RegionMask {
  if (!mask.width || !(radiusMm > 0)) return mask;
  const grown = growMask(mask, spacing, radiusMm);
  const closed = cropMask(erodeMask(grown, spacing, radiusMm), grown);
  const own = cropMask(mask, grown).data;
  return tighten({ ...closed, data: closed.data.map((inside, n) => inside | own[n]) });
}

/** What is further than so many mm from the outside. */
export function erodeMask(
  mask: RegionMask,
  { columnSpacing, rowSpacing }: Spacing,
  byMm: number,
): RegionMask {
  const { width, height, data } = mask;
  if (!width || !(byMm > 0)) return mask;
  const squared = squaredDistanceInside(data, width, height, columnSpacing, rowSpacing);
  return tighten({
    ...mask,
    data: data.map((inside, n) => inside & Number(squared[n] > byMm ** 2)),
  });
}

import { pixelToWorld, type ImagePlane } from '../geometry/imagePlane';
import { add, scale, type Vec3 } from '../geometry/vec3';
import type { RegionMask } from '../mask/regionMask';

/**
 * The mean position of the pixels of masks (LPS mm), each counted alike; null when there is none.
 */
export function centreOf(
  slices: Iterable<{ readonly plane: ImagePlane; readonly mask: RegionMask }>,
): Vec3 | null {
  let [count, sum]: [number, Vec3] = [0, [0, 0, 0]];
  for (const { plane, mask } of slices) {
    let [area, sumI, sumJ] = [0, 0, 0];
    for (let v = 0, n = 0; v < mask.height; v++) {
      for (let u = 0; u < mask.width; u++, n++) {
        if (!mask.data[n]) continue;
        area++;
        sumI += u;
        sumJ += v;
      }
    }
    if (!area) continue;
    const middle = pixelToWorld(plane, [mask.x + sumI / area, mask.y + sumJ / area]);
    sum = add(sum, scale(middle, area));
    count += area;
  }
  return count ? scale(sum, 1 / count) : null;
}

import { fromFull, type RegionMask } from '../mask/regionMask';
import type { OrganGrid } from './organGrid';

/** A region of the organ's grid as masks of the slices, by their numbers. */
export function masksOf(
  { width, height, origin, block, last }: OrganGrid,
  voxels: Int32Array,
): Map<number, RegionMask> {
  const planes = new Map<number, number[]>();
  for (const n of voxels) {
    const k = Math.floor(n / (width * height));
    const plane = planes.get(k);
    if (plane) plane.push(n);
    else planes.set(k, [n]);
  }
  const masks = new Map<number, RegionMask>();
  for (const [k, those] of planes) {
    const full = new Uint8Array(width * block[0] * height * block[1]);
    for (const n of those) {
      const [i, j] = [n % width, Math.floor(n / width) % height];
      for (let v = 0; v < block[1]; v++) {
        const row = (j * block[1] + v) * width * block[0] + i * block[0];
        full.fill(1, row, row + block[0]);
      }
    }
    const mask = fromFull(full, width * block[0], height * block[1]);
    const placed = { ...mask, x: mask.x + origin[0], y: mask.y + origin[1] };
    const first = origin[2] + k * block[2];
    for (let w = first; w < first + block[2] && w <= last; w++) masks.set(w, placed);
  }
  return masks;
}

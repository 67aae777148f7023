import { toWorld, type Grid } from './grid';
import type { Voxels } from './morphology';

/** A box of a grid: first voxel, and the first one beyond it, along x, y and z. */
export interface Box {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

/** The grid of a box of another grid. */
export function cropGrid(grid: Grid, { low, high }: Box): Grid {
  return {
    width: high[0] - low[0],
    height: high[1] - low[1],
    depth: high[2] - low[2],
    step: grid.step,
    origin: toWorld(grid, low),
  };
}

/** The box that holds a set, grown by so many voxels, within the grid; null for an empty set. */
export function boxOf(set: Voxels, { width, height, depth }: Grid, margin: number): Box | null {
  const low = [width, height, depth];
  const high = [-1, -1, -1];
  for (let n = 0; n < set.length; n++) {
    if (!set[n]) continue;
    const x = n % width;
    const row = (n - x) / width;
    const y = row % height;
    const z = (row - y) / height;
    if (x < low[0]) low[0] = x;
    if (y < low[1]) low[1] = y;
    if (z < low[2]) low[2] = z;
    if (x > high[0]) high[0] = x;
    if (y > high[1]) high[1] = y;
    if (z > high[2]) high[2] = z;
  }
  if (high[0] < 0) return null;
  const size = [width, height, depth];
  return {
    low: low.map(at => Math.max(0, at - margin)) as unknown as Box['low'],
    high: high.map((at, a) => Math.min(size[a], at + 1 + margin)) as unknown as Box['high'],
  };
}

/** The values of a field in a box. */
export function cropField<Field extends Float32Array | Uint8Array>(
  field: Field,
  { width, height }: Grid,
  { low, high }: Box,
): Field {
  const columns = high[0] - low[0];
  const size = columns * (high[1] - low[1]) * (high[2] - low[2]);
  const out = new (field.constructor as new (size: number) => Field)(size);
  for (let z = low[2], to = 0; z < high[2]; z++) {
    for (let y = low[1]; y < high[1]; y++, to += columns) {
      const from = (z * height + y) * width + low[0];
      out.set(field.subarray(from, from + columns), to);
    }
  }
  return out;
}

/** A set of a box as one of the whole grid. */
export function uncropped(set: Voxels, { width, height, depth }: Grid, { low, high }: Box): Voxels {
  const out = new Uint8Array(width * height * depth);
  const columns = high[0] - low[0];
  for (let z = low[2], from = 0; z < high[2]; z++) {
    for (let y = low[1]; y < high[1]; y++, from += columns) {
      out.set(set.subarray(from, from + columns), (z * height + y) * width + low[0]);
    }
  }
  return out;
}

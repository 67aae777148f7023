import type { Vec3 } from '../geometry/vec3';

/**
 * A regular grid along the patient's own axes: x grows to the left, y to the back, z to the head
 * (LPS), with the same step along each. Voxel [x, y, z] is at `origin + step × [x, y, z]`.
 */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** mm */
  readonly step: number;
  readonly origin: Vec3;
}

export const voxelCount = ({ width, height, depth }: Grid): number => width * height * depth;

/** Millilitres of so many voxels. */
export const millilitres = ({ step }: Grid, voxels: number): number => (voxels * step ** 3) / 1000;

/** World position (LPS mm) as a continuous voxel coordinate. */
export const toVoxel = ({ origin, step }: Grid, world: Vec3): Vec3 => [
  (world[0] - origin[0]) / step,
  (world[1] - origin[1]) / step,
  (world[2] - origin[2]) / step,
];

/** World position (LPS mm) of a voxel coordinate. */
export const toWorld = ({ origin, step }: Grid, [x, y, z]: Vec3): Vec3 => [
  origin[0] + step * x,
  origin[1] + step * y,
  origin[2] + step * z,
];

/** A field between its voxels, trilinear; beyond the grid the value of the nearest voxel. */
export function sampleAt(
  field: ArrayLike<number>,
  { width, height, depth }: Pick<Grid, 'width' | 'height' | 'depth'>,
  x: number,
  y: number,
  z: number,
): number {
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const cz = Math.min(Math.max(z, 0), depth - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const z0 = Math.floor(cz);
  const right = x0 + 1 < width ? 1 : 0;
  const below = y0 + 1 < height ? width : 0;
  const u = cx - x0;
  const v = cy - y0;
  const w = cz - z0;
  const n = (z0 * height + y0) * width + x0;
  const low = bilinear(field, n, right, below, u, v);
  if (!w) return low;
  return low + w * (bilinear(field, n + width * height, right, below, u, v) - low);
}

function bilinear(
  field: ArrayLike<number>,
  n: number,
  right: number,
  below: number,
  u: number,
  v: number,
): number {
  const first = field[n] + u * (field[n + right] - field[n]);
  const m = n + below;
  return first + v * (field[m] + u * (field[m + right] - field[m]) - first);
}

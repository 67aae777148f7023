import { add, dot, scale, type Vec3 } from '../geometry/vec3';

/** Values on a grid of parallel, evenly spaced slices; x fastest, then y, then slices. */
export interface VolumeGrid {
  readonly dims: readonly [number, number, number];
  /** Centre of the first voxel, LPS mm. */
  readonly origin: Vec3;
  /** From a voxel to the next one along each index, mm; at right angles. */
  readonly steps: readonly [Vec3, Vec3, Vec3];
  readonly values: ArrayLike<number>;
}

/** The middle of a voxel in the world, LPS mm. */
export const voxelAt = (
  { origin, steps: [a, b, c] }: Pick<VolumeGrid, 'origin' | 'steps'>,
  i: number,
  j: number,
  k: number,
): Vec3 => add(origin, add(scale(a, i), add(scale(b, j), scale(c, k))));

/** A smaller grid of the means of blocks that are about `mm` long; values are clipped before. */
export function coarser(
  { dims, origin, steps, values }: VolumeGrid,
  mm: number,
  [low, high]: readonly [number, number],
): VolumeGrid {
  const factors = steps.map(step => Math.max(1, Math.round(mm / Math.hypot(...step))));
  const size = dims.map((count, n) => Math.max(1, Math.floor(count / factors[n])));
  const [nx, ny, nz] = size;
  const [fx, fy, fz] = factors;
  const sums = new Float32Array(nx * ny * nz);
  for (let k = 0; k < nz * fz && k < dims[2]; k++) {
    for (let j = 0; j < ny * fy && j < dims[1]; j++) {
      const from = (k * dims[1] + j) * dims[0];
      const to = (Math.floor(k / fz) * ny + Math.floor(j / fy)) * nx;
      for (let i = 0; i < nx * fx && i < dims[0]; i++) {
        const value = values[from + i];
        sums[to + Math.floor(i / fx)] += value < low ? low : value > high ? high : value;
      }
    }
  }
  const blocks = factors.map((factor, n) => Math.min(factor, dims[n]));
  const count = blocks.reduce((product, block) => product * block, 1);
  const [hi, hj, hk] = blocks.map(block => (block - 1) / 2);
  return {
    dims: [nx, ny, nz],
    origin: voxelAt({ origin, steps }, hi, hj, hk),
    steps: steps.map((step, n) => scale(step, factors[n])) as unknown as VolumeGrid['steps'],
    values: sums.map(sum => sum / count),
  };
}

/** Makes the function that reads a grid at world positions, trilinearly; NaN beyond it. */
export function readerOf({ dims, origin, steps, values }: VolumeGrid) {
  const [nx, ny, nz] = dims;
  const [u, v, w] = steps.map(step => scale(step, 1 / dot(step, step)));
  return (x: number, y: number, z: number): number => {
    const [dx, dy, dz] = [x - origin[0], y - origin[1], z - origin[2]];
    const i = dx * u[0] + dy * u[1] + dz * u[2];
    const j = dx * v[0] + dy * v[1] + dz * v[2];
    const k = dx * w[0] + dy * w[1] + dz * w[2];
    if (!(i >= 0 && j >= 0 && k >= 0 && i <= nx - 1 && j <= ny - 1 && k <= nz - 1)) return NaN;
    const [i0, j0, k0] = [Math.floor(i), Math.floor(j), Math.floor(k)];
    const [di, dj, dk] = [i0 < nx - 1 ? 1 : 0, j0 < ny - 1 ? nx : 0, k0 < nz - 1 ? nx * ny : 0];
    const at = (k0 * ny + j0) * nx + i0;
    const [s, t, r] = [i - i0, j - j0, k - k0];
    const row = (p: number) => values[p] + s * (values[p + di] - values[p]);
    const plane = (p: number) => row(p) + t * (row(p + dj) - row(p));
    return plane(at) + r * (plane(at + dk) - plane(at));
  };
}

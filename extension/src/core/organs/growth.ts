import type { Grid } from './grid';
import { countOf, grownWithin, opened, where, type Voxels } from './morphology';

export interface GrowthOptions {
  /** Values so far from the mean of the organ around them, down and up, belong to something else. */
  readonly tolerance: readonly [down: number, up: number];
  /** And so far from the mean of the core: the organ's values drift at most so far, down and up. */
  readonly drift: readonly [down: number, up: number];
  /** Necks thinner than twice that (mm) lead out of the organ. */
  readonly neckMm: number;
  /** Half width (mm) of what "around" means. */
  readonly aroundMm: number;
  readonly mean: number;
}

/** More rounds change nothing in organs of the body's size. */
const ROUNDS = 8;
/** Share of the surroundings that are organ, beyond which its mean is known there. */
const KNOWN = 0.02;

/**
 * Grows a core into what is alike around it, a stretch at a time. The mean that values are compared
 * with is that of the organ nearby, since beam hardening and coils let it drift across the organ.
 */
export function grown(
  core: Voxels,
  values: Float32Array,
  allowed: Voxels,
  grid: Grid,
  { tolerance, drift: [down, up], neckMm, aroundMm, mean }: GrowthOptions,
): Voxels {
  let organ = core;
  let size = countOf(core);
  for (let round = 0; round < ROUNDS; round++) {
    const around = surroundingsOf(values, organ, grid, aroundMm);
    const alike = new Uint8Array(core.length);
    for (let z = 0, n = 0; z < grid.depth; z++) {
      for (let y = 0; y < grid.height; y++) {
        for (let x = 0; x < grid.width; x++, n++) {
          const value = values[n];
          if (!allowed[n] || value < mean - down || value > mean + up) continue;
          const cell = around.cellOf(x, y, z);
          if (around.share[cell] < KNOWN) continue;
          const above = value - around.mean[cell];
          if (above >= -tolerance[0] && above <= tolerance[1]) alike[n] = 1;
        }
      }
    }
    const wide = opened(alike, grid, neckMm);
    const seeds = where(grid, n => Boolean(wide[n] && organ[n]));
    organ = grownWithin(seeds, wide, grid);
    const now = countOf(organ);
    if (now < 1.01 * size) break;
    size = now;
  }
  return organ;
}

/** The mean of a set's values around any voxel, and how much of the surroundings is of the set. */
export interface Surroundings {
  readonly mean: Float32Array;
  readonly share: Float32Array;
  /** Number of the cell that a voxel lies in. */
  cellOf(x: number, y: number, z: number): number;
}

/** Cells of so many voxels a side: means over a window need no finer ones. */
const CELL = 2;

/** Means over a window of a set's values: two passes of a box along each axis, in cells. */
export function surroundingsOf(
  values: Float32Array,
  set: Voxels,
  { width, height, depth, step, origin }: Grid,
  mm: number,
): Surroundings {
  const grid: Grid = {
    width: Math.ceil(width / CELL),
    height: Math.ceil(height / CELL),
    depth: Math.ceil(depth / CELL),
    step: step * CELL,
    origin,
  };
  const cellOf = (x: number, y: number, z: number) =>
    ((z >> 1) * grid.height + (y >> 1)) * grid.width + (x >> 1);
  const mean = new Float32Array(grid.width * grid.height * grid.depth);
  const share = new Float32Array(mean.length);
  for (let z = 0, n = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, n++) {
        if (!set[n]) continue;
        const cell = cellOf(x, y, z);
        mean[cell] += values[n];
        share[cell] += 1 / CELL ** 3;
      }
    }
  }
  const half = Math.max(1, Math.round(mm / grid.step));
  for (let pass = 0; pass < 2; pass++) {
    for (const axis of [0, 1, 2] as const) {
      boxMeans(mean, grid, axis, half);
      boxMeans(share, grid, axis, half);
    }
  }
  for (let n = 0; n < mean.length; n++) mean[n] /= share[n] * CELL ** 3;
  return { mean, share, cellOf };
}

/** Means over 2 × half + 1 voxels along an axis, in place; beyond the grid is 0. */
function boxMeans(field: Float32Array, grid: Grid, axis: 0 | 1 | 2, half: number): void {
  const counts = [grid.width, grid.height, grid.depth];
  const strides = [1, grid.width, grid.width * grid.height];
  const [count, stride] = [counts[axis], strides[axis]];
  const block = stride * count;
  const line = new Float64Array(count + 1);
  const share = 1 / (2 * half + 1);
  for (let start = 0; start < field.length; start += block) {
    for (let from = start; from < start + stride; from++) {
      for (let n = 0; n < count; n++) line[n + 1] = line[n] + field[from + n * stride];
      for (let n = 0; n < count; n++) {
        const low = n > half ? n - half : 0;
        const high = n + half + 1 < count ? n + half + 1 : count;
        field[from + n * stride] = share * (line[high] - line[low]);
      }
    }
  }
}

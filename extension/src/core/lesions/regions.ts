import type { Blob } from './blobs';
import type { LesionConfig } from './config';
import type { Grid } from './organGrid';
import type { Sign, Steps } from './types';

/** Voxels of a grid that hang together by their faces. */
export interface GridRegion {
  readonly sign: Sign;
  /** Numbers of the voxels. */
  readonly voxels: Int32Array;
}

/** A field over a grid in the organ's spreads, and where the organ is. */
export interface Differences extends Grid {
  readonly differs: Float32Array;
  readonly inside: Float32Array;
}

/** Voxels next to each one along x, y and z; `NaN`-free: callers test the borders. */
export function eachNeighbour(
  { width, height, depth }: Grid,
  n: number,
  use: (neighbour: number, axis: 0 | 1 | 2, step: 1 | -1) => void,
): void {
  const i = n % width;
  const j = Math.floor(n / width) % height;
  const k = Math.floor(n / (width * height));
  if (i > 0) use(n - 1, 0, -1);
  if (i + 1 < width) use(n + 1, 0, 1);
  if (j > 0) use(n - width, 1, -1);
  if (j + 1 < height) use(n + width, 1, 1);
  if (k > 0) use(n - width * height, 2, -1);
  if (k + 1 < depth) use(n + width * height, 2, 1);
}

/** The connected parts of the organ that differ by more than `threshold`. */
export function* partsBeyond(
  field: Differences,
  sign: Sign,
  threshold: number,
): Steps<GridRegion[]> {
  const { differs, inside, width, height } = field;
  const seen = new Uint8Array(differs.length);
  const belongs = (n: number) => !seen[n] && inside[n] >= 0.5 && differs[n] * sign > threshold;
  const found: GridRegion[] = [];
  for (let n = 0; n < differs.length; n++) {
    if (n % (width * height) === 0) yield;
    if (!belongs(n)) continue;
    const voxels = [n];
    seen[n] = 1;
    for (let at = 0; at < voxels.length; at++) {
      eachNeighbour(field, voxels[at], next => {
        if (!belongs(next)) return;
        seen[next] = 1;
        voxels.push(next);
      });
    }
    if (voxels.length > 1) found.push({ sign, voxels: Int32Array.from(voxels) });
  }
  return found;
}

/**
 * What hangs together with a blob's middle and differs from what is around by at least half as much
 * as it does, as far as a ball of 1.6 times its size reaches.
 */
export function growBlob(
  field: Differences,
  { at, diameterMm, sign }: Blob,
  { blobs: config }: LesionConfig,
): GridRegion | undefined {
  const { differs, inside, width, height, depth, spacing } = field;
  const reach = spacing.map(one => (config.reach * diameterMm) / 2 / one);
  const ball: { n: number; share: number }[] = [];
  const range = (axis: number, size: number) => [
    Math.max(0, Math.ceil(at[axis] - reach[axis])),
    Math.min(size - 1, Math.floor(at[axis] + reach[axis])),
  ];
  const [[x0, x1], [y0, y1], [z0, z1]] = [range(0, width), range(1, height), range(2, depth)];
  for (let k = z0; k <= z1; k++) {
    for (let j = y0; j <= y1; j++) {
      for (let i = x0; i <= x1; i++) {
        const n = (k * height + j) * width + i;
        const share = Math.hypot(
          (i - at[0]) / reach[0],
          (j - at[1]) / reach[1],
          (k - at[2]) / reach[2],
        );
        if (share <= 1 && inside[n] >= 0.5) ball.push({ n, share });
      }
    }
  }
  const middle = ball.filter(({ share }) => share <= 0.3).map(({ n }) => n);
  const rim = ball.filter(({ share }) => share >= 0.8).map(({ n }) => n);
  if (!middle.length || rim.length < 4) return undefined;
  const around = medianOf(rim.map(n => differs[n]));
  const own = medianOf(middle.map(n => differs[n]));
  if ((own - around) * sign <= 0) return undefined;
  const half = (own + around) / 2;
  const left = new Set(ball.map(({ n }) => n));
  const start = middle.reduce((a, b) => (differs[a] * sign >= differs[b] * sign ? a : b));
  const voxels = [start];
  left.delete(start);
  for (let m = 0; m < voxels.length; m++) {
    eachNeighbour(field, voxels[m], next => {
      if (!left.has(next) || (differs[next] - half) * sign <= 0) return;
      left.delete(next);
      voxels.push(next);
    });
  }
  return { sign, voxels: Int32Array.from(voxels) };
}

export const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

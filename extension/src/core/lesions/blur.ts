import type { Grid } from './organGrid';
import type { Steps } from './types';

/** Beyond this many standard deviations nothing counts. */
const REACH = 3;

/** Weights of 0, 1, 2 … voxels away; together, to both sides, 1. */
function gaussian(sigma: number): Float64Array {
  const reach = Math.max(0, Math.round(REACH * sigma));
  const weights = Float64Array.from({ length: reach + 1 }, (_, n) =>
    sigma > 0 ? Math.exp(-((n / sigma) ** 2) / 2) : 1,
  );
  const sum = weights.reduce((total, weight, n) => total + (n ? 2 : 1) * weight, 0);
  return weights.map(weight => weight / sum);
}

/** Smooths by a Gaussian with a standard deviation in mm; beyond the grid all is 0. */
function* blurred(data: Float32Array, grid: Grid, sigmaMm: number): Steps<Float32Array> {
  const { width, height, depth, spacing } = grid;
  const plane = width * height;
  const [kx, ky, kz] = spacing.map(one => gaussian(sigmaMm / one));
  const within = new Float32Array(data.length);
  const line = new Float32Array(width);
  for (let k = 0; k < depth; k++) {
    const from = k * plane;
    const rows = new Float32Array(plane);
    for (let j = 0; j < height; j++) {
      line.set(data.subarray(from + j * width, from + (j + 1) * width));
      alongRow(line, rows, j * width, kx);
    }
    for (let j = 0; j < height; j++) {
      for (let t = 1 - ky.length; t < ky.length; t++) {
        if (j + t < 0 || j + t >= height) continue;
        addRow(within, from + j * width, rows, (j + t) * width, width, ky[Math.abs(t)]);
      }
    }
    yield;
  }
  const out = new Float32Array(data.length);
  for (let k = 0; k < depth; k++) {
    for (let t = 1 - kz.length; t < kz.length; t++) {
      if (k + t < 0 || k + t >= depth) continue;
      addRow(out, k * plane, within, (k + t) * plane, plane, kz[Math.abs(t)]);
    }
    yield;
  }
  return out;
}

function alongRow(line: Float32Array, out: Float32Array, at: number, weights: Float64Array): void {
  const width = line.length;
  for (let i = 0; i < width; i++) {
    let sum = weights[0] * line[i];
    const most = Math.min(weights.length - 1, Math.max(i, width - 1 - i));
    for (let t = 1; t <= most; t++) {
      sum += weights[t] * ((i >= t ? line[i - t] : 0) + (i + t < width ? line[i + t] : 0));
    }
    out[at + i] = sum;
  }
}

function addRow(
  out: Float32Array,
  to: number,
  data: Float32Array,
  from: number,
  length: number,
  weight: number,
): void {
  for (let n = 0; n < length; n++) out[to + n] += weight * data[from + n];
}

/** The mean of the organ's values around each voxel: normalised convolution (Knutsson 1993). */
export function* meanAround(
  weighted: Float32Array,
  inside: Float32Array,
  grid: Grid,
  sigmaMm: number,
): Steps<Float32Array> {
  const sums = yield* blurred(weighted, grid, sigmaMm);
  const shares = yield* blurred(inside, grid, sigmaMm);
  for (let n = 0; n < sums.length; n++) sums[n] = shares[n] > LEAST_SHARE ? sums[n] / shares[n] : 0;
  return sums;
}

/** With less of the organ around there is no mean. */
const LEAST_SHARE = 1e-3;

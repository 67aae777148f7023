import type { Grid } from './organGrid';

/** A region's shape by the axes of the ellipsoid that has its second moments. */
export interface Shape {
  /** Second longest axis over the longest: 1 for a ball, little for a tube. */
  readonly thickness: number;
  /** Shortest axis over the second longest: little for a sheet. */
  readonly flatness: number;
  /** Volume over the ellipsoid's: little for what is branched or bent. */
  readonly filling: number;
  /** Its middle in voxels of the grid. */
  readonly middle: readonly [number, number, number];
}

/** @param volume of the region, mm³. */
export function shapeOf(grid: Grid, voxels: ArrayLike<number>, volume: number): Shape {
  const { width, height, spacing } = grid;
  const sums = new Float64Array(9);
  for (let at = 0; at < voxels.length; at++) {
    const n = voxels[at];
    const p = [
      (n % width) * spacing[0],
      (Math.floor(n / width) % height) * spacing[1],
      Math.floor(n / (width * height)) * spacing[2],
    ];
    for (let a = 0, m = 3; a < 3; a++) {
      sums[a] += p[a];
      for (let b = a; b < 3; b++) sums[m++] += p[a] * p[b];
    }
  }
  const mean = [0, 1, 2].map(axis => sums[axis] / voxels.length);
  const moment = (a: number, b: number, m: number) =>
    sums[m] / voxels.length - mean[a] * mean[b] + (a === b ? spacing[a] ** 2 / 12 : 0);
  const diagonal = [moment(0, 0, 3), moment(1, 1, 6), moment(2, 2, 8)] as const;
  const beside = [moment(0, 1, 4), moment(0, 2, 5), moment(1, 2, 7)] as const;
  const [long, middle, short] = eigenvalues(diagonal, beside).map(v =>
    Math.sqrt(Math.max(v, 1e-9)),
  );
  // Semi-axes of a solid ellipsoid are √5 standard deviations.
  const ellipsoid = (4 / 3) * Math.PI * 5 ** 1.5 * long * middle * short;
  return {
    ...{ thickness: middle / long, flatness: short / middle },
    filling: Math.min(1, volume / ellipsoid),
    middle: [mean[0] / spacing[0], mean[1] / spacing[1], mean[2] / spacing[2]],
  };
}

type Three = readonly [number, number, number];

/** Of a symmetric matrix, falling (Smith 1961): its diagonal, and xy, xz and yz. */
function eigenvalues([xx, yy, zz]: Three, [xy, xz, yz]: Three): number[] {
  const third = (xx + yy + zz) / 3;
  const [a, b, c] = [xx - third, yy - third, zz - third];
  const p = Math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
  if (p < 1e-12) return [third, third, third];
  const determinant = a * b * c + 2 * xy * xz * yz - a * yz * yz - b * xz * xz - c * xy * xy;
  const angle = Math.acos(Math.min(1, Math.max(-1, determinant / (2 * p ** 3)))) / 3;
  const first = third + 2 * p * Math.cos(angle);
  const last = third + 2 * p * Math.cos(angle + (2 * Math.PI) / 3);
  return [first, 3 * third - first - last, last];
}

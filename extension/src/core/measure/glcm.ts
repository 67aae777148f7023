import { type GreyLevels } from './discretise';

/** Features of the grey level co-occurrence matrix (IBSI 3.6; Haralick et al. 1973). */
export interface GlcmFeatures {
  /** GYBY */
  readonly jointMaximum: number;
  /** 60VM */
  readonly jointAverage: number;
  /** UR99 */
  readonly jointVariance: number;
  /** TU9B, bits. */
  readonly jointEntropy: number;
  /** 8S9J, also difference average TF7R. */
  readonly dissimilarity: number;
  /** 8ZQL */
  readonly angularSecondMoment: number;
  /** ACUI */
  readonly contrast: number;
  /** IB1Z */
  readonly inverseDifference: number;
  /** WF0Z */
  readonly inverseDifferenceMoment: number;
  /** NI2N; 1 where all grey levels are equal, the limit of perfect correlation. */
  readonly correlation: number;
  /** QWB0 */
  readonly autocorrelation: number;
  /** DG8W */
  readonly clusterTendency: number;
}

/** Grey levels on a box of voxels; level 0 is outside. */
export interface LevelVolume extends GreyLevels {
  /** Columns, rows, slices; x fastest. */
  readonly dims: readonly [number, number, number];
  /** False where slice n and n + 1 are no neighbours, as one is missing between them. */
  readonly isAdjacent: (n: number) => boolean;
}

/**
 * GLCM features in 3D: 13 directions, Chebyshev distance 1, symmetric matrices, no distance
 * weighting. `averaged` takes the mean of the directions' features (ITBB), `merged` the features of
 * their sum (IAZD). Null when no two voxels are neighbours.
 */
export function glcmFeatures(
  volume: LevelVolume,
): { readonly averaged: GlcmFeatures; readonly merged: GlcmFeatures } | null {
  const present = presentLevels(volume);
  const size = present.length;
  const merged = new Float64Array(size * size);
  const features: GlcmFeatures[] = [];
  for (const direction of DIRECTIONS) {
    const matrix = cooccurrence(volume, present, direction);
    if (matrix.every(n => n === 0)) continue;
    matrix.forEach((n, at) => (merged[at] += n));
    features.push(matrixFeatures(matrix, present));
  }
  if (features.length === 0) return null;
  const keys = Object.keys(features[0]) as (keyof GlcmFeatures)[];
  const mean = (key: keyof GlcmFeatures) =>
    features.reduce((sum, one) => sum + one[key], 0) / features.length;
  const averaged = Object.fromEntries(keys.map(key => [key, mean(key)]));
  return {
    averaged: averaged as unknown as GlcmFeatures,
    merged: matrixFeatures(merged, present),
  };
}

/** One of each pair of opposite neighbours among 26. */
const DIRECTIONS: readonly (readonly [number, number, number])[] = [-1, 0, 1]
  .flatMap(k => [-1, 0, 1].flatMap(j => [-1, 0, 1].map(i => [i, j, k] as const)))
  .filter(([i, j, k]) => k > 0 || (k === 0 && (j > 0 || (j === 0 && i > 0))));

/** The grey levels that occur, ascending: matrices are kept for these only. */
function presentLevels({ levels, count }: GreyLevels): number[] {
  const occurs = new Uint8Array(count + 1);
  for (const level of levels) occurs[level] = 1;
  return Array.from({ length: count }, (_, n) => n + 1).filter(level => occurs[level]);
}

function cooccurrence(
  { levels, count, dims, isAdjacent }: LevelVolume,
  present: readonly number[],
  [di, dj, dk]: readonly [number, number, number],
): Float64Array {
  const [columns, rows, slices] = dims;
  const size = present.length;
  const index = new Uint16Array(count + 1);
  present.forEach((level, n) => (index[level] = n));
  const matrix = new Float64Array(size * size);
  const step = di + columns * (dj + rows * dk);
  for (let k = 0; k + dk < slices; k++) {
    if (dk === 1 && !isAdjacent(k)) continue;
    for (let j = Math.max(0, -dj); j < Math.min(rows, rows - dj); j++) {
      for (let i = Math.max(0, -di); i < Math.min(columns, columns - di); i++) {
        const at = i + columns * (j + rows * k);
        const [a, b] = [levels[at], levels[at + step]];
        if (a === 0 || b === 0) continue;
        matrix[index[a] * size + index[b]]++;
        matrix[index[b] * size + index[a]]++;
      }
    }
  }
  return matrix;
}

/** Features of one symmetric matrix of counts. */
function matrixFeatures(matrix: Float64Array, present: readonly number[]): GlcmFeatures {
  const size = present.length;
  const total = matrix.reduce((sum, n) => sum + n, 0);
  let jointAverage = 0;
  matrix.forEach((n, at) => (jointAverage += present[Math.floor(at / size)] * (n / total)));
  const sums = {
    jointMaximum: 0,
    jointVariance: 0,
    jointEntropy: 0,
    dissimilarity: 0,
    angularSecondMoment: 0,
    contrast: 0,
    inverseDifference: 0,
    inverseDifferenceMoment: 0,
    autocorrelation: 0,
    clusterTendency: 0,
  };
  matrix.forEach((n, at) => {
    if (n === 0) return;
    const p = n / total;
    const [i, j] = [present[Math.floor(at / size)], present[at % size]];
    const difference = Math.abs(i - j);
    sums.jointMaximum = Math.max(sums.jointMaximum, p);
    sums.jointVariance += (i - jointAverage) ** 2 * p;
    sums.jointEntropy -= p * Math.log2(p);
    sums.dissimilarity += difference * p;
    sums.angularSecondMoment += p * p;
    sums.contrast += difference ** 2 * p;
    sums.inverseDifference += p / (1 + difference);
    sums.inverseDifferenceMoment += p / (1 + difference ** 2);
    sums.autocorrelation += i * j * p;
    sums.clusterTendency += (i + j - 2 * jointAverage) ** 2 * p;
  });
  // The matrix is symmetric: both marginal distributions have this mean and variance.
  const correlation =
    sums.jointVariance > 0 ? (sums.autocorrelation - jointAverage ** 2) / sums.jointVariance : 1;
  return { ...sums, jointAverage, correlation };
}

import { quantiles } from '../image/statistics';
import { meanAround } from './blur';
import type { LesionConfig } from './config';
import type { Grid, OrganGrid } from './organGrid';
import type { OrganValues } from './organValues';
import { halved, type Level } from './pyramid';
import type { Sign, Steps } from './types';

/** A place where the organ's values differ from those around it, about as large as a ball. */
export interface Blob {
  /** In voxels of the organ's grid, continuous. */
  readonly at: readonly [number, number, number];
  readonly diameterMm: number;
  readonly sign: Sign;
  /** Difference of Gaussians there, in the organ's spreads. */
  readonly response: number;
  /** The same in the spreads that the organ's other places have at this size. */
  readonly significance: number;
  /** How much of it is lost in the direction in which least is, 0 to 1: little along a vessel. */
  readonly roundness: number;
}

/**
 * Blobs of all sizes by the local extrema of differences of Gaussians in mm, normalised so that what
 * lies beyond the organ does not count (Lowe 2004; Knutsson 1993). Those that answer most go first.
 */
export function* findBlobs(
  organ: OrganGrid,
  values: OrganValues,
  signs: readonly Sign[],
  { blobs: config }: LesionConfig,
): Steps<Blob[]> {
  let level = finestLevel(organ, values, config.mostSpreads);
  const extent = Math.max(...sizeMm(organ));
  const found: Blob[] = [];
  for (let d = config.leastDiameterMm; d <= config.mostDiameterMm; d *= Math.SQRT2) {
    if (d > extent) break;
    const sigma = d / config.diameterPerSigma;
    while (sigma > config.voxelsPerSigma * Math.min(...level.spacing)) level = halved(level);
    const { weighted, inside } = level;
    const near = yield* meanAround(weighted, inside, level, sigma);
    const far = yield* meanAround(weighted, inside, level, 2 * sigma);
    found.push(...(yield* extremaOf({ level, near, far, diameterMm: d }, signs, config)));
  }
  return distinct(found, organ, config);
}

type BlobConfig = LesionConfig['blobs'];

function finestLevel(
  { width, height, depth, spacing, values, inside }: OrganGrid,
  { median, spread }: OrganValues,
  most: number,
): Level {
  const weighted = values.map((value, n) => {
    const differs = (value - median) / spread;
    return inside[n] * Math.min(most, Math.max(-most, differs));
  });
  return { width, height, depth, spacing, weighted, inside, block: [1, 1, 1] };
}

const sizeMm = ({ width, height, depth, spacing }: Grid) => [
  width * spacing[0],
  height * spacing[1],
  depth * spacing[2],
];

interface Scale {
  readonly level: Level;
  /** Means within the blob's size, and around it. */
  readonly near: Float32Array;
  readonly far: Float32Array;
  readonly diameterMm: number;
}

function* extremaOf(
  { level, near, far, diameterMm }: Scale,
  signs: readonly Sign[],
  config: BlobConfig,
): Steps<Blob[]> {
  const { width, height, depth, inside, block } = level;
  const response = near.map((value, n) => (inside[n] >= 0.5 ? value - far[n] : 0));
  const unit = spreadOf(response, inside);
  yield;
  const found: Blob[] = [];
  for (let k = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const n = (k * height + j) * width + i;
        const sign: Sign = response[n] > 0 ? 1 : -1;
        const size = Math.abs(response[n]);
        if (size < config.leastResponse || !signs.includes(sign)) continue;
        if (!isExtremum(response, level, [i, j, k], sign)) continue;
        const roundness = roundnessOf(level, near, far, [i, j, k], diameterMm);
        found.push({
          at: [finest(i, block[0]), finest(j, block[1]), finest(k, block[2])],
          ...{ diameterMm, sign, response: size, significance: size / unit, roundness },
        });
      }
    }
    yield;
  }
  return found;
}

/** The middle of a coarse voxel in those of the finest level. */
const finest = (at: number, block: number) => (at + 0.5) * block - 0.5;

/** Standard deviation by the middle half of the values: blobs do not count. */
function spreadOf(response: Float32Array, inside: Float32Array): number {
  const step = Math.max(1, Math.floor(response.length / 50_000));
  const sampled: number[] = [];
  for (let n = 0; n < response.length; n += step) if (inside[n] >= 0.5) sampled.push(response[n]);
  if (!sampled.length) return 1;
  const [low, high] = quantiles(Float32Array.from(sampled), 0.25, 0.75);
  return Math.max((high - low) / 1.35, 1e-3);
}

function isExtremum(
  response: Float32Array,
  { width, height, depth }: Grid,
  [i, j, k]: readonly [number, number, number],
  sign: Sign,
): boolean {
  const n = (k * height + j) * width + i;
  const own = response[n] * sign;
  for (let c = Math.max(0, k - 1); c <= Math.min(depth - 1, k + 1); c++) {
    for (let b = Math.max(0, j - 1); b <= Math.min(height - 1, j + 1); b++) {
      for (let a = Math.max(0, i - 1); a <= Math.min(width - 1, i + 1); a++) {
        const other = (c * height + b) * width + a;
        const beats = response[other] * sign;
        // Of equal ones the first counts.
        if (beats > own || (beats === own && other < n)) return false;
      }
    }
  }
  return true;
}

/** One of each pair of opposite directions. */
const DIRECTIONS = [-1, 0, 1]
  .flatMap(x => [-1, 0, 1].flatMap(y => [-1, 0, 1].map(z => [x, y, z] as const)))
  .slice(14);

/** The least share of the contrast that is lost beyond the blob's border to both sides. */
function roundnessOf(
  { width, height, depth, spacing, inside }: Level,
  near: Float32Array,
  far: Float32Array,
  [i, j, k]: readonly [number, number, number],
  diameterMm: number,
): number {
  const n = (k * height + j) * width + i;
  const contrast = near[n] - far[n];
  const sample = (u: number, v: number, w: number): number => {
    const [a, b, c] = [Math.round(i + u), Math.round(j + v), Math.round(k + w)];
    if (a < 0 || b < 0 || c < 0 || a >= width || b >= height || c >= depth) return far[n];
    const at = (c * height + b) * width + a;
    return inside[at] >= 0.5 ? near[at] : far[n];
  };
  let least = 1;
  for (const direction of DIRECTIONS) {
    const length = Math.hypot(...direction);
    const [u, v, w] = direction.map(
      (one, axis) => (one / length) * Math.max((0.75 * diameterMm) / spacing[axis], one ? 1 : 0),
    );
    const beside = (sample(u, v, w) + sample(-u, -v, -w)) / 2;
    least = Math.min(least, (near[n] - beside) / contrast);
  }
  return Math.max(0, least);
}

/** Of blobs about the same place and size the one that answers most. */
function distinct(blobs: readonly Blob[], { spacing }: Grid, config: BlobConfig): Blob[] {
  const order = [...blobs].sort((a, b) => worth(b) - worth(a)).slice(0, config.mostLooked);
  const kept: Blob[] = [];
  for (const blob of order) {
    const known = kept.some(other => {
      const away = Math.hypot(
        ...spacing.map((one, axis) => one * (blob.at[axis] - other.at[axis])),
      );
      const larger = Math.max(blob.diameterMm, other.diameterMm);
      const alike = larger / Math.min(blob.diameterMm, other.diameterMm) < config.nestedRatio;
      return alike && blob.sign === other.sign && away < larger / 2;
    });
    if (!known) kept.push(blob);
    if (kept.length >= config.mostKept) break;
  }
  return kept;
}

/** What is round and stands out goes first. */
const worth = ({ significance, roundness }: Blob) => significance * (0.3 + roundness);

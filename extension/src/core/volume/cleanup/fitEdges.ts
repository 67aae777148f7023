import type { SegmentBox, Steps } from './segmentBox';

/** How borders are fitted to the values. */
export interface EdgeFit {
  /** What lies on either side is looked at so far from a voxel, mm; no further than boxes have room. */
  readonly aroundMm: number;
  /** Standard deviation of the Gaussian by which nearer voxels count more there, mm. */
  readonly nearMm: number;
  /** How far a border may move in the plane, mm, a pixel at least; across the slices by one. */
  readonly reachMm: number;
  /** Values are never known better than to that share of the contrast. */
  readonly leastNoise: number;
  /** Sides that differ by less, in standard deviations, show no edge: the border stays. */
  readonly leastContrast: number;
  /** Neighbouring pixels count as one measurement as far as they differ by so many deviations. */
  readonly alike: number;
  /** The same by distance, in pixels. */
  readonly blurPixels: number;
  /** Log odds that a voxel's value can give at most. */
  readonly mostLogit: number;
  /** What the segment as it was counts, and each pixel that touches, in log odds. */
  readonly asItWas: number;
  readonly perNeighbour: number;
  readonly rounds: number;
}

const EDGES: EdgeFit = {
  ...{ aroundMm: 5, nearMm: 2.5, reachMm: 2, leastNoise: 0.02, leastContrast: 1.5 },
  ...{ alike: 2, blurPixels: 0.7, mostLogit: 8, asItWas: 0.5, perNeighbour: 0.5, rounds: 8 },
};

/**
 * Voxels that touch one of the other side over a face, and may be a mixture of both: on their slice,
 * or across the slices alone.
 */
const [ACROSS, ON_SLICE] = [1, 2];

/** Voxels around another one: steps along columns, rows and slices, and what they count. */
interface Around {
  readonly columns: Int8Array;
  readonly rows: Int8Array;
  readonly slices: Int8Array;
  readonly weights: Float64Array;
}

interface Fitting {
  readonly box: SegmentBox;
  readonly values: Float32Array;
  readonly fit: EdgeFit;
  readonly around: Around;
  /** The segment as it has become so far. */
  after: Uint8Array;
  border: Uint8Array;
}

/**
 * The segment with its borders where the values are half between those inside and those outside, as
 * edges are measured where a voxel holds both (half maximum): on each side the mean around a voxel,
 * of voxels that no border passes through, as region-based active contours with local means do
 * (Lankton and Tannenbaum 2008), weighed by noise and with neighbours that want the same side. Where
 * no edge can be seen, or a part is too thin to show its own value anywhere, the border stays.
 * Voxels of other segments stay theirs.
 *
 * @param values of the box's voxels; NaN where there are none.
 */
export function* fitEdges(
  box: SegmentBox,
  values: Float32Array,
  fit: EdgeFit = EDGES,
): Steps<Uint8Array> {
  const { width, height, depth, inside } = box;
  const area = width * height;
  const around = aroundOf(box, fit);
  const done = (round: number, k: number) => (round + (k + 1) / depth) / (fit.rounds + 1);
  let border = yield* borderOf(box, inside, k => done(0, k) / 2);
  const open = yield* openVoxels(box, values, border, fit, k => (done(0, k) + done(0, depth)) / 2);
  let after: Uint8Array = Uint8Array.from(inside);
  let stirred = new Uint8Array(inside.length).fill(1);
  for (let round = 1; round <= fit.rounds; round++) {
    const fitting: Fitting = { box, values, fit, around, after, border };
    const next = Uint8Array.from(after);
    const stirs = new Uint8Array(inside.length);
    let [looked, changed] = [0, false];
    for (let k = 0; k < depth; k++) {
      for (let n = k * area; n < (k + 1) * area; n++) {
        if (!open[n] || !border[n] || !stirred[n]) continue;
        next[n] = sideOf(fitting, n);
        if (++looked % LOOKED_AT_ONCE === 0) yield done(round, k);
      }
      takeBackSpurs(box, next, k);
      for (let n = k * area; n < (k + 1) * area; n++) {
        if (next[n] === after[n]) continue;
        stir(box, around, stirs, n);
        changed = true;
      }
      yield done(round, k);
    }
    if (!changed) break;
    [after, stirred] = [next, stirs];
    border = yield* borderOf(box, after, () => done(round, depth - 1));
  }
  return after;
}

/** Voxels that are looked at before the page goes on: a few milliseconds. */
const LOOKED_AT_ONCE = 256;

/** Marks all that a change of a voxel's side can matter to. */
function stir({ width, height, depth }: SegmentBox, around: Around, stirs: Uint8Array, n: number) {
  // Borders change beside the voxel as well.
  const reach = (steps: Int8Array) => 1 - Math.min(0, ...steps);
  const [a, b, c] = [around.columns, around.rows, around.slices].map(reach);
  const [i, j, k] = [n % width, Math.floor(n / width) % height, Math.floor(n / (width * height))];
  const [left, right] = [Math.max(0, i - a), Math.min(width, i + a + 1)];
  for (let w = Math.max(0, k - c); w <= Math.min(depth - 1, k + c); w++) {
    for (let v = Math.max(0, j - b); v <= Math.min(height - 1, j + b); v++) {
      const row = (w * height + v) * width;
      stirs.fill(1, row + left, row + right);
    }
  }
}

/** The ball that is looked at. */
function aroundOf(
  { columnSpacing, rowSpacing, thicknesses }: SegmentBox,
  { aroundMm, nearMm }: EdgeFit,
): Around {
  const sizes = [columnSpacing, rowSpacing, Math.min(...thicknesses)];
  const [a, b, c] = sizes.map(size => Math.min(MOST_STEPS, Math.floor(aroundMm / size)));
  const ball: [number, number, number, number][] = [];
  for (let dk = -c; dk <= c; dk++) {
    for (let dj = -b; dj <= b; dj++) {
      for (let di = -a; di <= a; di++) {
        const squared = (di * sizes[0]) ** 2 + (dj * sizes[1]) ** 2 + (dk * sizes[2]) ** 2;
        const weight = Math.exp(-squared / (2 * nearMm ** 2));
        if (squared > 0 && squared <= aroundMm ** 2) ball.push([di, dj, dk, weight]);
      }
    }
  }
  const [columns, rows, slices] = [0, 1, 2].map(axis => Int8Array.from(ball, at => at[axis]));
  return { columns, rows, slices, weights: Float64Array.from(ball, at => at[3]) };
}

/** Of tiny voxels those nearby are enough. */
const MOST_STEPS = 12;

/** 1 where a voxel may change its side: near the border, with a value, of no other segment. */
function* openVoxels(
  box: SegmentBox,
  values: Float32Array,
  border: Uint8Array,
  { reachMm }: EdgeFit,
  share: (k: number) => number,
): Steps<Uint8Array> {
  const { width, height, depth, taken, columnSpacing, rowSpacing } = box;
  const [a, b] = [columnSpacing, rowSpacing].map(size => Math.max(1, Math.floor(reachMm / size)));
  const open = new Uint8Array(border.length);
  const set = (n: number) => {
    if (!Number.isNaN(values[n]) && !taken?.[n]) open[n] = 1;
  };
  for (let k = 0, n = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, n++) {
        if (!border[n]) continue;
        for (let v = Math.max(0, j - b); v <= Math.min(height - 1, j + b); v++) {
          for (let u = Math.max(0, i - a); u <= Math.min(width - 1, i + a); u++) {
            if (((u - i) / a) ** 2 + ((v - j) / b) ** 2 <= 1) set((k * height + v) * width + u);
          }
        }
        if (k > 0) set(n - width * height);
        if (k < depth - 1) set(n + width * height);
      }
    }
    yield share(k);
  }
  return open;
}

function* borderOf(
  { width, height, depth }: SegmentBox,
  sides: Uint8Array,
  share: (k: number) => number,
): Steps<Uint8Array> {
  const border = new Uint8Array(sides.length);
  const touch = (n: number, other: number, how: number) => {
    if (sides[n] === sides[other]) return;
    border[n] = Math.max(border[n], how);
    border[other] = Math.max(border[other], how);
  };
  for (let k = 0, n = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, n++) {
        if (i < width - 1) touch(n, n + 1, ON_SLICE);
        if (j < height - 1) touch(n, n + width, ON_SLICE);
        if (k < depth - 1) touch(n, n + width * height, ACROSS);
      }
    }
    yield share(k);
  }
  return border;
}

/** The side that a voxel is on by its value, by its neighbours and by the segment as it was. */
function sideOf(fitting: Fitting, n: number): number {
  const { box, values, fit, after } = fitting;
  const [outside, inside] = momentsAround(fitting, n);
  // Nothing shows what that side is like.
  if (!outside.weight || !inside.weight) return after[n];
  const contrast = inside.mean - outside.mean;
  const measured =
    (inside.weight * inside.variance + outside.weight * outside.variance) /
    (inside.weight + outside.weight);
  const variance = Math.max(measured, (fit.leastNoise * contrast) ** 2);
  if (contrast ** 2 <= fit.leastContrast ** 2 * variance) return box.inside[n];
  const beyondHalf = valueAt(box, values, n, variance, fit) - (inside.mean + outside.mean) / 2;
  const odds = (contrast * beyondHalf) / variance;
  const logit = Math.min(Math.max(odds, -fit.mostLogit), fit.mostLogit);
  const asItWas = box.inside[n] ? fit.asItWas : -fit.asItWas;
  return logit + asItWas + fit.perNeighbour * neighbours(box, after, n) > 0 ? 1 : 0;
}

interface Moments {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Mean and variance outside and inside around a voxel, of voxels that no border passes through; where
 * a part has none, as on two slices, of those that none passes through on their slice.
 */
function momentsAround({ box, values, around, after, border }: Fitting, n: number): Moments[] {
  const { width, height, depth } = box;
  const { columns, rows, slices, weights } = around;
  const i = n % width;
  const j = Math.floor(n / width) % height;
  const k = Math.floor(n / (width * height));
  // Weight, first and second moment, outside and inside; then the same of what is on a slice.
  const sums = new Float64Array(12);
  for (let m = 0; m < weights.length; m++) {
    const [u, v, w] = [i + columns[m], j + rows[m], k + slices[m]];
    if (u < 0 || v < 0 || w < 0 || u >= width || v >= height || w >= depth) continue;
    const other = (w * height + v) * width + u;
    // From this voxel's value on: no digits are lost where values are large.
    const difference = values[other] - values[n];
    if (border[other] === ON_SLICE || Number.isNaN(difference)) continue;
    const at = (border[other] ? 6 : 0) + 3 * after[other];
    sums[at] += weights[m];
    sums[at + 1] += weights[m] * difference;
    sums[at + 2] += weights[m] * difference * difference;
  }
  return [0, 3].map(side => {
    const [weight, first, second] = sums.subarray(sums[side] ? side : side + 6);
    const mean = first / weight;
    return { weight, mean: values[n] + mean, variance: second / weight - mean * mean };
  });
}

/** A voxel's value and those beside it on its slice that are alike (bilateral filter). */
function valueAt(
  { width, height }: SegmentBox,
  values: Float32Array,
  n: number,
  variance: number,
  { alike, blurPixels }: EdgeFit,
): number {
  let [sum, weights] = [values[n], 1];
  eachBeside(width, height, n, (other, squared) => {
    const difference = values[other] - values[n];
    if (Number.isNaN(difference)) return;
    const unlike = difference === 0 ? 0 : difference ** 2 / (2 * alike ** 2 * variance);
    const weight = Math.exp(-squared / (2 * blurPixels ** 2) - unlike);
    sum += weight * values[other];
    weights += weight;
  });
  return sum / weights;
}

/** The pixels beside that are inside less those that are outside, by their distance. */
function neighbours({ width, height }: SegmentBox, sides: Uint8Array, n: number): number {
  let sum = 0;
  eachBeside(width, height, n, (other, squared) => {
    sum += (sides[other] ? 1 : -1) / Math.sqrt(squared);
  });
  return sum;
}

/** The up to eight pixels beside one on its slice, with their squared distance in pixels. */
function eachBeside(
  width: number,
  height: number,
  n: number,
  use: (other: number, squared: number) => void,
): void {
  const i = n % width;
  const j = Math.floor(n / width) % height;
  for (let dj = j > 0 ? -1 : 0; dj <= (j < height - 1 ? 1 : 0); dj++) {
    for (let di = i > 0 ? -1 : 0; di <= (i < width - 1 ? 1 : 0); di++) {
      if (di || dj) use(n + dj * width + di, di * di + dj * dj);
    }
  }
}

/** On a slice, changes that are a pixel wide, with no square of four pixels on their side, are noise. */
function takeBackSpurs(
  { width, height, inside }: SegmentBox,
  sides: Uint8Array,
  slice: number,
): void {
  const isOn = (side: number, n: number, i: number, j: number, di: number, dj: number) =>
    i + di >= 0 &&
    i + di < width &&
    j + dj >= 0 &&
    j + dj < height &&
    sides[n + di] === side &&
    sides[n + dj * width] === side &&
    sides[n + dj * width + di] === side;
  const area = width * height;
  for (let n = slice * area; n < (slice + 1) * area; n++) {
    const side = sides[n];
    if (side === inside[n]) continue;
    const [i, j] = [n % width, Math.floor(n / width) % height];
    const isThick = [-1, 1].some(di => [-1, 1].some(dj => isOn(side, n, i, j, di, dj)));
    if (!isThick) sides[n] = inside[n];
  }
}

import type { Patch } from '../image/patch';

/** Bins of the two histograms of values; each is smoothed over its neighbours. */
const BINS = 32;
/** A single value says at most so much for inside or outside, in logits. */
const MAX_TISSUE_LOGIT = 3;
/** What a pixel's own value counts against the model's logit. */
const TISSUE_WEIGHT = 0.5;
/** What each alike neighbour counts, in logits. */
const NEIGHBOUR_WEIGHT = 0.3;
/** Neighbours are alike when they differ by less than this share of the patch's range. */
const ALIKE_SHARE = 0.06;
/** Histograms are taken twice: the second time of the mask that the first one gave. */
const ROUNDS = 2;
const ITERATIONS = 5;
/** Pixels whose model logit is beyond this are settled. */
const SETTLED_LOGIT = 6;

/** Half of the eight neighbours, with the weight of their distance. */
const NEIGHBOURS = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, Math.SQRT1_2],
  [-1, 1, Math.SQRT1_2],
] as const;

/**
 * Moves the border of a soft mask to where the values change: the model's logit, the likelihood of
 * each pixel's value inside and outside (histograms of the mask itself), and alike neighbours that
 * want the same side, solved by mean field (as GrabCut, Rother et al. 2004, with the fully relaxed
 * labels of Krähenbühl and Koltun 2011).
 *
 * @param patch values at the pixels of `logits`.
 * @param logits the model's logit at each pixel of the patch.
 * @param reach how far the border may move, in pixels.
 * @param allowed pixels that may be inside; all when not given.
 * @returns probability of being inside.
 */
export function refineByTissue(
  patch: Patch,
  logits: Float32Array,
  reach: number,
  allowed?: Uint8Array,
): Float32Array {
  const { data, width, height } = patch;
  const { bin, range } = quantise(data);
  const weights = neighbourWeights(patch, range * ALIKE_SHARE);
  const inside = new Float32Array(data.length);
  for (let n = 0; n < data.length; n++) {
    inside[n] = allowed && !allowed[n] ? 0 : sigmoid(logits[n]);
  }
  const open = nearBorder(logits, width, height, reach).filter(
    n => Math.abs(logits[n]) < SETTLED_LOGIT && (!allowed || allowed[n]),
  );
  const updated = new Float32Array(open.length);
  for (let round = 0; round < ROUNDS; round++) {
    const tissue = tissueLogits(bin, inside);
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      for (let m = 0; m < open.length; m++) {
        const n = open[m];
        const own = logits[n] + TISSUE_WEIGHT * tissue[bin[n]];
        updated[m] = sigmoid(own + neighbourLogit(inside, weights, n, width, height));
      }
      for (let m = 0; m < open.length; m++) inside[open[m]] = updated[m];
    }
  }
  return inside;
}

/** Pixels within `reach` steps (4 neighbours) of where the logits change their sign. */
function nearBorder(logits: Float32Array, width: number, height: number, reach: number): number[] {
  const steps = new Uint8Array(logits.length);
  const near: number[] = [];
  const visit = (n: number, step: number) => {
    if (steps[n]) return;
    steps[n] = step;
    near.push(n);
  };
  for (let n = 0; n < logits.length; n++) {
    const right = n + 1;
    const below = n + width;
    if (right % width !== 0 && logits[n] > 0 !== logits[right] > 0) {
      visit(n, 1);
      visit(right, 1);
    }
    if (below < logits.length && logits[n] > 0 !== logits[below] > 0) {
      visit(n, 1);
      visit(below, 1);
    }
  }
  for (let m = 0; m < near.length && steps[near[m]] < reach; m++) {
    const n = near[m];
    const step = steps[n] + 1;
    const u = n % width;
    if (u > 0) visit(n - 1, step);
    if (u < width - 1) visit(n + 1, step);
    if (n >= width) visit(n - width, step);
    if (n + width < width * height) visit(n + width, step);
  }
  return near;
}

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

function quantise(data: Float32Array): { bin: Uint8Array; range: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  // A flat patch has no contrast to divide by.
  const range = Math.max(most - least, 1e-6);
  const bin = new Uint8Array(data.length);
  for (let n = 0; n < bin.length; n++) {
    bin[n] = Math.min(BINS - 1, Math.floor(((data[n] - least) / range) * BINS));
  }
  return { bin, range };
}

/** Log likelihood ratio of inside to outside for each bin. */
function tissueLogits(bin: Uint8Array, inside: Float32Array): Float64Array {
  const [within, without] = [new Float64Array(BINS), new Float64Array(BINS)];
  for (let n = 0; n < bin.length; n++) {
    within[bin[n]] += inside[n];
    without[bin[n]] += 1 - inside[n];
  }
  const [a, b] = [density(within), density(without)];
  return a.map((value, n) => {
    const ratio = Math.log((value + 1e-4) / (b[n] + 1e-4));
    return Math.min(Math.max(ratio, -MAX_TISSUE_LOGIT), MAX_TISSUE_LOGIT);
  });
}

function density(histogram: Float64Array): Float64Array {
  let smooth = histogram;
  for (let pass = 0; pass < 2; pass++) {
    const from = smooth;
    smooth = from.map(
      (value, n) => (from[Math.max(0, n - 1)] + 2 * value + from[Math.min(BINS - 1, n + 1)]) / 4,
    );
  }
  const sum = Math.max(
    smooth.reduce((total, value) => total + value, 0),
    Number.MIN_VALUE,
  );
  return smooth.map(value => value / sum);
}

/** Weight of each pixel's link to each of NEIGHBOURS; 0 at the patch's edge. */
function neighbourWeights({ data, width, height }: Patch, alike: number): Float32Array[] {
  const perSquare = 1 / (2 * alike * alike);
  return NEIGHBOURS.map(([du, dv, distance]) => {
    const weights = new Float32Array(data.length);
    for (let v = 0; v + dv < height; v++) {
      for (let u = Math.max(0, -du); u + Math.max(0, du) < width; u++) {
        const n = v * width + u;
        const difference = data[n] - data[n + dv * width + du];
        weights[n] = NEIGHBOUR_WEIGHT * distance * Math.exp(-difference * difference * perSquare);
      }
    }
    return weights;
  });
}

function neighbourLogit(
  inside: Float32Array,
  weights: readonly Float32Array[],
  n: number,
  width: number,
  height: number,
): number {
  const u = n % width;
  const v = (n - u) / width;
  let sum = 0;
  for (let k = 0; k < NEIGHBOURS.length; k++) {
    const [du, dv] = NEIGHBOURS[k];
    const step = dv * width + du;
    if (weights[k][n] > 0) sum += weights[k][n] * (2 * inside[n + step] - 1);
    if (v - dv >= 0 && v - dv < height && u - du >= 0 && u - du < width) {
      sum += weights[k][n - step] * (2 * inside[n - step] - 1);
    }
  }
  return sum;
}

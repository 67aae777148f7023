import type { Patch } from '../image/patch';

/** How a border moves. */
export interface BorderConfig {
  /** How far it may move, in pixels. */
  readonly reach: number;
  /** A single value says at most so much for inside or outside, in logits. */
  readonly maxTissueLogit: number;
  /** What a pixel's own value counts against the model's logit. */
  readonly tissueWeight: number;
  /** What each alike neighbour counts, in logits. */
  readonly neighbourWeight: number;
  /** Neighbours are alike when they differ by less than this share of the patch's range. */
  readonly alikeShare: number;
  readonly iterations: number;
  /** How often histograms are taken. */
  readonly rounds: number;
}

/** Bins of the two histograms of values; each is smoothed over its neighbours. */
const BINS = 32;
/** Pixels whose model logit is beyond this are settled. */
const SETTLED_LOGIT = 6;
/** Beyond this a probability is 0 or 1 for all purposes. */
const CERTAIN_LOGIT = 12;

/** The eight neighbours, with the weight of their distance. */
const NEIGHBOURS = [-1, 0, 1]
  .flatMap(dv => [-1, 0, 1].map(du => [du, dv, 1 / Math.hypot(du, dv)] as const))
  .filter(([du, dv]) => du || dv);

/**
 * Moves the border of a soft mask to where the values change: the model's logit, the likelihood of
 * each pixel's value inside and outside (histograms of the mask itself), and alike neighbours that
 * want the same side, solved by mean field (as GrabCut, Rother et al. 2004, with the fully relaxed
 * labels of Krähenbühl and Koltun 2011).
 *
 * @param patch values at the pixels of `logits`.
 * @param logits the model's logit at each pixel of the patch.
 * @param allowed pixels that may be inside; all when not given.
 * @returns the logits with the border moved, at most CERTAIN_LOGIT from 0; -CERTAIN_LOGIT where a
 *   pixel must not be inside.
 */
export function moveBorder(
  patch: Patch,
  logits: Float32Array,
  config: BorderConfig,
  allowed?: Uint8Array,
): Float32Array {
  const { data, width, height } = patch;
  const { bin, range } = quantise(data);
  const moved = withinAllowed(logits, allowed);
  const inside = moved.map(probability);
  const open = nearBorder(logits, width, height, config.reach).filter(
    n => Math.abs(logits[n]) < SETTLED_LOGIT && (!allowed || allowed[n]),
  );
  const links = linksOf(patch, open, range * config.alikeShare, config.neighbourWeight);
  for (let round = 0; round < config.rounds; round++) {
    const tissue = tissueLogits(bin, inside, config.maxTissueLogit);
    for (let iteration = 0; iteration < config.iterations; iteration++) {
      for (let m = 0; m < open.length; m++) {
        const n = open[m];
        let sum = logits[n] + config.tissueWeight * tissue[bin[n]];
        for (let k = m * NEIGHBOURS.length; k < (m + 1) * NEIGHBOURS.length; k++) {
          sum += links.weights[k] * (2 * inside[links.others[k]] - 1);
        }
        moved[n] = sum;
      }
      for (const n of open) inside[n] = probability(moved[n]);
    }
  }
  return moved;
}

/**
 * The logits, at most CERTAIN_LOGIT from 0; -CERTAIN_LOGIT where a pixel must not be inside.
 *
 * @param allowed pixels that may be inside; all when not given.
 */
export function withinAllowed(logits: Float32Array, allowed?: Uint8Array): Float32Array {
  return logits.map((logit, n) =>
    allowed && !allowed[n]
      ? -CERTAIN_LOGIT
      : Math.min(Math.max(logit, -CERTAIN_LOGIT), CERTAIN_LOGIT),
  );
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

/** The logistic function at so many places per logit: exponentials take most of the time else. */
const PER_LOGIT = 64;
const LOGISTIC = Float32Array.from(
  { length: 2 * CERTAIN_LOGIT * PER_LOGIT + 2 },
  (_, n) => 1 / (1 + Math.exp(CERTAIN_LOGIT - n / PER_LOGIT)),
);

/** The probability that a logit stands for, to five digits. */
function probability(logit: number): number {
  const place =
    (Math.min(Math.max(logit, -CERTAIN_LOGIT), CERTAIN_LOGIT) + CERTAIN_LOGIT) * PER_LOGIT;
  const left = Math.floor(place);
  return LOGISTIC[left] + (place - left) * (LOGISTIC[left + 1] - LOGISTIC[left]);
}

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
function tissueLogits(bin: Uint8Array, inside: Float32Array, most: number): Float64Array {
  const [within, without] = [new Float64Array(BINS), new Float64Array(BINS)];
  for (let n = 0; n < bin.length; n++) {
    within[bin[n]] += inside[n];
    without[bin[n]] += 1 - inside[n];
  }
  const [a, b] = [density(within), density(without)];
  return a.map((value, n) => {
    const ratio = Math.log((value + 1e-4) / (b[n] + 1e-4));
    return Math.min(Math.max(ratio, -most), most);
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

/** Each open pixel's neighbours in the order of NEIGHBOURS; weight 0 where the patch ends. */
function linksOf(
  { data, width, height }: Patch,
  open: readonly number[],
  alike: number,
  weight: number,
) {
  const perSquare = 1 / (2 * alike * alike);
  const others = new Int32Array(open.length * NEIGHBOURS.length);
  const weights = new Float32Array(others.length);
  for (let m = 0, k = 0; m < open.length; m++) {
    const n = open[m];
    const u = n % width;
    const v = (n - u) / width;
    for (const [du, dv, nearness] of NEIGHBOURS) {
      if (u + du >= 0 && u + du < width && v + dv >= 0 && v + dv < height) {
        const other = n + dv * width + du;
        const difference = data[n] - data[other];
        others[k] = other;
        weights[k] = weight * nearness * Math.exp(-difference * difference * perSquare);
      }
      k++;
    }
  }
  return { others, weights };
}

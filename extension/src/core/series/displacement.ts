import type { ImagePlane } from '../geometry/imagePlane';
import { add, scale, type Vec3 } from '../geometry/vec3';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import { pointOnto } from './mapping';

/** (0018,1312): phase was encoded along the rows (growing i) or along the columns (growing j). */
export type PhaseEncoding = 'ROW' | 'COL';

/** A slice that echo-planar imaging has displaced, and one of another series at the same place. */
export interface SlicePair {
  readonly displaced: SliceImage;
  readonly anatomical: SliceImage;
}

/**
 * How far a series is displaced along its phase-encoding axis: it shows at `p + mm · axis` what the
 * anatomical series shows at `p` (world, LPS mm).
 */
export interface Displacement {
  readonly mm: number;
  /** Unit vector. */
  readonly axis: Vec3;
  /** False where no shift fits clearly better than the others: then it must not be corrected. */
  readonly clear: boolean;
}

/** Shifts looked at, mm: field maps of the head and the abdomen at 3 T stay below. */
const MOST_MM = 20;
/** Steps of the search for each pixel along the axis. */
const STEPS_PER_PIXEL = 4;
/** Of these, each second one is compared: neighbours tell the same. */
const STEPS_PER_PAIR = 2;
/** Grey levels of each image in the joint histogram. */
const LEVELS = 24;
/** Shares of the values beyond which grey levels end: single pixels must not stretch them. */
const [DARKEST, BRIGHTEST] = [0.005, 0.995];
/** Lines that lie beside each other go to one half of the image, so that the halves differ. */
const LINES_TOGETHER = 8;
/**
 * A maximum is clear when it stands above the median of the curve by so much, and by so many times
 * the curve's own roughness. Synthetic pairs without structure stay below both.
 */
const LEAST_RISE = 0.004;
const LEAST_RISE_IN_ROUGHNESS = 8;
/** Of the work, for telling progress. */
const READING_SHARE = 0.3;

/**
 * The shift along the phase-encoding axis at which both series share most: the maximum of the
 * normalised mutual information (Studholme et al. 1999), refined by a parabola. Both halves of the
 * lines have to agree on it within a pixel. A generator that yields after each shift, so that a page
 * can go on meanwhile.
 *
 * @param pairs slices at the same places, parallel to each other; all displaced ones on one grid
 * @returns null without pairs
 * @yields the share of the work that is done
 */
export function* estimateDisplacement(
  pairs: readonly SlicePair[],
  encoding: PhaseEncoding,
): Generator<number, Displacement | null, void> {
  if (!pairs.length) return null;
  const [{ displaced }] = pairs;
  const along = alongAxis(displaced.plane, encoding);
  const step = along.spacing / STEPS_PER_PIXEL;
  const reach = Math.ceil(MOST_MM / step);
  const lines: Line[] = [];
  for (const [n, pair] of pairs.entries()) {
    yield (n / pairs.length) * READING_SHARE;
    lines.push(...linesOf(pair, encoding, reach));
  }
  const none = { mm: 0, axis: along.direction, clear: false };
  const levels = levelsOf(lines);
  if (!levels) return none;
  const curves: number[][] = [[], [], []];
  for (let shift = -reach; shift <= reach; shift++) {
    yield READING_SHARE + (1 - READING_SHARE) * ((shift + reach) / (2 * reach + 1));
    const halves = [new Float64Array(LEVELS ** 2), new Float64Array(LEVELS ** 2)];
    levels.forEach(({ own, other }, n) => {
      count(halves[Math.floor(n / LINES_TOGETHER) % 2], own, other, reach - shift);
    });
    const both = halves[0].map((value, n) => value + halves[1][n]);
    [both, ...halves].forEach((joint, n) => curves[n].push(sharedInformation(joint)));
  }
  const [best, first, second] = curves.map(peakOf);
  const isAgreed = [first, second].every(peak => Math.abs(peak - best) <= STEPS_PER_PIXEL);
  const clear = isAgreed && isClear(curves[0]);
  return { mm: (best - reach) * step, axis: along.direction, clear };
}

/** A line of the displaced slice along the axis, and the other slice's values around it. */
interface Line {
  /** STEPS_PER_PIXEL values for each pixel; NaN where nothing was measured. */
  readonly own: Float32Array;
  /** The same, with the reach of the search at both ends. */
  readonly other: Float32Array;
}

function alongAxis(plane: ImagePlane, encoding: PhaseEncoding) {
  const { rowDirection, columnDirection, columnSpacing, rowSpacing, columns, rows } = plane;
  return encoding === 'ROW'
    ? { direction: rowDirection, spacing: columnSpacing, length: columns, lines: rows }
    : { direction: columnDirection, spacing: rowSpacing, length: rows, lines: columns };
}

/**
 * Both slices are read at a quarter of a pixel and blurred to a pixel, in the same way: else shifts by
 * whole or by half pixels would fit better or worse for the interpolation's sake.
 */
function linesOf({ displaced, anatomical }: SlicePair, encoding: PhaseEncoding, reach: number) {
  const { plane } = displaced;
  const { length, lines } = alongAxis(plane, encoding);
  const pixel = (line: number, at: number) =>
    encoding === 'ROW' ? ([at, line] as const) : ([line, at] as const);
  const finely = (slice: SliceImage, line: number, before: number) => {
    // The way into the other slice is affine.
    const [from, next] = [0, 1].map(at => pointOnto(plane, slice.plane, pixel(line, at)));
    const [di, dj] = [next[0] - from[0], next[1] - from[1]];
    return blurred(
      Float32Array.from({ length: length * STEPS_PER_PIXEL + 2 * before }, (_value, n) => {
        const at = (n - before) / STEPS_PER_PIXEL;
        return valueAt(slice, from[0] + at * di, from[1] + at * dj);
      }),
    );
  };
  return Array.from({ length: lines }, (_, line): Line => ({
    own: finely(displaced, line, 0),
    other: finely(anatomical, line, reach),
  }));
}

/** The value between pixels, linear; NaN beyond the image or where it has none. */
function valueAt({ plane, values, channels, padding }: SliceImage, i: number, j: number): number {
  const [x, y] = [Math.floor(i), Math.floor(j)];
  if (!(x >= 0 && y >= 0 && i <= plane.columns - 1 && j <= plane.rows - 1)) return NaN;
  const at = (u: number, v: number) => {
    const [column, row] = [Math.min(u, plane.columns - 1), Math.min(v, plane.rows - 1)];
    const value = values[(row * plane.columns + column) * channels];
    return isBackground(value, padding) ? NaN : value;
  };
  const [s, t] = [i - x, j - y];
  const upper = at(x, y) + s * (at(x + 1, y) - at(x, y));
  const lower = at(x, y + 1) + s * (at(x + 1, y + 1) - at(x, y + 1));
  return upper + t * (lower - upper);
}

/** The mean over a pixel around each place. */
function blurred(fine: Float32Array): Float32Array {
  const half = STEPS_PER_PIXEL / 2;
  return fine.map((_, n) => {
    if (n < half || n + half >= fine.length) return NaN;
    let sum = (fine[n - half] + fine[n + half]) / 2;
    for (let m = n - half + 1; m < n + half; m++) sum += fine[m];
    return sum / STEPS_PER_PIXEL;
  });
}

/** Lines as grey levels, −1 where nothing was measured; null where one image is all of one value. */
function levelsOf(lines: readonly Line[]) {
  const scaled = (pick: (line: Line) => Float32Array) => {
    const known: number[] = [];
    for (const line of lines)
      for (const value of pick(line)) if (value === value) known.push(value);
    if (!known.length) return null;
    const [low, high] = quantiles(Float32Array.from(known), DARKEST, BRIGHTEST);
    if (!(high > low)) return null;
    const factor = LEVELS / (high - low);
    return (values: Float32Array) =>
      Int8Array.from(values, value =>
        Number.isNaN(value)
          ? -1
          : Math.min(LEVELS - 1, Math.max(0, Math.floor((value - low) * factor))),
      );
  };
  const [toOwn, toOther] = [scaled(({ own }) => own), scaled(({ other }) => other)];
  if (!toOwn || !toOther) return null;
  return lines.map(({ own, other }) => ({ own: toOwn(own), other: toOther(other) }));
}

/** Counts the pairs of grey levels, the other line's from a step on. */
function count(joint: Float64Array, own: Int8Array, other: Int8Array, first: number): void {
  for (let n = 0; n < own.length; n += STEPS_PER_PAIR) {
    const from = other[first + n];
    if (own[n] >= 0 && from >= 0) joint[own[n] * LEVELS + from]++;
  }
}

/** (H(A) + H(B)) / H(A, B): 1 for what has nothing in common, 2 for the same. */
function sharedInformation(joint: Float64Array): number {
  const [a, b] = [new Float64Array(LEVELS), new Float64Array(LEVELS)];
  let sum = 0;
  joint.forEach((value, n) => {
    a[Math.floor(n / LEVELS)] += value;
    b[n % LEVELS] += value;
    sum += value;
  });
  const entropy = (counts: Float64Array) =>
    counts.reduce((h, value) => (value ? h - (value / sum) * Math.log(value / sum) : h), 0);
  const both = entropy(joint);
  return both > 0 ? (entropy(a) + entropy(b)) / both : 1;
}

/** The place of the maximum, between the steps by a parabola through its neighbours. */
function peakOf(curve: readonly number[]): number {
  const best = curve.indexOf(Math.max(...curve));
  const [before, at, after] = [curve[best - 1], curve[best], curve[best + 1]];
  if (before === undefined || after === undefined) return best;
  const bend = before - 2 * at + after;
  return bend < 0 ? best + (before - after) / (2 * bend) : best;
}

function isClear(curve: readonly number[]): boolean {
  const highest = Math.max(...curve);
  const best = curve.indexOf(highest);
  if (best < STEPS_PER_PIXEL || best >= curve.length - STEPS_PER_PIXEL) return false;
  const middle = (values: readonly number[]) => quantiles(Float32Array.from(values), 0.5)[0];
  const bends = curve.slice(1, -1).map((value, n) => Math.abs(curve[n] - 2 * value + curve[n + 2]));
  const rise = highest - middle(curve);
  return rise > LEAST_RISE && rise > LEAST_RISE_IN_ROUGHNESS * middle(bends);
}

/** A plane moved by a displacement, as often as `times` says (−1 takes it back). */
export const displacedPlane = (
  plane: ImagePlane,
  { mm, axis }: Pick<Displacement, 'mm' | 'axis'>,
  times: 1 | -1,
): ImagePlane => ({ ...plane, origin: add(plane.origin, scale(axis, times * mm)) });

import type { ImagePlane } from '../geometry/imagePlane';
import type { ImageTransform } from '../geometry/imageTransform';
import { intersection, type Region } from '../geometry/region';
import { cropMask, EMPTY_MASK, type RegionMask } from './regionMask';

/** Side of a square of low-resolution logits: it depends on the model (256 of SAM at 1024). */
const sideOf = (logits: Float32Array): number => Math.round(Math.sqrt(logits.length));

/** Logits at the slice's own pixels, for a rectangle of the slice. */
export interface LogitField {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Low-resolution logits brought to the slice's pixel grid: bilinear where the slice is finer than
 * the logits, as SAM upsamples; the mean over the pixel's footprint where it is coarser. Covers
 * the slice's pixels whose centre lies in the region.
 *
 * @param logits side × side over the square model input.
 * @param part of the region that is wanted; all of it when not given.
 */
export function upsampleLogits(
  logits: Float32Array,
  transform: ImageTransform,
  plane: ImagePlane,
  part?: Region,
): LogitField | undefined {
  const { region, inputSize } = transform;
  const wanted = part ? intersection(region, part) : region;
  const x = Math.max(0, Math.ceil(wanted.x));
  const y = Math.max(0, Math.ceil(wanted.y));
  const width = Math.min(plane.columns - 1, Math.floor(wanted.x + wanted.width)) - x + 1;
  const height = Math.min(plane.rows - 1, Math.floor(wanted.y + wanted.height)) - y + 1;
  if (width <= 0 || height <= 0) return undefined;
  const side = sideOf(logits);
  const toLogit = (model: number) => ((model + 0.5) * side) / inputSize - 0.5;
  const columns = footprints(x, width, i => toLogit(transform.toModel([i, 0])[0]), side);
  const rows = footprints(y, height, j => toLogit(transform.toModel([0, j])[1]), side);
  // Along the rows first, then along the columns: each axis is a weighted sum of its own.
  const { lefts, shares, samples } = columns;
  const [top, bottom] = [rows.lefts[0], rows.lefts[rows.lefts.length - 1] + 1];
  const stretched = new Float32Array((bottom - top + 1) * width);
  for (let v = top, n = 0; v <= bottom; v++) {
    const line = logits.subarray(v * side, (v + 1) * side);
    for (let s = 0; s < lefts.length; n++) {
      let sum = 0;
      for (const end = s + samples; s < end; s++) {
        const left = line[lefts[s]];
        sum += left + shares[s] * (line[lefts[s] + 1] - left);
      }
      stretched[n] = sum / samples;
    }
  }
  const data = new Float32Array(width * height);
  for (let v = 0; v < height; v++) {
    const row = data.subarray(v * width, (v + 1) * width);
    for (let s = v * rows.samples; s < (v + 1) * rows.samples; s++) {
      const above = (rows.lefts[s] - top) * width;
      const [share, weight] = [rows.shares[s], 1 / rows.samples];
      for (let u = 0; u < width; u++) {
        const upper = stretched[above + u];
        row[u] += weight * (upper + share * (stretched[above + width + u] - upper));
      }
    }
  }
  return { x, y, width, height, data };
}

/**
 * The rectangle of the slice, in continuous pixel coordinates, that holds every pixel to which a
 * logit above the threshold can give one; undefined when there is none.
 */
export function positiveBounds(
  logits: Float32Array,
  transform: ImageTransform,
  threshold = 0,
): Region | undefined {
  const side = sideOf(logits);
  let [left, right, top, bottom] = [side, -1, side, -1];
  for (let v = 0, n = 0; v < side; v++) {
    for (let u = 0; u < side; u++, n++) {
      if (!(logits[n] > threshold)) continue;
      if (u < left) left = u;
      if (u > right) right = u;
      if (v < top) top = v;
      bottom = v;
    }
  }
  if (right < 0) return undefined;
  const toModel = (at: number) => ((at + 0.5) * transform.inputSize) / side - 0.5;
  // A logit speaks as far as to its neighbours.
  const [x, y] = transform.toPixel([toModel(left - 1), toModel(top - 1)]);
  const [toX, toY] = transform.toPixel([toModel(right + 1), toModel(bottom + 1)]);
  return { x, y, width: toX - x, height: toY - y };
}

/** Where each slice pixel samples the logits along one axis: between `left` and the next one. */
interface Footprints {
  /** Samples for each pixel. */
  readonly samples: number;
  readonly lefts: Int32Array;
  /** How far towards the next logit, 0 to 1. */
  readonly shares: Float32Array;
}

/** Positions on the logit grid whose mean stands for each slice pixel, along one axis. */
function footprints(
  start: number,
  length: number,
  toLogit: (pixel: number) => number,
  side: number,
): Footprints {
  const samples = Math.max(1, Math.round(toLogit(1) - toLogit(0)));
  const lefts = new Int32Array(length * samples);
  const shares = new Float32Array(length * samples);
  for (let n = 0; n < lefts.length; n++) {
    const pixel = start + Math.floor(n / samples);
    const at = toLogit(pixel + ((n % samples) + 0.5) / samples - 0.5);
    const inside = Math.min(Math.max(at, 0), side - 1);
    // The last logit is the far end of the last gap.
    lefts[n] = Math.min(Math.floor(inside), side - 2);
    shares[n] = inside - lefts[n];
  }
  return { samples, lefts, shares };
}

/** Pixels whose logit is above the threshold. */
export function thresholdLogits(field: LogitField | undefined, threshold = 0): RegionMask {
  if (!field) return EMPTY_MASK;
  const { x, y, width, height } = field;
  const logits = field.data;
  const data = new Uint8Array(logits.length);
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (!(logits[n] > threshold)) continue;
      data[n] = 1;
      if (u < left) left = u;
      if (u > right) right = u;
      if (v < top) top = v;
      bottom = v;
    }
  }
  if (right < 0) return EMPTY_MASK;
  const tight = { x: x + left, y: y + top, width: right - left + 1, height: bottom - top + 1 };
  return cropMask({ x, y, width, height, data }, tight);
}

/**
 * Stability score of Kirillov et al. 2023 (Segment Anything, 5): IoU of the masks at logit
 * thresholds +offset and −offset. 0 when nothing reaches −offset.
 */
export function stabilityScore(logits: Float32Array, offset = 1): number {
  let inner = 0;
  let outer = 0;
  for (let n = 0; n < logits.length; n++) {
    if (logits[n] > offset) inner++;
    if (logits[n] > -offset) outer++;
  }
  return outer ? inner / outer : 0;
}

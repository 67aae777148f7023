import type { Region } from '../geometry/region';
import { isBackground, type SliceImage, type ValueWindow } from './sliceImage';

/**
 * A rectangle of a slice as one plane of values, clamped to a window; background is at its lower
 * end. Colour is its mean. Pixel [i, j] of the slice is `data[(j - y) * width + (i - x)]`.
 */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The pixels of the slice whose centre lies in the region. */
export function patchOf(slice: SliceImage, region: Region, { lower, upper }: ValueWindow): Patch {
  const { plane, values, channels, padding } = slice;
  const x = Math.max(0, Math.ceil(region.x));
  const y = Math.max(0, Math.ceil(region.y));
  const width = Math.max(
    0,
    Math.min(plane.columns - 1, Math.floor(region.x + region.width)) - x + 1,
  );
  const height = Math.max(
    0,
    Math.min(plane.rows - 1, Math.floor(region.y + region.height)) - y + 1,
  );
  const data = new Float32Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      const at = ((y + v) * plane.columns + x + u) * channels;
      let value = values[at];
      if (channels === 3) value = (value + values[at + 1] + values[at + 2]) / 3;
      data[n] = isBackground(value, padding) ? lower : Math.min(Math.max(value, lower), upper);
    }
  }
  return { x, y, width, height, data };
}

/** Binomial smoothing, [1 2 1] / 4 along both axes, `times` over; edges are repeated. */
export function smooth({ data, width, height, ...at }: Patch, times = 1): Patch {
  let source = data;
  for (let pass = 0; pass < times; pass++) {
    const rows = new Float32Array(source.length);
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const n = v * width + u;
        const left = source[u > 0 ? n - 1 : n];
        const right = source[u < width - 1 ? n + 1 : n];
        rows[n] = (left + 2 * source[n] + right) / 4;
      }
    }
    const out = new Float32Array(source.length);
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const n = v * width + u;
        const above = rows[v > 0 ? n - width : n];
        const below = rows[v < height - 1 ? n + width : n];
        out[n] = (above + 2 * rows[n] + below) / 4;
      }
    }
    source = out;
  }
  return { ...at, width, height, data: source };
}

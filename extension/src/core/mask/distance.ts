import type { PixelPoint } from '../geometry/imagePlane';
import type { RegionMask } from './regionMask';

/** Larger than any squared distance in an image, finite so that parabolas meet somewhere. */
const FAR = 1e15;

/**
 * Squared distance (mm²) of each pixel inside to the nearest pixel outside, 0 outside. Pixels
 * beyond the grid count as outside. Exact: Felzenszwalb and Huttenlocher 2012, Distance Transforms
 * of Sampled Functions.
 *
 * @param inside width × height, x fastest.
 */
export function squaredDistanceInside(
  inside: Uint8Array,
  width: number,
  height: number,
  columnSpacing: number,
  rowSpacing: number,
): Float64Array {
  // A rim of one pixel stands for what lies beyond the grid.
  const w = width + 2;
  const h = height + 2;
  const field = new Float64Array(w * h);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      if (inside[v * width + u]) field[(v + 1) * w + u + 1] = FAR;
    }
  }
  const longest = Math.max(w, h);
  const work = {
    line: new Float64Array(longest),
    vertex: new Int32Array(longest),
    bound: new Float64Array(longest + 1),
  };
  for (let u = 0; u < w; u++) lowerEnvelope(field, u, w, h, rowSpacing, work);
  for (let v = 0; v < h; v++) lowerEnvelope(field, v * w, 1, w, columnSpacing, work);
  const out = new Float64Array(width * height);
  for (let v = 0; v < height; v++) {
    out.set(field.subarray((v + 1) * w + 1, (v + 1) * w + 1 + width), v * width);
  }
  return out;
}

/** Distance transform of one line of the field, in place. */
function lowerEnvelope(
  field: Float64Array,
  start: number,
  stride: number,
  length: number,
  spacing: number,
  { line, vertex, bound }: { line: Float64Array; vertex: Int32Array; bound: Float64Array },
): void {
  for (let n = 0; n < length; n++) line[n] = field[start + n * stride];
  const square = spacing * spacing;
  let k = 0;
  vertex[0] = 0;
  bound[0] = -Infinity;
  bound[1] = Infinity;
  for (let q = 1; q < length; q++) {
    let meet: number;
    do {
      const p = vertex[k];
      meet = (line[q] - line[p] + square * (q * q - p * p)) / (2 * square * (q - p));
    } while (meet <= bound[k] && --k >= 0);
    k++;
    vertex[k] = q;
    bound[k] = meet;
    bound[k + 1] = Infinity;
  }
  k = 0;
  for (let n = 0; n < length; n++) {
    while (bound[k + 1] < n) k++;
    const d = n - vertex[k];
    field[start + n * stride] = square * d * d + line[vertex[k]];
  }
}

/**
 * The pixel furthest from the outside (the first one of several), and its distance in mm;
 * undefined for an empty mask.
 */
export function deepestPixel(
  mask: RegionMask,
  { columnSpacing, rowSpacing }: { readonly columnSpacing: number; readonly rowSpacing: number },
): { readonly at: PixelPoint; readonly depthMm: number } | undefined {
  const { x, y, width, height, data } = mask;
  const squared = squaredDistanceInside(data, width, height, columnSpacing, rowSpacing);
  let deepest = -1;
  for (let n = 0; n < squared.length; n++) {
    if (squared[n] > 0 && (deepest < 0 || squared[n] > squared[deepest])) deepest = n;
  }
  if (deepest < 0) return undefined;
  const u = deepest % width;
  return {
    at: [x + u, y + (deepest - u) / width],
    depthMm: Math.sqrt(squared[deepest]),
  };
}

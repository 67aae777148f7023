import type { PixelPoint } from '../geometry/imagePlane';
import { envelopeRoom, lowerEnvelope } from './lowerEnvelope';
import type { RegionMask } from './regionMask';

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
  // Along the columns the nearest pixel outside is a matter of counting.
  for (let v = 1; v <= height; v++) {
    for (let u = 1, n = v * w + 1, from = (v - 1) * width; u <= width; u++, n++, from++) {
      if (inside[from]) field[n] = field[n - w] + 1;
    }
  }
  for (let v = height; v >= 1; v--) {
    for (let n = v * w + 1; n <= v * w + width; n++) {
      if (field[n] > field[n + w]) field[n] = field[n + w] + 1;
    }
  }
  for (let n = 0; n < field.length; n++) field[n] = (field[n] * rowSpacing) ** 2;
  const room = envelopeRoom(w);
  // Along a row nothing beyond the outside pixels next to a run can be nearer to it than they are.
  for (let n = w; n < w * (h - 1); n++) {
    if (!field[n]) continue;
    const start = n - 1;
    while (field[n]) n++;
    const end = n + 1;
    room.line.set(field.subarray(start, end));
    lowerEnvelope(room, end - start, columnSpacing);
    field.set(room.out.subarray(0, end - start), start);
  }
  const out = new Float64Array(width * height);
  for (let v = 0; v < height; v++) {
    out.set(field.subarray((v + 1) * w + 1, (v + 1) * w + 1 + width), v * width);
  }
  return out;
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

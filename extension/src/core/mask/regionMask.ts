import type { PixelPoint } from '../geometry/imagePlane';
import type { Region } from '../geometry/region';

/**
 * A binary mask on the pixel grid of a slice, stored for a rectangle of it only.
 *
 * Pixel [i, j] of the slice is `data[(j - y) * width + (i - x)]` (1 inside, 0 outside); everything
 * beyond the rectangle is outside. An empty mask has width and height 0.
 */
export interface RegionMask {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A rectangle of an image's pixels, which may go beyond the image. */
export type PixelRectangle = Pick<RegionMask, 'x' | 'y' | 'width' | 'height'>;

export const EMPTY_MASK: RegionMask = {
  x: 0,
  y: 0,
  width: 0,
  height: 0,
  data: new Uint8Array(0),
};

/** Number of pixels inside. */
export function maskArea({ data }: RegionMask): number {
  let area = 0;
  for (let n = 0; n < data.length; n++) area += data[n];
  return area;
}

/** The pixels inside, row by row. */
export function* pixelsOf({ x, y, width, height, data }: RegionMask): Generator<PixelPoint> {
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) if (data[n]) yield [x + u, y + v];
  }
}

/** True when the pixel that the continuous coordinate falls into is inside. */
export function maskHas(mask: RegionMask, [i, j]: PixelPoint): boolean {
  const u = Math.round(i) - mask.x;
  const v = Math.round(j) - mask.y;
  return (
    u >= 0 && v >= 0 && u < mask.width && v < mask.height && mask.data[v * mask.width + u] === 1
  );
}

/** Bounds of a mask from pixel edge to pixel edge. */
export const boundsOfMask = ({ x, y, width, height }: RegionMask): Region => ({
  x: x - 0.5,
  y: y - 0.5,
  width,
  height,
});

/** The same mask in the smallest rectangle that holds it. */
export function tighten(mask: RegionMask): RegionMask {
  let left = mask.width;
  let right = -1;
  let top = mask.height;
  let bottom = -1;
  for (let v = 0, n = 0; v < mask.height; v++) {
    for (let u = 0; u < mask.width; u++, n++) {
      if (!mask.data[n]) continue;
      if (u < left) left = u;
      if (u > right) right = u;
      if (v < top) top = v;
      bottom = v;
    }
  }
  if (right < 0) return EMPTY_MASK;
  return cropMask(mask, {
    x: mask.x + left,
    y: mask.y + top,
    width: right - left + 1,
    height: bottom - top + 1,
  });
}

/** The mask stored for another rectangle; what lies beyond it is lost. */
export function cropMask(
  mask: RegionMask,
  { x, y, width, height }: Pick<RegionMask, 'x' | 'y' | 'width' | 'height'>,
): RegionMask {
  const data = new Uint8Array(width * height);
  const from = Math.max(x, mask.x);
  const to = Math.min(x + width, mask.x + mask.width);
  const bottom = Math.min(y + height, mask.y + mask.height);
  for (let j = Math.max(y, mask.y); j < bottom && from < to; j++) {
    const source = (j - mask.y) * mask.width - mask.x;
    data.set(mask.data.subarray(source + from, source + to), (j - y) * width + from - x);
  }
  return { x, y, width, height, data };
}

/** The mask of a whole slice, `columns × rows`, x fastest; any non-zero value is inside. */
export function fromFull(full: ArrayLike<number>, columns: number, rows: number): RegionMask {
  let [left, right, top, bottom] = [columns, -1, rows, -1];
  for (let j = 0, n = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++, n++) {
      if (!full[n]) continue;
      if (i < left) left = i;
      if (i > right) right = i;
      if (j < top) top = j;
      bottom = j;
    }
  }
  if (right < 0) return EMPTY_MASK;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const data = new Uint8Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    const row = (top + v) * columns + left;
    for (let u = 0; u < width; u++, n++) if (full[row + u]) data[n] = 1;
  }
  return { x: left, y: top, width, height, data };
}

/** The mask as 0 and 1 for a whole slice, `columns × rows`, x fastest. */
export function toFull(mask: RegionMask, columns: number, rows: number): Uint8Array {
  return cropMask(mask, { x: 0, y: 0, width: columns, height: rows }).data;
}

/** Pixels that are inside both. */
export function intersectionArea(a: RegionMask, b: RegionMask): number {
  const from = Math.max(a.x, b.x);
  const to = Math.min(a.x + a.width, b.x + b.width);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  let area = 0;
  for (let j = Math.max(a.y, b.y); j < bottom; j++) {
    const rowA = (j - a.y) * a.width - a.x;
    const rowB = (j - b.y) * b.width - b.x;
    for (let i = from; i < to; i++) area += a.data[rowA + i] & b.data[rowB + i];
  }
  return area;
}

/** What is inside both, in the rectangle of the first. */
export function common(a: RegionMask, b: RegionMask): RegionMask {
  const other = cropMask(b, a).data;
  return { ...a, data: a.data.map((inside, n) => inside & other[n]) };
}

/** Pixels that are inside one of the two, in the rectangle that holds both. */
export function symmetricDifference(a: RegionMask, b: RegionMask): RegionMask {
  if (a.width === 0) return b;
  if (b.width === 0) return a;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  const rectangle = { x, y, width, height };
  const other = cropMask(b, rectangle).data;
  return { ...rectangle, data: cropMask(a, rectangle).data.map((inside, n) => inside ^ other[n]) };
}

/** Dice coefficient, 2|A∩B| / (|A| + |B|); two empty masks are equal: 1. */
export function dice(a: RegionMask, b: RegionMask): number {
  const sum = maskArea(a) + maskArea(b);
  return sum === 0 ? 1 : (2 * intersectionArea(a, b)) / sum;
}

/** Intersection over union; two empty masks are equal: 1. */
export function intersectionOverUnion(a: RegionMask, b: RegionMask): number {
  const intersection = intersectionArea(a, b);
  const union = maskArea(a) + maskArea(b) - intersection;
  return union === 0 ? 1 : intersection / union;
}

/** Masks that overlap more than this (IoU) are the same to a reader's eye. */
const SAME_IOU = 0.9;

/** True when a reader would not tell the masks apart as answers. */
export const looksTheSame = (a: RegionMask, b: RegionMask): boolean =>
  intersectionOverUnion(a, b) > SAME_IOU;

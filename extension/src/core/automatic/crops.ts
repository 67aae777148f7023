import type { PixelPoint } from '../geometry/imagePlane';

/** Left, top, right and bottom in pixels of the slice, as SAM's boxes are. */
export type Box = readonly [number, number, number, number];

/** A part of the image that the model is shown by itself. */
export interface Crop {
  /** Right and bottom are the first column and row beyond it. */
  readonly box: Box;
  /** 0: the whole image. */
  readonly layer: number;
}

/** SAM takes a mask for cut off when its box comes as near to the edge of its crop, in pixels. */
const EDGE_PIXELS = 20;

/**
 * The whole image and the crops of each layer, column by column. Sizes and overlap are whole pixels.
 *
 * @param image the image's own box; a part of a slice lies somewhere in it.
 */
export function cropBoxes(image: Box, layers: number, overlapRatio: number): readonly Crop[] {
  const [left, top, right, bottom] = image;
  const [width, height] = [right - left, bottom - top];
  const crops: Crop[] = [{ box: image, layer: 0 }];
  for (let layer = 1; layer <= layers; layer++) {
    const side = 2 ** layer;
    const overlap = Math.trunc(overlapRatio * Math.min(width, height) * (2 / side));
    const lengthOf = (length: number) => Math.ceil((overlap * (side - 1) + length) / side);
    const [columns, rows] = [lengthOf(width), lengthOf(height)];
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) {
        const x = left + (columns - overlap) * i;
        const y = top + (rows - overlap) * j;
        crops.push({
          box: [x, y, Math.min(x + columns, right), Math.min(y + rows, bottom)],
          layer,
        });
      }
    }
  }
  return crops;
}

/** The grid's points in a crop, row by row, `side` of them in each: in pixels of the slice. */
export function gridPoints([left, top, right, bottom]: Box, side: number): readonly PixelPoint[] {
  const shares = evenlySpaced(side);
  return shares.flatMap(y =>
    shares.map((x): PixelPoint => [x * (right - left) + left, y * (bottom - top) + top]),
  );
}

/** The middles of `count` equal parts of 0 to 1, rounded as NumPy's `linspace` does. */
function evenlySpaced(count: number): readonly number[] {
  const first = 1 / (2 * count);
  const step = (1 - first - first) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, n) =>
    n > 0 && n === count - 1 ? 1 - first : n * step + first,
  );
}

/** Points along a side of a layer's crops: as many as are whole. */
export const sideOfLayer = (side: number, factor: number, layer: number): number =>
  Math.trunc(side / factor ** layer);

/** True for the box of a mask that its crop may have cut off: near an edge that is not the image's. */
export const isNearCropEdge = (box: Box, crop: Box, image: Box): boolean =>
  box.some(
    (at, n) => Math.abs(at - crop[n]) <= EDGE_PIXELS && !(Math.abs(at - image[n]) <= EDGE_PIXELS),
  );

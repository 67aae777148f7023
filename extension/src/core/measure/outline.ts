import { type PixelPoint } from '../geometry/imagePlane';
import { type RegionMask } from '../mask/regionMask';

export type Segment2d = readonly [PixelPoint, PixelPoint];

/**
 * The outline of a mask as marching squares draw it at one half: straight pieces between the middles of
 * pixel edges, in continuous pixel coordinates of the slice. Diagonal neighbours are joined. Pieces
 * run clockwise around the mask and join at their ends, so each vertex begins one of them; holes have
 * outlines, too. A single pixel is a diamond of one pixel's width and height.
 */
export function outlineSegments(mask: RegionMask): Segment2d[] {
  const { width, height, data } = mask;
  const at = (u: number, v: number): number =>
    u >= 0 && v >= 0 && u < width && v < height ? data[v * width + u] : 0;
  const segments: Segment2d[] = [];
  for (let v = -1; v < height; v++) {
    for (let u = -1; u < width; u++) {
      // The cell between four pixel centres: bits upper left, upper right, lower right, lower left.
      const cell = at(u, v) | (at(u + 1, v) << 1) | (at(u + 1, v + 1) << 2) | (at(u, v + 1) << 3);
      const [x, y] = [mask.x + u, mask.y + v];
      const sides: readonly PixelPoint[] = [
        [x + 0.5, y],
        [x + 1, y + 0.5],
        [x + 0.5, y + 1],
        [x, y + 0.5],
      ];
      for (const [from, to] of CELL_SEGMENTS[cell]) segments.push([sides[from], sides[to]]);
    }
  }
  return segments;
}

/** Sides joined per cell (0 upper, 1 right, 2 lower, 3 left); the two diagonal cells are joined. */
const CELL_SEGMENTS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [1, 0],
    [3, 2],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 3],
    [2, 1],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

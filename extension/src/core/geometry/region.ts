import type { ImagePlane, PixelPoint } from './imagePlane';

/**
 * A rectangle of a slice in continuous pixel coordinates. Its edges are pixel edges: the whole
 * image is x = −0.5, y = −0.5, width = columns, height = rows. It may reach beyond the image.
 */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The region that is exactly the image, outer pixel edges included. */
export function wholeImage(plane: ImagePlane): Region {
  return { x: -0.5, y: -0.5, width: plane.columns, height: plane.rows };
}

/** The square of `sideMm` millimetres around a pixel coordinate. */
export function squareAround(plane: ImagePlane, [i, j]: PixelPoint, sideMm: number): Region {
  const width = sideMm / plane.columnSpacing;
  const height = sideMm / plane.rowSpacing;
  return { x: i - width / 2, y: j - height / 2, width, height };
}

/** The smallest region that holds all the given continuous coordinates. Needs one at least. */
export function boundsOf(points: readonly PixelPoint[]): Region {
  const xs = points.map(p => p[0]);
  const ys = points.map(p => p[1]);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The region with its edges moved outwards by a share of its own size on each side. */
export function grow({ x, y, width, height }: Region, share: number): Region {
  return {
    x: x - width * share,
    y: y - height * share,
    width: width * (1 + 2 * share),
    height: height * (1 + 2 * share),
  };
}

/** The region with its edges moved outwards by so many pixels. */
export const widen = ({ x, y, width, height }: Region, by: number): Region => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** What two regions share; its width or height is not positive where they share nothing. */
export function intersection(a: Region, b: Region): Region {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return {
    x,
    y,
    width: Math.min(a.x + a.width, b.x + b.width) - x,
    height: Math.min(a.y + a.height, b.y + b.height) - y,
  };
}

export const regionCentre = ({ x, y, width, height }: Region): PixelPoint => [
  x + width / 2,
  y + height / 2,
];

export const contains = (region: Region, [i, j]: PixelPoint): boolean =>
  i >= region.x && j >= region.y && i <= region.x + region.width && j <= region.y + region.height;

/** Longer side of the region in millimetres. */
export const longestSideMm = (plane: ImagePlane, { width, height }: Region): number =>
  Math.max(width * plane.columnSpacing, height * plane.rowSpacing);

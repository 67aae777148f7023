import { type ImagePlane, type PixelPoint } from '../geometry/imagePlane';
import { components } from '../mask/components';
import { type RegionMask } from '../mask/regionMask';
import { outlineSegments } from './outline';
import { type MeasuredSlice } from './measuredSlice';

/** A diameter: its ends in continuous pixel coordinates of its slice, and its length in mm. */
export interface Diameter {
  readonly from: PixelPoint;
  readonly to: PixelPoint;
  readonly length: number;
}

export interface Axes {
  /** Index of the slice in the list that was given. */
  readonly slice: number;
  readonly longAxis: Diameter;
  readonly shortAxis: Diameter;
}

/** A point of the slice in mm along rows and columns. */
type Point = readonly [number, number];

/**
 * Long and short axis as RECIST 1.1 measures them (Eisenhauer et al. 2009): the largest diameter
 * in the plane of a slice, and the largest one perpendicular to it on the same slice and component.
 *
 * Edge to edge: diameters end on the outline at half between inside and outside, as IBSI's maximum
 * diameter does with its mesh (L0JK). So one pixel measures one pixel. Each connected component (8
 * neighbours) of each slice counts by itself; concavities and holes are crossed. Of equally long
 * axes that with the wider short axis counts. Null when nothing is marked.
 */
export function recistAxes(slices: readonly MeasuredSlice[]): Axes | null {
  let longest: { slice: number; component: RegionMask; longAxis: Diameter }[] = [];
  slices.forEach(({ plane, mask }, slice) => {
    for (const component of mask ? components(mask) : []) {
      for (const longAxis of longestDiameters(plane, component)) {
        const best = longest[0]?.longAxis.length ?? 0;
        if (longAxis.length < best - TIE) continue;
        if (longAxis.length > best + TIE) longest = [];
        longest.push({ slice, component, longAxis });
      }
    }
  });
  let widest: Axes | null = null;
  for (const { slice, component, longAxis } of longest) {
    const shortAxis = widestPerpendicular(slices[slice].plane, component, longAxis);
    if (shortAxis.length > (widest?.shortAxis.length ?? 0) + TIE) {
      widest = { slice, longAxis, shortAxis };
    }
  }
  return widest;
}

/** Lengths that differ by less are equal but for rounding, mm. */
const TIE = 1e-6;

/** The maximum Feret diameters of a component: several for symmetric shapes. */
function longestDiameters(plane: ImagePlane, component: RegionMask): Diameter[] {
  const hull = convexHull(outlineSegments(component).map(([start]) => toMillimetres(plane, start)));
  let longest: (readonly [Point, Point])[] = [];
  let best = 0;
  for (let a = 0; a < hull.length; a++) {
    for (let b = a + 1; b < hull.length; b++) {
      const length = Math.hypot(hull[b][0] - hull[a][0], hull[b][1] - hull[a][1]);
      if (length < best - TIE) continue;
      if (length > best + TIE) [longest, best] = [[], length];
      longest.push([hull[a], hull[b]]);
    }
  }
  return longest.map(([a, b]) => ({
    from: toPixels(plane, a),
    to: toPixels(plane, b),
    length: best,
  }));
}

/** The longest line perpendicular to the long axis that ends on the outline. */
function widestPerpendicular(
  plane: ImagePlane,
  component: RegionMask,
  longAxis: Diameter,
): Diameter {
  const [from, to] = [toMillimetres(plane, longAxis.from), toMillimetres(plane, longAxis.to)];
  const along: Point = [(to[0] - from[0]) / longAxis.length, (to[1] - from[1]) / longAxis.length];
  const across: Point = [-along[1], along[0]];
  // Coordinates [t, s] along the long axis and across it.
  const turned = ([x, y]: Point): Point => [
    x * along[0] + y * along[1],
    x * across[0] + y * across[1],
  ];
  const pieces = outlineSegments(component)
    .map(piece => piece.map(p => turned(toMillimetres(plane, p))))
    .map(([a, b]) => (a[0] <= b[0] ? { a, b } : { a: b, b: a }))
    .sort((p, q) => p.a[0] - q.a[0]);

  // The extent across is linear between vertices, so the widest place is at one of them.
  let widest = { t: 0, low: 0, high: -Infinity };
  const tolerance = 1e-9 * longAxis.length;
  for (const t of new Set(pieces.flatMap(({ a, b }) => [a[0], b[0]]))) {
    let [low, high] = [Infinity, -Infinity];
    for (const { a, b } of pieces) {
      if (a[0] > t + tolerance) break;
      if (b[0] < t - tolerance) continue;
      // The other end of an upright piece belongs to the next one, too.
      const isUpright = b[0] - a[0] <= tolerance;
      const here = isUpright ? a[1] : a[1] + ((b[1] - a[1]) * (t - a[0])) / (b[0] - a[0]);
      low = Math.min(low, here);
      high = Math.max(high, here);
    }
    if (high - low > widest.high - widest.low + tolerance) widest = { t, low, high };
  }
  const end = (s: number): PixelPoint =>
    toPixels(plane, [widest.t * along[0] + s * across[0], widest.t * along[1] + s * across[1]]);
  return { from: end(widest.low), to: end(widest.high), length: widest.high - widest.low };
}

const toMillimetres = (plane: ImagePlane, [i, j]: PixelPoint): Point => [
  i * plane.columnSpacing,
  j * plane.rowSpacing,
];

const toPixels = (plane: ImagePlane, [x, y]: Point): PixelPoint => [
  x / plane.columnSpacing,
  y / plane.rowSpacing,
];

/** Convex hull by Andrew's monotone chain, without points on its edges. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const p of ordered) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) {
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

import {
  distanceToPlane,
  worldToPixel,
  type ImagePlane,
  type PixelPoint,
} from '../geometry/imagePlane';
import { boundsOf, type Region } from '../geometry/region';
import type { Vec3 } from '../geometry/vec3';
import { withSlack } from './boxSlack';
import type { Prompt } from './prompt';

/** What a measurement's points mean, whichever tool drew it. World space (LPS, mm). */
export type MeasurementShape =
  /** Ends of a line from border to border of the object. */
  | { readonly kind: 'line'; readonly points: readonly Vec3[] }
  /** Ends of the long axis, then of the short axis. */
  | { readonly kind: 'axes'; readonly points: readonly Vec3[] }
  /** Ends of the two axes of an ellipse, pairwise opposite. */
  | { readonly kind: 'ellipse'; readonly points: readonly Vec3[] }
  /** Centre, then any point of the circle. */
  | { readonly kind: 'circle'; readonly points: readonly Vec3[] }
  /** Corners. */
  | { readonly kind: 'rectangle'; readonly points: readonly Vec3[] }
  /** A closed outline. */
  | { readonly kind: 'outline'; readonly points: readonly Vec3[] }
  /** Something inside the object. */
  | { readonly kind: 'point'; readonly points: readonly Vec3[] };

const POINTS_NEEDED = {
  line: 2,
  axes: 4,
  ellipse: 4,
  circle: 2,
  rectangle: 2,
  outline: 3,
  point: 1,
} as const;

/** A measurement further from the plane than this belongs to another slice, mm. */
const ON_PLANE_MM = 0.5;
/** Lines end on the border: prompts stay inside by this share of the length. */
const INSET = 0.15;
const LINE_POINTS = 5;
const ELLIPSE_POINTS = 32;

/** True when every point lies on the plane. */
export function measuredOn(plane: ImagePlane, { points }: MeasurementShape): boolean {
  return points.every(point => Math.abs(distanceToPlane(plane, point)) <= ON_PLANE_MM);
}

/**
 * The prompt that says the same as a measurement: a line is a scribble along its inner part; axes,
 * ellipse, circle and rectangle are the box around them; an outline is a lasso. Undefined when it has too few points or lies off the plane.
 */
export function promptFromMeasurement(
  plane: ImagePlane,
  shape: MeasurementShape,
): Prompt | undefined {
  if (shape.points.length < POINTS_NEEDED[shape.kind] || !measuredOn(plane, shape)) {
    return undefined;
  }
  const points = shape.points.map(point => worldToPixel(plane, point));
  switch (shape.kind) {
    case 'line':
      return { kind: 'scribble', polarity: 'include', path: innerPart(points[0], points[1]) };
    case 'axes':
      // Axes end on the border; boxes are drawn around it.
      return boxOf(withSlack(boundsOf(ellipse(points))));
    case 'ellipse':
      return boxOf(boundsOf(ellipse(points)));
    case 'circle':
      return boxOf(boundsOf(circle(plane, points[0], points[1])));
    case 'rectangle':
      return boxOf(boundsOf(points));
    case 'outline':
      return { kind: 'lasso', path: points };
    case 'point':
      return { kind: 'point', polarity: 'include', at: points[0] };
  }
}

function innerPart([ax, ay]: PixelPoint, [bx, by]: PixelPoint): PixelPoint[] {
  return Array.from({ length: LINE_POINTS }, (_, n) => {
    const share = INSET + ((1 - 2 * INSET) * n) / (LINE_POINTS - 1);
    return [ax + share * (bx - ax), ay + share * (by - ay)];
  });
}

/** The ellipse with the four points as ends of its axes, the first two opposite. */
function ellipse([a, b, c, d]: readonly PixelPoint[]): PixelPoint[] {
  const centre = [0, 1].map(n => (a[n] + b[n] + c[n] + d[n]) / 4);
  const long = [0, 1].map(n => (b[n] - a[n]) / 2);
  const short = [0, 1].map(n => (d[n] - c[n]) / 2);
  return Array.from({ length: ELLIPSE_POINTS }, (_, n): PixelPoint => {
    const angle = (2 * Math.PI * n) / ELLIPSE_POINTS;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [centre[0] + cos * long[0] + sin * short[0], centre[1] + cos * long[1] + sin * short[1]];
  });
}

function circle(plane: ImagePlane, centre: PixelPoint, rim: PixelPoint): PixelPoint[] {
  const { columnSpacing, rowSpacing } = plane;
  const [dx, dy] = [(rim[0] - centre[0]) * columnSpacing, (rim[1] - centre[1]) * rowSpacing];
  const radius = Math.hypot(dx, dy);
  const [rx, ry] = [radius / columnSpacing, radius / rowSpacing];
  return [
    [centre[0] - rx, centre[1] - ry],
    [centre[0] + rx, centre[1] + ry],
  ];
}

const boxOf = ({ x, y, width, height }: Region): Prompt => ({
  kind: 'box',
  corners: [
    [x, y],
    [x + width, y + height],
  ],
});

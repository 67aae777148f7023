import fc from 'fast-check';
import { pixelToWorld, type ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import { normalize, cross, type Vec3 } from '../../../../extension/src/core/geometry/vec3';
import {
  promptFromMeasurement,
  type MeasurementShape,
} from '../../../../extension/src/core/prompt/fromMeasurement';

/** Oblique, with pixels that are not square. */
const rowDirection = normalize([0.9, 0.3, 0.1]);
const columnDirection = normalize(cross(normalize([-0.2, 0.1, 1]), rowDirection));
const plane: ImagePlane = {
  origin: [-100, 20, 35],
  rowDirection,
  columnDirection,
  columnSpacing: 0.8,
  rowSpacing: 1.2,
  columns: 256,
  rows: 200,
};
const world = (i: number, j: number): Vec3 => pixelToWorld(plane, [i, j]);
const measured = (kind: MeasurementShape['kind'], ...points: readonly Vec3[]) =>
  promptFromMeasurement(plane, { kind, points });
const close = (value: number) => expect.closeTo(value, 4);

test('a length is a scribble along its inner part', () => {
  expect(measured('line', world(10, 20), world(30, 60))).toEqual({
    kind: 'scribble',
    polarity: 'include',
    path: [0.15, 0.325, 0.5, 0.675, 0.85].map(s => [close(10 + 20 * s), close(20 + 40 * s)]),
  });
});

test('axes and ellipses are the box around the ellipse, turned ones as well; axes get the slack of boxes', () => {
  const upright = [world(40, 50), world(80, 50), world(60, 30), world(60, 70)];
  expect(measured('ellipse', ...upright)).toEqual({
    kind: 'box',
    corners: [
      [close(40), close(30)],
      [close(80), close(70)],
    ],
  });
  expect(measured('axes', ...upright)).toEqual({
    kind: 'box',
    corners: [
      [close(38), close(28)],
      [close(82), close(72)],
    ],
  });
  const turned = measured('ellipse', world(50, 50), world(70, 70), world(65, 55), world(55, 65));
  const half = Math.hypot(10, 5);
  if (turned?.kind !== 'box') throw new Error('An ellipse is a box.');
  expect(turned.corners[0][0]).toBeCloseTo(60 - half, 0);
  expect(turned.corners[1][1]).toBeCloseTo(60 + half, 0);
});

test('a circle is round in millimetres', () => {
  expect(measured('circle', world(60, 60), world(72, 60))).toEqual({
    kind: 'box',
    corners: [
      [close(48), close(60 - 8)],
      [close(72), close(60 + 8)],
    ],
  });
});

test('outlines, rectangles and points keep their place', () => {
  const path = [world(1, 2), world(9, 2), world(5, 8)];
  expect(measured('outline', ...path)).toEqual({
    kind: 'lasso',
    path: [
      [close(1), close(2)],
      [close(9), close(2)],
      [close(5), close(8)],
    ],
  });
  expect(measured('rectangle', world(9, 2), world(1, 8))).toMatchObject({ kind: 'box' });
  expect(measured('point', world(4, 4))).toMatchObject({ kind: 'point', polarity: 'include' });
});

test('what lies on another slice or has too few points is none', () => {
  const normal = cross(rowDirection, columnDirection);
  const above = (at: Vec3): Vec3 => [at[0] + normal[0], at[1] + normal[1], at[2] + normal[2]];
  expect(measured('line', above(world(10, 20)), above(world(30, 60)))).toBeUndefined();
  expect(measured('axes', world(1, 1), world(2, 2))).toBeUndefined();
});

test('every box holds the points it was measured by', () => {
  const pixel = fc.tuple(
    fc.double({ min: 0, max: 255, noNaN: true }),
    fc.double({ min: 0, max: 199, noNaN: true }),
  );
  fc.assert(
    fc.property(pixel, pixel, (a, b) => {
      const prompt = measured('rectangle', world(...a), world(...b));
      if (prompt?.kind !== 'box') throw new Error('A rectangle is a box.');
      const [[x0, y0], [x1, y1]] = prompt.corners;
      expect(x0).toBeCloseTo(Math.min(a[0], b[0]), 5);
      expect(y1).toBeCloseTo(Math.max(a[1], b[1]), 5);
      expect(x1 - x0).toBeCloseTo(Math.abs(a[0] - b[0]), 5);
      expect(y1 - y0).toBeCloseTo(Math.abs(a[1] - b[1]), 5);
    }),
  );
});

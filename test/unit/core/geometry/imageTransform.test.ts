import fc from 'fast-check';
import {
  clampToImage,
  distanceToPlane,
  isInsideImage,
  pixelToWorld,
  worldToPixel,
  type ImagePlane,
} from '../../../../extension/src/core/geometry/imagePlane';
import { createImageTransform } from '../../../../extension/src/core/geometry/imageTransform';
import { squareAround, wholeImage } from '../../../../extension/src/core/geometry/region';
import { cross, normalize, type Vec3 } from '../../../../extension/src/core/geometry/vec3';

const SIZE = 1024;
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const direction = fc
  .tuple(real(-1, 1), real(-1, 1), real(-1, 1))
  .filter(v => Math.hypot(...v) > 0.1)
  .map(v => normalize(v as unknown as Vec3));

/** Planes of any orientation with pixels of any shape. */
const planes: fc.Arbitrary<ImagePlane> = fc
  .record({
    origin: fc.tuple(real(-900, 900), real(-900, 900), real(-900, 900)),
    rowDirection: direction,
    other: direction,
    columnSpacing: real(0.1, 5),
    rowSpacing: real(0.1, 5),
    columns: fc.integer({ min: 1, max: 2000 }),
    rows: fc.integer({ min: 1, max: 2000 }),
  })
  .filter(p => Math.hypot(...cross(p.rowDirection, p.other)) > 0.1)
  .map(({ other, ...plane }) => {
    const normal = normalize(cross(plane.rowDirection, other));
    return { ...plane, columnDirection: cross(normal, plane.rowDirection) };
  });

/** Regions inside, overhanging and off the image. */
const regions = fc.record({
  x: real(-500, 1500),
  y: real(-500, 1500),
  width: real(0.5, 3000),
  height: real(0.5, 3000),
});

const expectClose = (actual: readonly number[], expected: readonly number[], tolerance: number) =>
  actual.forEach((value, n) => expect(Math.abs(value - expected[n])).toBeLessThan(tolerance));

describe('clampToImage', () => {
  const far = fc.tuple(real(-3000, 3000), real(-3000, 3000), real(-3000, 3000));

  it('gives a place on the image, and leaves one that is there alone', () => {
    fc.assert(
      fc.property(planes, far, (plane, world) => {
        const clamped = clampToImage(plane, world);
        const [i, j] = worldToPixel(plane, clamped);
        // By rounding, a place on the edge may lie a little outside.
        expect(isInsideImage(plane, [i * (1 - 1e-9), j * (1 - 1e-9)])).toBe(true);
        expect(Math.abs(distanceToPlane(plane, clamped))).toBeLessThan(1e-6);
        expectClose(clampToImage(plane, clamped), clamped, 1e-6);
      }),
    );
  });

  it('moves a place beside the image to its nearest edge', () => {
    fc.assert(
      fc.property(planes, real(0, 1), (plane, share) => {
        const j = -0.5 + share * plane.rows;
        const beside = pixelToWorld(plane, [plane.columns + 20, j]);
        const edge = pixelToWorld(plane, [plane.columns - 0.5, j]);
        expectClose(clampToImage(plane, beside), edge, 1e-6);
      }),
    );
  });
});

describe('createImageTransform', () => {
  it('brings world → pixel → model → pixel → world back to where it came from', () => {
    fc.assert(
      fc.property(planes, regions, real(-3000, 3000), real(-3000, 3000), (plane, region, i, j) => {
        const transform = createImageTransform(plane, region, SIZE);
        const world = pixelToWorld(plane, [i, j]);
        const pixel = transform.toPixel(transform.toModel(worldToPixel(plane, world)));
        expectClose(pixel, [i, j], 1e-6);
        expectClose(pixelToWorld(plane, pixel), world, 1e-5);
      }),
    );
  });

  it('keeps the scale the same along both axes in millimetres, and fills the longest side', () => {
    fc.assert(
      fc.property(planes, regions, (plane, region) => {
        const t = createImageTransform(plane, region, SIZE);
        const perMm = t.scaleX / plane.columnSpacing;
        expect(t.scaleY / plane.rowSpacing).toBeCloseTo(perMm, 9);
        expect(Math.max(t.contentWidth, t.contentHeight)).toBeCloseTo(SIZE, 6);
        const [u, v] = t.toModel([region.x + region.width, region.y + region.height]);
        expect(Math.max(u, v)).toBeCloseTo(SIZE - 0.5, 4);
      }),
    );
  });

  it('counts from pixel edge to pixel edge', () => {
    const plane: ImagePlane = {
      origin: [0, 0, 0],
      rowDirection: [1, 0, 0],
      columnDirection: [0, 1, 0],
      columnSpacing: 1,
      rowSpacing: 2,
      columns: 256,
      rows: 64,
    };
    const t = createImageTransform(plane, wholeImage(plane), SIZE);
    // The first pixel covers 4 × 8 model pixels: its centre lies between the middle ones.
    expect(t.toModel([0, 0])).toEqual([1.5, 3.5]);
    expect(t.toModel([-0.5, -0.5])).toEqual([-0.5, -0.5]);
    expect(t.toModel([255.5, 63.5])).toEqual([1023.5, 511.5]);
    expect([t.contentWidth, t.contentHeight]).toEqual([1024, 512]);
  });

  it('refuses a region without extent', () => {
    fc.assert(
      fc.property(planes, plane => {
        expect(() =>
          createImageTransform(plane, { x: 0, y: 0, width: 0, height: 5 }, SIZE),
        ).toThrow(RangeError);
      }),
    );
  });
});

it('squareAround is square in millimetres and centred', () => {
  fc.assert(
    fc.property(planes, real(-100, 100), real(1, 400), (plane, at, side) => {
      const { x, y, width, height } = squareAround(plane, [at, -at], side);
      expect(width * plane.columnSpacing).toBeCloseTo(side, 6);
      expect(height * plane.rowSpacing).toBeCloseTo(side, 6);
      expectClose([x + width / 2, y + height / 2], [at, -at], 1e-6);
    }),
  );
});

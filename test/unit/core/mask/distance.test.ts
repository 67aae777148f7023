import fc from 'fast-check';
import { deepestPixel, squaredDistanceInside } from '../../../../extension/src/core/mask/distance';
import { EMPTY_MASK, fromFull } from '../../../../extension/src/core/mask/regionMask';

const grids = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      sx: fc.double({ min: 0.2, max: 5, noNaN: true }),
      sy: fc.double({ min: 0.2, max: 5, noNaN: true }),
      inside: fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }),
    }),
  );

it('is the distance to the nearest pixel outside, in mm', () => {
  fc.assert(
    fc.property(grids, ({ width, height, sx, sy, inside }) => {
      const field = squaredDistanceInside(inside, width, height, sx, sy);
      for (let v = 0; v < height; v++) {
        for (let u = 0; u < width; u++) {
          let nearest = Infinity;
          for (let b = -1; b <= height; b++) {
            for (let a = -1; a <= width; a++) {
              const beyond = a < 0 || b < 0 || a === width || b === height;
              if (!beyond && inside[b * width + a]) continue;
              nearest = Math.min(nearest, ((a - u) * sx) ** 2 + ((b - v) * sy) ** 2);
            }
          }
          expect(field[v * width + u]).toBeCloseTo(nearest, 6);
        }
      }
    }),
  );
});

it('finds the deepest pixel of a mask', () => {
  const full = new Uint8Array(20 * 10);
  for (let j = 2; j < 7; j++) for (let i = 3; i < 8; i++) full[j * 20 + i] = 1;
  full[9 * 20 + 19] = 1;
  const mask = fromFull(full, 20, 10);
  expect(deepestPixel(mask, { columnSpacing: 2, rowSpacing: 2 })).toEqual({
    at: [5, 4],
    depthMm: 6,
  });
  expect(deepestPixel(EMPTY_MASK, { columnSpacing: 1, rowSpacing: 1 })).toBeUndefined();
});

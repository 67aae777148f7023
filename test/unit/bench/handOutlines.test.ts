import { fillPolygon } from '../../../extension/src/core/mask/polygon';
import { fromFull } from '../../../extension/src/core/mask/regionMask';
import { outlinesOf } from '../../bench/accuracy/handOutlines';

const SIZE = 60;
const maskOf = (has: (i: number, j: number) => boolean) =>
  fromFull(
    Uint8Array.from({ length: SIZE * SIZE }, (_, n) =>
      has(n % SIZE, Math.floor(n / SIZE)) ? 1 : 0,
    ),
    SIZE,
    SIZE,
  );

/** Pixels that differ between a mask and the polygons drawn of it. */
function wrong(has: (i: number, j: number) => boolean, tolerance: number) {
  const mask = maskOf(has);
  const outlines = outlinesOf(mask, tolerance);
  const drawn = new Uint8Array(SIZE * SIZE);
  for (const outline of outlines) fillPolygon(outline, drawn, SIZE, SIZE);
  const differs = drawn.filter(
    (inside, n) => inside !== Number(has(n % SIZE, Math.floor(n / SIZE))),
  );
  return { outlines, differs: differs.length };
}

const disc = (i: number, j: number) => Math.hypot(i - 30, j - 30) <= 20;

test('a disc takes few vertices within a pixel, and more for a finer outline', () => {
  const [coarse, fine] = [wrong(disc, 1), wrong(disc, 0.25)];
  expect(coarse.outlines).toHaveLength(1);
  expect(coarse.outlines[0].length).toBeLessThan(16);
  expect(fine.outlines[0].length).toBeGreaterThan(coarse.outlines[0].length);
  expect(coarse.differs).toBeLessThan(0.05 * Math.PI * 400);
  expect(wrong(disc, 0).differs).toBe(0);
});

test('parts have outlines of their own, holes none; a square takes four vertices and its cut corners', () => {
  const holed = (i: number, j: number) => disc(i, j) && Math.hypot(i - 30, j - 30) > 6;
  expect(wrong((i, j) => holed(i, j) || (i > 54 && j > 54), 1).outlines).toHaveLength(2);
  const square = wrong((i, j) => i >= 10 && i < 40 && j >= 20 && j < 45, 1);
  expect(square.outlines[0].length).toBeLessThanOrEqual(5);
  expect(square.differs).toBeLessThan(30);
});

test('a single pixel is an outline of three vertices at least', () => {
  const { outlines } = wrong((i, j) => i === 5 && j === 7, 1);
  expect(outlines).toHaveLength(1);
  expect(outlines[0].length).toBeGreaterThanOrEqual(3);
});

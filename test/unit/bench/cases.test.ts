import { deepestPixel, squaredDistanceInside } from '../../../extension/src/core/mask/distance';
import { fromFull, maskHas } from '../../../extension/src/core/mask/regionMask';
import { offCentrePoint, randomOf, type Case } from '../../bench/accuracy/cases';
import { axialPlane, ctSlice } from '../core/slices';

const plane = axialPlane(100, 80, 0.7, 1.4);
const subject = (inside: (i: number, j: number) => boolean, component = 0): Case => ({
  ...{ set: 'set', label: 'organ', k: 3, component, lesion: false, diameterMm: 10 },
  slice: ctSlice(plane, () => 0),
  truth: fromFull(
    Array.from({ length: 8000 }, (_, n) => (inside(n % 100, Math.floor(n / 100)) ? 1 : 0)),
    100,
    80,
  ),
});
const disc = subject((i, j) => Math.hypot(0.7 * (i - 50), 1.4 * (j - 40)) < 25);

test('clicks off the centre lie at 0.3 to 0.6 of the greatest depth, the same in every run', () => {
  const { truth } = disc;
  const squared = squaredDistanceInside(truth.data, truth.width, truth.height, 0.7, 1.4);
  const { depthMm } = deepestPixel(truth, plane)!;
  const random = randomOf(disc);
  const points = Array.from({ length: 50 }, () => offCentrePoint(disc, random));
  for (const [i, j] of points) {
    const share = Math.sqrt(squared[(j - truth.y) * truth.width + i - truth.x]) / depthMm;
    expect(share).toBeGreaterThanOrEqual(0.3);
    expect(share).toBeLessThanOrEqual(0.6);
  }
  expect(new Set(points.map(String)).size).toBeGreaterThan(30);
  expect(offCentrePoint(disc, randomOf(disc))).toEqual(points[0]);
});

test('an object without such a pixel is clicked where it comes closest to it', () => {
  const line = subject((i, j) => i === 50 && j > 10 && j < 30);
  expect(maskHas(line.truth, offCentrePoint(line, randomOf(line)))).toBe(true);
});

test('other objects are clicked elsewhere', () => {
  const second = subject((i, j) => Math.hypot(0.7 * (i - 50), 1.4 * (j - 40)) < 25, 1);
  expect(offCentrePoint(second, randomOf(second))).not.toEqual(
    offCentrePoint(disc, randomOf(disc)),
  );
});

import { pixelToWorld, type ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import { cross, normalize, type Vec3 } from '../../../../extension/src/core/geometry/vec3';
import { dice, fromFull, maskArea } from '../../../../extension/src/core/mask/regionMask';
import { companionSlice } from '../../../../extension/src/core/series';
import { maskOnto, pointOnto, promptsOnto } from '../../../../extension/src/core/series/mapping';
import { axialPlane } from '../slices';

const FRAME = 'frame';

/** An axial plane at a height, its origin moved in-plane. */
const axialAt = (z: number, change: Partial<ImagePlane> = {}): ImagePlane => ({
  ...axialPlane(100, 80),
  origin: [0, 0, z],
  ...change,
});

const stack = (places: readonly number[], change: Partial<ImagePlane> = {}) => ({
  frameOfReference: FRAME,
  planes: places.map(z => axialAt(z, change)),
});

/** Directions turned by degrees about the row direction. */
const tilted = (degrees: number): Partial<ImagePlane> => {
  const angle = (degrees * Math.PI) / 180;
  return { columnDirection: [0, Math.cos(angle), Math.sin(angle)] };
};

describe('the slice of another series', () => {
  const own = stack([0, 3, 6, 9]);

  test('is the nearest within half the larger slice spacing', () => {
    const other = stack([-5, 0.4, 5.8, 11.2]);
    expect(companionSlice(own.planes[2], own, other)).toMatchObject({ kind: 'found', index: 2 });
    // 2.6 mm away, of 5.4 mm.
    expect(companionSlice(own.planes[1], own, other)).toMatchObject({ kind: 'found', index: 1 });
  });

  test('there is none beyond that, and the reason is said', () => {
    const other = stack([20, 23]);
    expect(companionSlice(own.planes[0], own, other)).toEqual({ kind: 'none', reason: 'no-slice' });
  });

  test('of another frame of reference, or of none, is refused', () => {
    for (const frameOfReference of ['another', '']) {
      const other = { ...own, frameOfReference };
      expect(companionSlice(own.planes[0], own, other)).toEqual({
        ...{ kind: 'none', reason: 'other-frame' },
      });
    }
    const nowhere = { ...own, frameOfReference: '' };
    expect(companionSlice(own.planes[0], nowhere, nowhere)).toMatchObject({ kind: 'none' });
  });

  test('must be parallel within 1 degree; turned in-plane or seen from behind it may be', () => {
    const at = (change: Partial<ImagePlane>) =>
      companionSlice(own.planes[0], own, stack([0], change)).kind;
    // Turned about the image's own edge: the centre stays nearer than half a spacing.
    expect(at(tilted(0.9))).toBe('found');
    expect(companionSlice(own.planes[0], own, stack([0], tilted(1.1)))).toEqual({
      ...{ kind: 'none', reason: 'not-parallel' },
    });
    expect(at({ rowDirection: [0, 1, 0], columnDirection: [-1, 0, 0] })).toBe('found');
    expect(at({ rowDirection: [-1, 0, 0] })).toBe('found');
  });

  test('of a series with planes in three orientations is that of the same one', () => {
    const localizer = {
      frameOfReference: FRAME,
      planes: [
        axialAt(0, { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] }),
        axialAt(0, { columnDirection: [0, 0, -1] }),
        axialAt(0.2),
      ],
    };
    expect(companionSlice(own.planes[0], own, localizer)).toMatchObject({ index: 2 });
  });
});

describe('prompts and masks in another plane', () => {
  test('a point lies at the same world position, on a shifted and coarser grid', () => {
    const [from, to] = [axialAt(0), axialAt(0, { origin: [10, -4, 1], columnSpacing: 2 })];
    expect(pointOnto(from, to, [30, 12])).toEqual([10, 16]);
  });

  test('a box stays upright where the planes are turned in-plane', () => {
    const turned = axialAt(0, { rowDirection: [0, 1, 0], columnDirection: [1, 0, 0] });
    const [box] = promptsOnto(axialAt(0), turned, [
      {
        ...{
          kind: 'box',
          corners: [
            [10, 20],
            [40, 30],
          ],
        },
      },
    ]);
    expect(box).toEqual({
      kind: 'box',
      corners: [
        [20, 10],
        [30, 40],
      ],
    });
  });

  test('there and back, points and masks stay where they are on any pair of grids', () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const between = (low: number, high: number) => low + random() * (high - low);
    for (let round = 0; round < 200; round++) {
      const normal = normalize([between(-1, 1), between(-1, 1), between(0.2, 1)] as Vec3);
      const row = normalize(cross(normal, [0, 1, 0.3]));
      const column = cross(normal, row);
      const turn = between(0, 2 * Math.PI);
      const [c, s] = [Math.cos(turn), Math.sin(turn)];
      const mix = (a: number, b: number) =>
        row.map((v, n) => a * v + b * column[n]) as never as Vec3;
      const from: ImagePlane = {
        ...axialPlane(90, 70, between(0.6, 1.4), between(0.6, 1.4)),
        ...{ rowDirection: row, columnDirection: column, origin: [5, 8, -3] },
      };
      const to: ImagePlane = {
        ...axialPlane(300, 300, between(0.3, 0.9), between(0.3, 0.9)),
        ...{ rowDirection: mix(c, s), columnDirection: mix(-s, c), origin: [0, 0, 0] },
      };
      // The other image is centred on the first.
      const [own, middle] = [pixelToWorld(from, [45, 35]), pixelToWorld(to, [150, 150])];
      const centred = { ...to, origin: own.map((v, n) => v - middle[n]) as never as Vec3 };
      const at = [between(0, 89), between(0, 69)] as const;
      const back = pointOnto(centred, from, pointOnto(from, centred, at));
      expect(Math.hypot(back[0] - at[0], back[1] - at[1])).toBeLessThan(1e-6);
      const full = Uint8Array.from({ length: 90 * 70 }, (_, n) =>
        Math.hypot((n % 90) - 45, Math.floor(n / 90) - 35) < 14 ? 1 : 0,
      );
      const mask = fromFull(full, 90, 70);
      const again = maskOnto(centred, from, maskOnto(from, centred, mask));
      expect(dice(again, mask)).toBeGreaterThan(0.95);
    }
  });

  test('a mask on the same grid is the same, moved by half a pixel keeps its width', () => {
    const mask = { x: 20, y: 30, width: 7, height: 5, data: new Uint8Array(35).fill(1) };
    expect(maskOnto(axialAt(0), axialAt(0), mask)).toEqual(mask);
    const moved = maskOnto(axialAt(0), axialAt(0, { origin: [0.5, 0, 0] }), mask);
    expect(maskArea(moved)).toBe(35);
  });

  test('what lies beyond the other image is lost, and no more', () => {
    const mask = { x: 90, y: 30, width: 8, height: 4, data: new Uint8Array(32).fill(1) };
    expect(maskArea(maskOnto(axialAt(0), axialAt(0, { columns: 94 }), mask))).toBe(16);
    expect(maskOnto(axialAt(0), axialAt(0, { columns: 60 }), mask).width).toBe(0);
  });
});

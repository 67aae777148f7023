import type { ImagePlane } from '../../../../../extension/src/core/geometry/imagePlane';
import type { RegionMask } from '../../../../../extension/src/core/mask/regionMask';
import type { MeasuredSlice } from '../../../../../extension/src/core/measure';
import { layOut, type LaidOut } from '../../../../../extension/src/core/volume/cleanup';
import { axialPlane } from '../../slices';

const square = (x: number, y: number, size: number): RegionMask => ({
  ...{ x, y, width: size, height: size },
  data: new Uint8Array(size * size).fill(1),
});

const sliceAt = (
  z: number,
  mask: RegionMask | null = null,
  change: Partial<ImagePlane> = {},
): MeasuredSlice => ({
  plane: { ...axialPlane(60, 50, 0.5, 0.5), origin: [0, 0, z], ...change },
  mask,
});

const laid = (slices: readonly MeasuredSlice[]): LaidOut => {
  const found = layOut(slices);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

/** Columns and rows of the slices' pixels that the box says are inside, slice by slice. */
const marksOf = ({ box, slices }: LaidOut) =>
  slices.flatMap(({ source, x, y }, k) => {
    const marks: string[] = [];
    for (let n = 0; n < box.width * box.height; n++) {
      if (!box.inside[k * box.width * box.height + n]) continue;
      marks.push(`${source}: ${x + (n % box.width)},${y + Math.floor(n / box.width)}`);
    }
    return marks;
  });

test('slices come in the order in which they lie, with two more at either end and 5 mm around', () => {
  const places = [0, 4, 8, 12, 16, 20, 24];
  const slices = places.map(z => sliceAt(z, z === 12 ? square(20, 25, 2) : null)).reverse();
  const { box, slices: used, sizeKnown } = laid(slices);
  expect(used.map(({ source }) => source)).toEqual([5, 4, 3, 2, 1]);
  expect(box.positions).toEqual([4, 8, 12, 16, 20]);
  expect(box.thicknesses).toEqual([4, 4, 4, 4, 4]);
  expect([box.width, box.height, used[0].x, used[0].y]).toEqual([22, 22, 10, 15]);
  expect(marksOf({ box, slices: used, sizeKnown })).toHaveLength(4);
  expect(sizeKnown).toBe(true);
});

test('the box ends where the images do', () => {
  const { box, slices } = laid([sliceAt(0, square(0, 48, 2)), sliceAt(3)]);
  expect([box.width, box.height, slices[0].x, slices[0].y]).toEqual([12, 12, 0, 38]);
});

test('slices of a tilted gantry are laid as they lie in the patient', () => {
  // Each slice begins 2 mm, four pixels, further down; the object does not.
  const slices = [0, 1, 2].map(n =>
    sliceAt(5 * n, square(20, 30 - 4 * n, 2), { origin: [0, 2 * n, 5 * n] }),
  );
  const found = laid(slices);
  expect(found.box.height).toBe(22);
  expect(marksOf(found)).toEqual(
    slices.flatMap(({ mask }, n) => [
      ...[0, 1].map(u => `${n}: ${20 + u},${mask!.y}`),
      ...[0, 1].map(u => `${n}: ${20 + u},${mask!.y + 1}`),
    ]),
  );
});

test('unevenly spaced slices stand for what lies around them', () => {
  const { box } = laid([0, 2, 6, 7].map(z => sliceAt(z, square(20, 20, 2))));
  expect(box.thicknesses).toEqual([2, 3, 2.5, 1]);
});

test('a single image needs no place; several do, and say why', () => {
  const alone = { ...sliceAt(0, square(5, 5, 3)), knows: 'nothing' as const };
  expect(laid([alone])).toMatchObject({ sizeKnown: false, box: { depth: 1, thicknesses: [1] } });
  expect(layOut([alone, { ...alone }])).toBe('no-place');
  expect(layOut([sliceAt(0, square(5, 5, 3)), sliceAt(0, square(5, 5, 3))])).toBe(
    'repeated-positions',
  );
  const coarse = sliceAt(4, square(5, 5, 3), { columnSpacing: 1 });
  expect(layOut([sliceAt(0, square(5, 5, 3)), coarse])).toBe('several-spacings');
});

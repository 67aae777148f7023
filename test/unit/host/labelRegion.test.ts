import fc from 'fast-check';
import { fromFull } from '../../../extension/src/core/mask/regionMask';
import { labelRegion, unite } from '../../../extension/src/host/labelRegion';

const COLUMNS = 7;
const images = fc
  .array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 5 * COLUMNS, maxLength: 5 * COLUMNS })
  .map(values => Uint8Array.from(values));

test('a label’s region holds its voxels and no more', () => {
  fc.assert(
    fc.property(images, data => {
      const inside = data.map(value => (value === 2 ? 1 : 0));
      expect(labelRegion(data, COLUMNS, 2)).toEqual(fromFull(inside, COLUMNS, 5));
    }),
  );
});

test('regions unite to what is in one of them', () => {
  fc.assert(
    fc.property(images, images, (a, b) => {
      const either = a.map((value, n) => (value === 1 || b[n] === 1 ? 1 : 0));
      expect(unite(labelRegion(a, COLUMNS, 1), labelRegion(b, COLUMNS, 1))).toEqual(
        fromFull(either, COLUMNS, 5),
      );
    }),
  );
});

import fc from 'fast-check';
import {
  pixelEdgeContours,
  type Contour,
} from '../../../../../extension/src/core/export/rtstruct/contours';
import { labelComponents } from '../../../../../extension/src/core/mask/components';
import { fromFull } from '../../../../../extension/src/core/mask/regionMask';
import { fillPolygon } from '../../../../../extension/src/core/mask/polygon';

const drawn = (...picture: string[]) =>
  fromFull(
    Array.from(picture.join(''), c => (c === '#' ? 1 : 0)),
    picture[0].length,
    picture.length,
  );

/** Signed area by the shoelace formula. */
const area = (contour: Contour) =>
  contour.reduce((sum, [x, y], n) => {
    const [u, v] = contour[(n + 1) % contour.length];
    return sum + (x * v - u * y) / 2;
  }, 0);

describe('contours along pixel edges', () => {
  it('of one pixel are its four corners', () => {
    const mask = drawn('...', '.#.');
    expect(pixelEdgeContours(mask)).toEqual([
      [
        [0.5, 0.5],
        [1.5, 0.5],
        [1.5, 1.5],
        [0.5, 1.5],
      ],
    ]);
  });

  it('go around a hole by a channel of no width', () => {
    const mask = drawn('###', '#.#', '###');
    const [contour, ...others] = pixelEdgeContours(mask);
    expect(others).toEqual([]);
    expect(area(contour)).toBe(8);
    expect(contour).toContainEqual([-0.5, 0.5]);
    expect(contour).toHaveLength(10);
  });

  it('never go through a hole', () => {
    const mask = drawn('#####', '#.###', '#.#.#', '#.###', '#####');
    const [contour] = pixelEdgeContours(mask);
    expect(area(contour)).toBe(21);
    // The channel of the right hole, at 1.5, ends at the left hole's right side.
    const channel = contour.flatMap(([x, y], n) => {
      const [u, v] = contour[(n + 1) % contour.length];
      return y === 1.5 && v === 1.5 ? [Math.min(x, u)] : [];
    });
    expect(Math.min(...channel)).toBe(1.5);
  });

  it('hold exactly the pixels of any mask, one contour per component', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }));
    const masks = size.chain(([columns, rows]) =>
      fc
        .array(fc.integer({ min: 0, max: 2 }), {
          minLength: columns * rows,
          maxLength: columns * rows,
        })
        .map(values => ({ columns, rows, mask: Uint8Array.from(values, v => (v > 0 ? 1 : 0)) })),
    );
    fc.assert(
      fc.property(masks, ({ mask, columns, rows }) => {
        const contours = pixelEdgeContours(fromFull(mask, columns, rows));
        expect(contours).toHaveLength(labelComponents(mask, columns, rows, 4).sizes.length);
        const filled = new Uint8Array(mask.length);
        let pixels = 0;
        for (const contour of contours) {
          fillPolygon(contour, filled, columns, rows);
          pixels += area(contour);
          for (const [n, [x, y]] of contour.entries()) {
            const [u, v] = contour[(n + 1) % contour.length];
            expect((x === u) !== (y === v)).toBe(true);
          }
        }
        expect([...filled]).toEqual([...mask]);
        expect(pixels).toBe(mask.filter(Boolean).length);
      }),
      { numRuns: 2000 },
    );
  });
});

import { closeMask, erodeMask, growMask } from '../../../../extension/src/core/lesions/morphology';
import { fromFull, maskArea, maskHas } from '../../../../extension/src/core/mask/regionMask';

const SPACING = { columnSpacing: 0.8, rowSpacing: 1.2 };
const SIDE = 40;

/** Pixels within some mm of the mask, each looked at by itself. */
function grownOneByOne(full: Uint8Array, mm: number): Uint8Array {
  return full.map((_, n) => {
    const [i, j] = [n % SIDE, Math.floor(n / SIDE)];
    for (let m = 0; m < full.length; m++) {
      if (!full[m]) continue;
      const away = [(m % SIDE) - i, Math.floor(m / SIDE) - j];
      if (Math.hypot(away[0] * SPACING.columnSpacing, away[1] * SPACING.rowSpacing) <= mm) return 1;
    }
    return 0;
  });
}

/** A disc with a notch and a dot beside it. */
const full = Uint8Array.from({ length: SIDE * SIDE }, (_, n) => {
  const [i, j] = [n % SIDE, Math.floor(n / SIDE)];
  const disc = Math.hypot(i - 18, j - 20) < 8 && !(i > 18 && j === 20);
  return Number(disc || (i === 33 && j === 30));
});
const mask = fromFull(full, SIDE, SIDE);

test('growing takes all within the distance, in mm of either axis', () => {
  const grown = growMask(mask, SPACING, 2.5);
  const wanted = fromFull(grownOneByOne(full, 2.5), SIDE, SIDE);
  expect(grown).toEqual(wanted);
});

test('closing fills the notch and adds nothing far away', () => {
  const closed = closeMask(mask, SPACING, 2);
  expect(maskHas(mask, [22, 20])).toBe(false);
  expect(maskHas(closed, [22, 20])).toBe(true);
  expect(maskArea(closed)).toBeLessThan(maskArea(mask) + 12);
});

test('eroding leaves what is further than that from the outside', () => {
  const eroded = erodeMask(mask, SPACING, 1.5);
  expect(maskHas(eroded, [14, 16])).toBe(true);
  expect(maskHas(eroded, [33, 30])).toBe(false);
  expect(maskHas(eroded, [11, 20])).toBe(false);
});

import { foreground } from '../../../../extension/src/core/automatic/foreground';
import { maskArea, maskHas } from '../../../../extension/src/core/mask/regionMask';
import { axialPlane, ctSlice } from '../slices';

const [COLUMNS, ROWS] = [60, 50];
const plane = axialPlane(COLUMNS, ROWS);
const inBody = (i: number, j: number) => Math.hypot(i - 30, j - 25) < 18;
const inLung = (i: number, j: number) => Math.hypot(i - 24, j - 25) < 6;
/** A little noise that is the same each time. */
const noise = (i: number, j: number) => ((i * 37 + j * 71) % 23) - 11;

test('air around a patient is left out, air inside is not', () => {
  const slice = ctSlice(plane, (i, j) => {
    if (inLung(i, j)) return -980 + noise(i, j);
    return (inBody(i, j) ? 40 : -1000) + noise(i, j);
  });
  const shown = foreground(slice);
  expect(maskArea(shown)).toBe(
    maskArea(foreground(ctSlice(plane, (i, j) => (inBody(i, j) ? 40 : -1000)))),
  );
  expect(maskHas(shown, [24, 25])).toBe(true);
  expect(maskHas(shown, [5, 5])).toBe(false);
  expect(maskHas(shown, [30, 4])).toBe(false);
});

test('lung that reaches the image’s edge is kept: its corners show tissue', () => {
  const slice = ctSlice(plane, (i, j) => (Math.hypot(i, j - 25) < 15 ? -860 : 40));
  expect(maskArea(foreground(slice))).toBe(COLUMNS * ROWS);
});

test('padding and dark surroundings of other images are left out', () => {
  const units = { units: 'arbitrary', modality: 'MR' } as const;
  const mr = ctSlice(plane, (i, j) => (inBody(i, j) ? 600 : 8 + noise(i, j) / 3), units);
  expect(maskHas(foreground(mr), [2, 2])).toBe(false);
  expect(maskHas(foreground(mr), [30, 25])).toBe(true);
  const padded = ctSlice(plane, (i, j) => (inBody(i, j) ? 40 : -2000), {
    padding: { lower: -2000, upper: -2000 },
  });
  expect(maskHas(foreground(padded), [2, 2])).toBe(false);
});

test('where dark is not told from bright, and where nothing was measured, nothing breaks', () => {
  const inverted = ctSlice(plane, () => 5, { units: 'arbitrary', inverted: true });
  expect(maskArea(foreground(inverted))).toBe(COLUMNS * ROWS);
  const blank = ctSlice(plane, () => NaN, { units: 'arbitrary' });
  expect(maskArea(foreground(blank))).toBe(0);
});

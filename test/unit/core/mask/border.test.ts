import fc from 'fast-check';
import { ENGINE_CONFIG } from '../../../../extension/src/core/engine';
import { moveBorder } from '../../../../extension/src/core/mask/border';

const SIDE = 40;
const within = (reach: number) => ({ ...ENGINE_CONFIG.postprocess.border, reach });
/** A step of values at column 20; the soft mask's border stands at `border`. */
const patch = {
  x: 0,
  y: 0,
  width: SIDE,
  height: SIDE,
  data: Float32Array.from({ length: SIDE * SIDE }, (_, n) => (n % SIDE < 20 ? 100 : 0)),
};
const stepAt = (border: number) =>
  Float32Array.from({ length: SIDE * SIDE }, (_, n) => (border - 0.5 - (n % SIDE)) / 2);
const columnsInside = (logits: Float32Array) =>
  [...logits.subarray(20 * SIDE, 21 * SIDE)].filter(logit => logit > 0).length;

test('the border goes to where the values change', () => {
  expect(columnsInside(moveBorder(patch, stepAt(18), within(4)))).toBe(20);
  expect(columnsInside(moveBorder(patch, stepAt(22), within(4)))).toBe(20);
});

test('it moves no further than its reach', () => {
  expect(columnsInside(moveBorder(patch, stepAt(10), within(3)))).toBeLessThanOrEqual(13);
});

test('nothing is inside where nothing is allowed', () => {
  const allowed = new Uint8Array(SIDE * SIDE).fill(1, 0, 10 * SIDE);
  const logits = moveBorder(patch, stepAt(20), within(4), allowed);
  expect(logits.subarray(10 * SIDE).every(logit => logit < -10)).toBe(true);
});

test('where values are the same everywhere, the mask stays as it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 35 }), border => {
      const flat = { ...patch, data: new Float32Array(SIDE * SIDE).fill(50) };
      expect(columnsInside(moveBorder(flat, stepAt(border), within(4)))).toBe(border);
    }),
  );
});

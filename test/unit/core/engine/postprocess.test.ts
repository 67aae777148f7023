import { ENGINE_CONFIG } from '../../../../extension/src/core/engine';
import type { Hypothesis } from '../../../../extension/src/core/engine/hypothesis';
import { planOf } from '../../../../extension/src/core/engine/plan';
import { postprocess } from '../../../../extension/src/core/engine/postprocess';
import { wholeImage } from '../../../../extension/src/core/geometry/region';
import { maskArea, maskHas } from '../../../../extension/src/core/mask/regionMask';
import type { Prompt } from '../../../../extension/src/core/prompt/prompt';
import { axialPlane, ctSlice } from '../slices';

const SIDE = 112;
const INPUT = 448;
const plane = axialPlane(SIDE, SIDE);
/** A bright square from 40 to 70. */
const slice = ctSlice(plane, (i, j) => (i >= 40 && i < 70 && j >= 40 && j < 70 ? 80 : -80));
const spec = { region: wholeImage(plane), window: { lower: -100, upper: 100 } };
const click: Prompt = { kind: 'point', polarity: 'include', at: [55, 55] };

/** A hypothesis whose logits, one to a pixel, are those of a function. */
function hypothesis(logit: (i: number, j: number) => number): Hypothesis {
  const low = Float32Array.from({ length: SIDE * SIDE }, (_, n) =>
    logit(n % SIDE, Math.floor(n / SIDE)),
  );
  return {
    origin: { view: 0, spec, token: 0, ask: 'prompts' },
    predictedIoU: 0.9,
    low,
    mask: { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) },
    ...{ terms: {}, score: 0 },
  };
}
const square = (from: number, to: number) => (i: number, j: number) =>
  Math.min(i - from, to - 1 - i, j - from, to - 1 - j) + 0.5;
const plan = (prompts: readonly Prompt[], config = ENGINE_CONFIG) =>
  planOf({ slice, prompts, quality: 'best' }, config);

test('the border goes to the edge that it is near to, in a final answer only', () => {
  const drawn = hypothesis(square(42, 68));
  const moved = maskArea(postprocess(plan([click]), drawn, true, INPUT)!.mask);
  expect(moved).toBeGreaterThanOrEqual(28 * 28);
  expect(moved).toBeLessThanOrEqual(30 * 30);
  expect(maskArea(postprocess(plan([click]), drawn, false, INPUT)!.mask)).toBe(26 * 26);
});

test('specks and holes go, a speck with a click stays', () => {
  const speck = (i: number, j: number) => Math.max(square(40, 70)(i, j), square(90, 93)(i, j));
  const holed = (i: number, j: number) => (i === 50 && j === 50 ? -2 : speck(i, j));
  const one = postprocess(plan([click]), hypothesis(holed), false, INPUT)!;
  expect(maskHas(one.mask, [91, 91])).toBe(false);
  expect(maskHas(one.mask, [50, 50])).toBe(true);
  const clicked = plan([click, { ...click, at: [91, 91] }]);
  expect(maskHas(postprocess(clicked, hypothesis(holed), false, INPUT)!.mask, [91, 91])).toBe(true);
});

test('what fills the reader’s box gains, what leaves most of it empty hardly does', () => {
  const corners = [
    [38, 38],
    [72, 72],
  ] as const;
  const boxed = plan([{ kind: 'box', corners }]);
  const full = postprocess(boxed, hypothesis(square(40, 70)), false, INPUT)!;
  const half = postprocess(boxed, hypothesis(square(40, 55)), false, INPUT)!;
  expect(full.terms.boxFit).toBeGreaterThan(0.9);
  expect(half.terms.boxFit).toBeLessThan(0.4);
  expect(full.score).toBeGreaterThan(half.score);
});

test('the field that is fed back gives the mask', () => {
  const { mask, field } = postprocess(plan([click]), hypothesis(square(42, 68)), true, INPUT)!;
  for (let v = 0, n = 0; v < field.height; v++) {
    for (let u = 0; u < field.width; u++, n++) {
      expect(field.data[n] > 0).toBe(maskHas(mask, [field.x + u, field.y + v]));
    }
  }
});

test('logits without a positive one give no answer', () => {
  expect(
    postprocess(
      plan([click]),
      hypothesis(() => -1),
      true,
      INPUT,
    ),
  ).toBeUndefined();
});

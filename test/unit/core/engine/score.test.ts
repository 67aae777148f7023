import { ENGINE_CONFIG } from '../../../../extension/src/core/engine';
import type { Hypothesis } from '../../../../extension/src/core/engine/hypothesis';
import type { Plan } from '../../../../extension/src/core/engine/plan';
import { fullScene } from '../../../../extension/src/core/engine/scene';
import { boxFit, score } from '../../../../extension/src/core/engine/score';
import {
  promptGeometry,
  type PromptGeometry,
} from '../../../../extension/src/core/prompt/modelPrompts';
import type { PixelPoint } from '../../../../extension/src/core/geometry/imagePlane';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { axialPlane, ctSlice } from '../slices';

const filled = (x: number, y: number, width: number, height: number): RegionMask => ({
  ...{ x, y, width, height },
  data: new Uint8Array(width * height).fill(1),
});
// 20 × 20 pixels and 5 % of slack on each side.
const box = promptGeometry([
  {
    kind: 'box',
    corners: [
      [8.5, 8.5],
      [30.5, 30.5],
    ],
  },
]);

const fit = (mask: RegionMask, prompts: PromptGeometry) =>
  boxFit(mask, prompts, ENGINE_CONFIG.score).boxFit ?? 0;

describe('what a postprocessed mask gains', () => {
  it('is all of it where the mask fills the box', () => {
    expect(fit(filled(10, 10, 20, 20), box)).toBeCloseTo(1);
  });

  it('is less the more of the box is left, or the less of the mask is inside', () => {
    expect(fit(filled(10, 10, 10, 20), box)).toBeCloseTo(0.5);
    expect(fit(filled(0, 10, 40, 20), box)).toBeCloseTo(0.5);
  });

  it('is nothing without a box, or with an outline, which is loose', () => {
    const path = [
      [8, 8],
      [30, 8],
      [30, 30],
    ] as const;
    expect(fit(filled(10, 10, 20, 20), { include: [[15, 15]], exclude: [] })).toBe(0);
    expect(fit(filled(10, 10, 20, 20), promptGeometry([{ kind: 'lasso', path }]))).toBe(0);
  });
});

describe('after a further click', () => {
  const slice = ctSlice(axialPlane(120, 120), () => 50);
  const before = filled(40, 40, 20, 20);
  const region = { x: -0.5, y: -0.5, width: 120, height: 120 };
  const spec = { region, window: { lower: 0, upper: 100 } };
  const hypothesis = (mask: RegionMask, predictedIoU: number): Hypothesis => ({
    origin: { view: 0, spec, token: 0, ask: 'prompts' },
    low: new Float32Array(256 * 256),
    ...{ mask, predictedIoU, terms: {}, score: 0 },
  });
  const ranked = (include: PixelPoint[], exclude: PixelPoint[], masks: RegionMask[]) => {
    const prompts = { include, exclude };
    const plan: Plan = {
      ...{ slice, prompts, views: [], config: ENGINE_CONFIG },
      tissue: { value: 50, unit: 1 },
      previous: { mask: before },
    };
    // The model itself is surest of the wrong one, which comes first.
    const all = masks.map((mask, n) => hypothesis(mask, n === 0 ? 1 : 0.8));
    return score(plan, fullScene(slice, prompts), all);
  };
  const best = (include: PixelPoint[], exclude: PixelPoint[], masks: RegionMask[]) =>
    ranked(include, exclude, masks)[0].mask;

  it('the mask that has it in the middle of what was added goes first', () => {
    // The click sits in the middle of ten more columns, but near the start of forty.
    const [far, near] = [filled(40, 40, 60, 20), filled(40, 40, 30, 20)];
    expect(
      best(
        [
          [50, 50],
          [65, 50],
        ],
        [],
        [far, near],
      ),
    ).toBe(near);
  });

  it('the mask that has it in the middle of what was taken away goes first', () => {
    const [far, near] = [filled(40, 40, 4, 20), filled(40, 40, 14, 20)];
    expect(best([[42, 50]], [[57, 50]], [far, near])).toBe(near);
  });

  it('the score is the sum of its terms, and the order is that of the score', () => {
    const masks = [filled(40, 40, 4, 20), filled(40, 40, 14, 20), filled(40, 40, 30, 20)];
    const all = ranked([[50, 50]], [[57, 50]], masks);
    for (const { terms, score: sum } of all) {
      expect(Object.values(terms).reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 12);
      expect(Object.keys(terms)).toEqual(expect.arrayContaining(['agreement', 'violation']));
    }
    const scores = all.map(one => one.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    // The narrowest leaves the include click out, the widest has the exclude click inside.
    for (const { mask, terms } of all) {
      expect(terms.violation).toBeCloseTo(mask === masks[1] ? 0 : -1);
    }
  });
});

test('a mask that the model is sure of and others agree with goes before one of either alone', () => {
  const slice = ctSlice(axialPlane(120, 120), () => 50);
  const prompts = { include: [[50, 50]] as const, exclude: [] };
  const region = { x: -0.5, y: -0.5, width: 120, height: 120 };
  const spec = { region, window: { lower: 0, upper: 100 } };
  const plan: Plan = {
    ...{ slice, prompts, views: [], config: ENGINE_CONFIG },
    tissue: { value: 50, unit: 1 },
  };
  const hypothesis = (token: number, mask: RegionMask, predictedIoU: number): Hypothesis => ({
    origin: { view: 0, spec, token, ask: 'prompts' },
    ...{ low: new Float32Array(0), mask, predictedIoU, terms: {}, score: 0 },
  });
  const alone = hypothesis(0, filled(45, 45, 8, 8), 0.8);
  const shared = [
    hypothesis(1, filled(40, 40, 20, 20), 0.75),
    hypothesis(2, filled(40, 40, 20, 21), 0.7),
  ];
  const doubted = hypothesis(3, filled(40, 40, 21, 21), 0.5);
  const ranked = score(plan, fullScene(slice, prompts), [alone, doubted, ...shared]);
  expect(ranked.map(({ origin }) => origin.token)).toEqual([1, 2, 3, 0]);
  expect(ranked[0].terms.agreement).toBeLessThanOrEqual(ENGINE_CONFIG.score.agreement);
});

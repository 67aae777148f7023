import type { Proposal } from '../../../../extension/src/core/engine/proposals';
import { fullScene } from '../../../../extension/src/core/engine/scene';
import { fit, rank } from '../../../../extension/src/core/engine/score';
import { promptGeometry } from '../../../../extension/src/core/prompt/modelPrompts';
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

describe('what a finished mask gains', () => {
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
  const proposal = (mask: RegionMask, predictedIoU: number): Proposal => ({
    spec: {
      region: { x: -0.5, y: -0.5, width: 120, height: 120 },
      window: { lower: 0, upper: 100 },
    },
    crop: { x: -0.5, y: -0.5, width: 120, height: 120 },
    token: 0,
    low: new Float32Array(256 * 256),
    ...{ mask, predictedIoU },
  });
  const best = (include: [number, number][], exclude: [number, number][], masks: RegionMask[]) =>
    rank(
      fullScene(slice, { include, exclude }),
      // The model itself is surest of the wrong one, which comes first.
      masks.map((mask, n) => proposal(mask, n === 0 ? 1 : 0.8)),
      [],
      { value: 50, unit: 1 },
      before,
    )[0].mask;

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
});

import { fit } from '../../../../extension/src/core/engine/score';
import { promptGeometry } from '../../../../extension/src/core/prompt/modelPrompts';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';

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

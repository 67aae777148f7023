import { masksOf } from '../../../../extension/src/core/lesions/masks';
import type { OrganGrid } from '../../../../extension/src/core/lesions/organGrid';
import { maskArea } from '../../../../extension/src/core/mask/regionMask';

/** Voxels of 2 × 2 pixels on 2 slices each, of an organ on the slices 3 to 7. */
const grid: OrganGrid = {
  ...{ width: 4, height: 4, depth: 3, spacing: [2, 2, 1] },
  ...{ values: new Float32Array(48), inside: new Float32Array(48).fill(1) },
  ...{ origin: [10, 20, 3], block: [2, 2, 2], last: 7 },
};

test('a region becomes masks on the slices that its voxels stand for, and on none beyond the organ', () => {
  const masks = masksOf(grid, Int32Array.of(0, 16, 32));
  expect([...masks.keys()]).toEqual([3, 4, 5, 6, 7]);
  for (const mask of masks.values()) {
    expect(maskArea(mask)).toBe(4);
    expect([mask.x, mask.y]).toEqual([10, 20]);
  }
});

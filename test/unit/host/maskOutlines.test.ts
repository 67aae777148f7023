/** @jest-environment jsdom */
import type { RegionMask } from '../../../extension/src/core/mask/regionMask';
import { MaskOutlines, type MaskOutline } from '../../../extension/src/host/maskOutlines';
import type { PlanarViewport } from '../../../extension/src/host/slices';
import { axialPlane } from '../core/slices';

const plane = axialPlane(20, 10);
const viewport = {
  worldToCanvas: ([x, y]: readonly number[]) => [10 + 2 * x, 5 + 2 * y],
} as unknown as PlanarViewport;
const mask: RegionMask = { x: 3, y: 4, width: 2, height: 1, data: Uint8Array.of(1, 1) };
const outline = (id: number, look: Partial<MaskOutline> = {}): MaskOutline => ({
  ...{ id, mask, color: 'red', picked: false, marked: false },
  ...look,
});

test('masks are drawn as outlines in place; those that are picked are filled', () => {
  const layer = new MaskOutlines(document.body);
  layer.draw(viewport, { plane, outlines: [outline(1), outline(2, { picked: true })] });
  const [plain, picked] = document.querySelectorAll('[data-mask]');
  expect(plain.parentElement!.getAttribute('transform')).toBe('matrix(2 0 0 2 10 5)');
  expect(plain.querySelectorAll('[fill-opacity]')).toHaveLength(0);
  expect(picked.querySelectorAll('[fill-opacity]')).toHaveLength(1);
  layer.draw(viewport, null);
  expect(document.querySelectorAll('[data-mask]')).toHaveLength(0);
  layer.remove();
  expect(document.querySelector('.sam-outlines')).toBeNull();
});

test('what looks as before is not made anew', () => {
  const layer = new MaskOutlines(document.body);
  layer.draw(viewport, { plane, outlines: [outline(1), outline(2)] });
  const before = [...document.querySelectorAll('[data-mask]')];
  layer.draw(viewport, { plane, outlines: [outline(2), outline(1, { marked: true })] });
  const after = [...document.querySelectorAll('[data-mask]')];
  expect(after[0]).toBe(before[1]);
  expect(after[1]).not.toBe(before[0]);
  expect(after[1].getAttribute('data-marked')).toBe('true');
  layer.remove();
});

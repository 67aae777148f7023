/** @jest-environment jsdom */
import type { RegionMask } from '../../../extension/src/core/mask/regionMask';
import { HoverPreview } from '../../../extension/src/host/session/hover';
import type { ShownSlice } from '../../../extension/src/host/slices';
import { axialPlane } from '../core/slices';

const slice = { key: 'slice-1', plane: axialPlane(50, 50) } as ShownSlice;
const mask: RegionMask = { x: 1, y: 1, width: 1, height: 1, data: Uint8Array.of(1) };

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function hover(ask = jest.fn(() => Promise.resolve<RegionMask | null>(mask))) {
  const changed = jest.fn();
  return { preview: new HoverPreview(ask, changed), ask, changed };
}

test('asks once, when the mouse rests', async () => {
  const { preview, ask, changed } = hover();
  for (const x of [5, 6, 7]) preview.moveTo(slice, [x, 5, 0]);
  await jest.advanceTimersByTimeAsync(200);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(ask).toHaveBeenCalledWith(slice, [7, 5]);
  expect(preview.maskOn('slice-1')).toBe(mask);
  expect(preview.maskOn('slice-2')).toBeNull();
  preview.leave();
  expect(preview.maskOn('slice-1')).toBeNull();
  expect(changed).toHaveBeenCalledTimes(2);
});

test('drops an answer that comes when the mouse is elsewhere', async () => {
  let answer: (value: RegionMask) => void = () => undefined;
  const { preview } = hover(jest.fn(() => new Promise<RegionMask>(resolve => (answer = resolve))));
  preview.moveTo(slice, [5, 5, 0]);
  await jest.advanceTimersByTimeAsync(200);
  preview.leave();
  answer(mask);
  await jest.advanceTimersByTimeAsync(1);
  expect(preview.maskOn('slice-1')).toBeNull();
});

test('does not ask beside the image, nor again on a machine that is too slow', async () => {
  const slow = jest.fn(async () => {
    await new Promise(resolve => setTimeout(resolve, 900));
    return mask;
  });
  const { preview, ask } = hover(slow);
  preview.moveTo(slice, [-20, 5, 0]);
  await jest.advanceTimersByTimeAsync(2000);
  expect(ask).not.toHaveBeenCalled();
  preview.moveTo(slice, [5, 5, 0]);
  await jest.advanceTimersByTimeAsync(2000);
  preview.moveTo(slice, [9, 9, 0]);
  await jest.advanceTimersByTimeAsync(2000);
  expect(ask).toHaveBeenCalledTimes(1);
});

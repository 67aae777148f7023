/** @jest-environment jsdom */
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { HoverPreview } from '../../../../extension/src/features/prompting/hover';
import type { HoverAnswer } from '../../../../extension/src/features/runtime';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { axialPlane } from '../../core/slices';

const slice = { key: 'slice-1', plane: axialPlane(50, 50) } as ShownSlice;
const mask: RegionMask = { x: 1, y: 1, width: 1, height: 1, data: Uint8Array.of(1) };

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const quick: HoverAnswer = { mask, milliseconds: 90 };

function hover(ask = jest.fn(() => Promise.resolve<HoverAnswer | null>(quick))) {
  const [changed, tooSlow] = [jest.fn(), jest.fn()];
  return { preview: new HoverPreview(ask, changed, tooSlow), ask, changed, tooSlow };
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
  let answer: (value: HoverAnswer) => void = () => undefined;
  const { preview } = hover(jest.fn(() => new Promise<HoverAnswer>(resolve => (answer = resolve))));
  preview.moveTo(slice, [5, 5, 0]);
  await jest.advanceTimersByTimeAsync(200);
  preview.leave();
  answer(quick);
  await jest.advanceTimersByTimeAsync(1);
  expect(preview.maskOn('slice-1')).toBeNull();
});

test('does not ask beside the image', async () => {
  const { preview, ask } = hover();
  preview.moveTo(slice, [-20, 5, 0]);
  await jest.advanceTimersByTimeAsync(2000);
  expect(ask).not.toHaveBeenCalled();
});

test('tells when the model is too slow, not when it waited for its turn', async () => {
  const waiting = hover(
    jest.fn(async () => {
      await new Promise(resolve => setTimeout(resolve, 3000));
      return quick;
    }),
  );
  waiting.preview.moveTo(slice, [5, 5, 0]);
  await jest.advanceTimersByTimeAsync(4000);
  expect(waiting.tooSlow).not.toHaveBeenCalled();
  const slow = hover(jest.fn(() => Promise.resolve({ mask, milliseconds: 900 })));
  slow.preview.moveTo(slice, [5, 5, 0]);
  await jest.advanceTimersByTimeAsync(200);
  expect(slow.tooSlow).toHaveBeenCalledTimes(1);
});

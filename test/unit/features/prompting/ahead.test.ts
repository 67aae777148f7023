/** @jest-environment jsdom */
import { Ahead } from '../../../../extension/src/features/prompting/ahead';
import type { ShownSlice } from '../../../../extension/src/host/slices';

const stack = Array.from({ length: 40 }, (_, k) => ({ key: `s${k}` }) as ShownSlice);

let hidden = false;
beforeEach(() => {
  hidden = false;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

/** A worker that takes a tenth of a second for a slice, or as long as given. */
function bench(ready: readonly string[] = [], milliseconds = 100) {
  const held = new Set(ready);
  const asked: string[] = [];
  const told: ReadonlySet<string>[] = [];
  let running = 0;
  const runner = {
    mostAtOnce: 0,
    prepareAhead: async ({ key }: ShownSlice) => {
      asked.push(key);
      runner.mostAtOnce = Math.max(runner.mostAtOnce, ++running);
      await new Promise(resolve => setTimeout(resolve, milliseconds));
      running--;
      held.add(key);
      return true;
    },
    readySlices: async () => [...held],
  };
  const ahead = new Ahead(runner, keys => told.push(keys));
  return { ahead, asked, told, runner, held };
}
const begin = (made: ReturnType<typeof bench>, k = 20) => {
  void made.ahead.around(stack[k], () => stack);
};
const input = (type: string) => document.dispatchEvent(new Event(type));

test('the nearest slices are encoded first, one at a time, and no further than ten away', async () => {
  const made = bench(['s20', 's19']);
  begin(made);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(made.asked.slice(0, 4)).toEqual(['s21', 's22', 's18', 's23']);
  expect(made.asked).toHaveLength(19);
  expect(made.asked).not.toContain('s9');
  expect(made.runner.mostAtOnce).toBe(1);
  expect([...made.told.at(-1)!].sort()).toEqual([...made.held].sort());
});

test.each(['pointermove', 'wheel', 'keydown'])(
  'nothing is begun until the reader pauses: %s',
  async type => {
    const made = bench();
    begin(made);
    for (let n = 0; n < 20; n++) {
      input(type);
      await jest.advanceTimersByTimeAsync(300);
    }
    expect(made.asked).toEqual([]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(made.asked.length).toBeGreaterThan(0);
  },
);

test('nothing is begun while the page is hidden, nor once the reader has scrolled on', async () => {
  const made = bench();
  hidden = true;
  begin(made);
  await jest.advanceTimersByTimeAsync(5000);
  expect(made.asked).toEqual([]);
  hidden = false;
  await jest.advanceTimersByTimeAsync(650);
  const begun = made.asked.length;
  expect(begun).toBeGreaterThan(0);
  made.ahead.stop();
  await jest.advanceTimersByTimeAsync(5000);
  expect(made.asked).toHaveLength(begun);
});

test('a slice at the end of the stack has neighbours on one side', async () => {
  const made = bench();
  begin(made, 0);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(made.asked).toEqual(stack.slice(1, 11).map(({ key }) => key));
});

test('most of the time the model is free for a click', async () => {
  const made = bench();
  begin(made);
  await jest.advanceTimersByTimeAsync(600 + 4000);
  expect(made.asked.length).toBeLessThanOrEqual(11);
});

test('where a slice takes long, a click would have to wait: it is left at one', async () => {
  const made = bench([], 2000);
  begin(made);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(made.asked).toHaveLength(1);
});

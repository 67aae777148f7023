/** @jest-environment jsdom */
import { propagationBench } from './bench';

const OBJECT = [0, 7, 8, 8, 8, 8, 8, 8, 7, 0];
/** Corrections have paused, and what waits for nothing but promises has run. */
const followed = () => jest.advanceTimersByTimeAsync(2000);

beforeEach(() => {
  localStorage.clear();
  jest.useFakeTimers();
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
});
afterEach(() => jest.useRealTimers());

/** An object that was propagated from slice 2, with other masks from then on. */
async function propagated(different: (k: number) => number = k => k - 1) {
  const bench = await propagationBench(OBJECT);
  bench.prompt(2);
  await bench.propagation.propagate();
  expect(bench.drafted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  bench.asked.length = 0;
  const { follow } = bench.model;
  bench.model.follow = (k, signal) => follow(different(k), signal);
  return bench;
}
/** A slice's mask comes out as small as that of the object's last slice. */
const smaller = () => 8;

test('a corrected slice’s neighbours are made anew by themselves, and the reader’s slices stay', async () => {
  const bench = await propagated(smaller);
  bench.correct(6, 8);
  const own = [bench.draft(2), bench.draft(6)];
  await followed();
  expect(bench.asked.sort()).toEqual([3, 4, 5, 7, 8]);
  expect([bench.draft(2), bench.draft(6)]).toEqual(own);
  const { phase, corrects, done } = bench.propagation.store.getState();
  // The last slice was as small before.
  expect({ phase, corrects, done }).toEqual({ phase: 'done', corrects: 7, done: 4 });
});

test('it goes no further than to the first neighbour that comes out as it was', async () => {
  const bench = await propagated(k => (k === 5 ? 8 : k));
  bench.correct(6, 8);
  await followed();
  expect(bench.asked).toEqual([5, 4, 7]);
});

test('a checked or another corrected slice is where it ends', async () => {
  const bench = await propagated(smaller);
  bench.actions.checkPropagated(bench.slices[4].key);
  await followed();
  expect(bench.asked).toEqual([]);
  bench.correct(6, 8);
  await followed();
  expect(bench.asked.sort()).toEqual([5, 7, 8]);
});

test('a slice that was never propagated tells its neighbours nothing', async () => {
  const bench = await propagated(smaller);
  bench.prompt(2);
  await followed();
  expect(bench.asked).toEqual([]);
});

test('corrections during a run are followed when it has ended', async () => {
  const bench = await propagated();
  const { follow } = bench.model;
  bench.model.follow = async (k, signal) => {
    // While the run is on its way, which keeps what was found.
    if (k === 4 && bench.draft(7)?.prompts.length === 0) {
      bench.correct(7, 8);
      await new Promise(resolve => setTimeout(resolve, 1500));
    }
    return follow(k, signal);
  };
  const run = bench.propagation.propagate();
  await followed();
  await followed();
  await run;
  expect(bench.propagation.store.getState()).toMatchObject({ phase: 'done', corrects: 8 });
});

test('cancel ends it, and what was changed stays', async () => {
  const bench = await propagated(smaller);
  const { follow } = bench.model;
  bench.model.follow = (k, signal) => (k === 4 ? new Promise(() => undefined) : follow(k, signal));
  bench.correct(6, 8);
  const before = bench.draft(4);
  await followed();
  expect(bench.propagation.store.getState()).toMatchObject({ phase: 'running', done: 1 });
  bench.propagation.cancel();
  expect(bench.propagation.store.getState()).toMatchObject({ phase: 'cancelled', done: 1 });
  expect(bench.draft(4)).toBe(before);
});

test('a run of the reader’s own takes the place of it', async () => {
  const bench = await propagated(smaller);
  const { follow } = bench.model;
  bench.model.follow = () => new Promise(() => undefined);
  bench.correct(6, 8);
  await followed();
  bench.model.follow = follow;
  await bench.propagation.propagate();
  expect(bench.propagation.store.getState()).toMatchObject({ phase: 'done', corrects: null });
});

test('the reader can do without, and that is kept', async () => {
  const bench = await propagated(smaller);
  bench.propagation.setFollowsCorrections(false);
  bench.correct(6, 8);
  await followed();
  expect(bench.asked).toEqual([]);
  bench.propagation.reset();
  expect(bench.propagation.store.getState().followsCorrections).toBe(false);
});

test('accepted at once after a correction: nothing is begun, and nothing is told', async () => {
  const bench = await propagated(smaller);
  bench.correct(6, 8);
  bench.accept();
  await followed();
  expect(bench.asked).toEqual([]);
  expect(bench.propagation.store.getState().phase).toBe('idle');
});

test('a corrected slice between firm ones leaves what the panel says as it was', async () => {
  const bench = await propagated(smaller);
  for (const k of [3, 5]) bench.actions.checkPropagated(bench.slices[k].key);
  bench.correct(4, 8);
  await followed();
  expect(bench.propagation.store.getState()).toMatchObject({ phase: 'done', corrects: null });
});

/** @jest-environment jsdom */
import { reviewOf } from '../../../../extension/src/features/propagation/review';
import { point } from '../prompting/fakes';
import { propagationBench } from './bench';

const OBJECT = [0, 7, 8, 8, 8, 7, 0];

/** Lets everything run that waits for nothing but promises and the page's turns. */
const settled = () => new Promise(resolve => setTimeout(resolve, 150));

let hidden = false;
beforeEach(() => {
  hidden = false;
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
});

test('an object goes from one slice into all that it is on, and the reader’s slice stays as it is', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(3);
  const own = bench.draft(3);
  await bench.propagation.propagate();
  expect(bench.drafted()).toEqual([1, 2, 3, 4, 5]);
  expect(bench.draft(3)).toBe(own);
  expect(bench.draft(2).propagated?.confidence).toBeGreaterThanOrEqual(0);
  const { phase, done, remaining, stops } = bench.propagation.store.getState();
  expect({ phase, done, remaining }).toEqual({ phase: 'done', done: 4, remaining: 0 });
  expect(stops).toEqual([
    { sliceNumber: 7, reason: 'values' },
    { sliceNumber: 1, reason: 'values' },
  ]);
});

test.each([
  ['up', 3, [1, 2, 3]],
  ['down', 3, [3, 4, 5]],
  ['here', 4, [3, 4]],
] as const)('%s goes there alone', async (direction, shown, drafted) => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(3);
  bench.show(shown);
  await bench.propagation.propagate({ direction });
  expect(bench.drafted()).toEqual(drafted);
});

test('cancel answers at once, and what was done stays', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(1);
  const { follow } = bench.model;
  let aborted = false;
  bench.model.follow = async (k, signal) => {
    if (k < 3) return follow(k, signal);
    signal.addEventListener('abort', () => (aborted = true));
    return new Promise(() => undefined);
  };
  void bench.propagation.propagate();
  await settled();
  expect(bench.propagation.store.getState().phase).toBe('running');
  bench.propagation.cancel();
  expect(bench.propagation.store.getState().phase).toBe('cancelled');
  expect(aborted).toBe(true);
  expect(bench.drafted()).toEqual([1, 2]);
});

test.each(['paused', 'hidden'] as const)('%s: no slice is begun until it may go on', async why => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(1);
  const hold = (on: boolean) => {
    hidden = on && why === 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    if (why === 'paused') bench.propagation.pause(on);
  };
  const { follow } = bench.model;
  bench.model.follow = async (k, signal) => {
    if (k === 2) hold(true);
    return follow(k, signal);
  };
  const run = bench.propagation.propagate();
  await settled();
  expect(bench.propagation.store.getState().phase).toBe(why);
  expect(bench.asked.filter(k => k > 2)).toEqual([]);
  hold(false);
  await run;
  expect(bench.drafted()).toEqual([1, 2, 3, 4, 5]);
});

test('a model that fails in mid-run leaves what was done, says why, and going on asks for the rest alone', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(1);
  const { follow } = bench.model;
  bench.model.follow = async (k, signal) =>
    k === 3 ? { ok: false, error: { code: 'device-lost', detail: 'gone' } } : follow(k, signal);
  await bench.propagation.propagate();
  expect(bench.propagation.store.getState()).toMatchObject({
    phase: 'failed',
    error: 'device-lost',
  });
  expect(bench.notices.store.getState().notice?.text).toBe('error.device-lost');
  expect(bench.drafted()).toEqual([1, 2]);
  bench.model.follow = follow;
  bench.asked.length = 0;
  await bench.propagation.propagate({ goOn: true });
  expect(bench.asked).not.toContain(2);
  expect(bench.drafted()).toEqual([1, 2, 3, 4, 5]);
});

test('the page has its turn between an answer and the next slice', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(1);
  const { follow } = bench.model;
  const order: string[] = [];
  bench.model.follow = async (k, signal) => {
    order.push(`ask ${k}`);
    const until = performance.now() + 15;
    while (performance.now() < until);
    setTimeout(() => order.push(`page ${k}`));
    return follow(k, signal);
  };
  await bench.propagation.propagate();
  expect(order.slice(0, 4)).toEqual(['ask 2', 'page 2', 'ask 3', 'page 3']);
});

test('the pane goes over to another series in mid-run: the run stays in its own, and so does going on', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(1);
  const { follow } = bench.model;
  bench.model.follow = async (k, signal) => {
    if (k === 2) bench.showOtherStack();
    if (k === 4) bench.propagation.cancel();
    return follow(k, signal);
  };
  await bench.propagation.propagate();
  expect(bench.drafted()).toEqual([1, 2, 3]);
  expect(bench.store.getState().drafts.size).toBe(3);
  bench.model.follow = follow;
  await bench.propagation.propagate({ goOn: true });
  expect(bench.drafted()).toEqual([1, 2, 3, 4, 5]);
  expect(bench.store.getState().drafts.size).toBe(5);
});

test('images that can’t be loaded any more end the run, and what was done stays', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(1);
  bench.unreadable.add(3);
  await bench.propagation.propagate();
  expect(bench.propagation.store.getState()).toMatchObject({
    phase: 'failed',
    error: 'pixels-unavailable',
  });
  expect(bench.drafted()).toEqual([1, 2]);
  bench.unreadable.clear();
  await bench.propagation.propagate({ goOn: true });
  expect(bench.drafted()).toEqual([1, 2, 3, 4, 5]);
});

test('nothing is left to tell once the object is accepted or cleared', async () => {
  for (const end of ['clear', 'accept'] as const) {
    const bench = await propagationBench(OBJECT);
    bench.prompt(1);
    await bench.propagation.propagate();
    if (end === 'accept') bench.accept();
    else bench.actions.clear({ all: true });
    expect(bench.propagation.store.getState()).toMatchObject({ phase: 'idle', done: 0, stack: [] });
  }
});

test('a corrected slice is a fixed point of the next run, and so is one that the segment has', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(3);
  await bench.propagation.propagate();
  const corrected = { ...bench.draft(4), prompts: [point(bench.slices[4].key, 'fix')] };
  bench.answering.put(corrected);
  bench.inSegment.set(2, bench.made.truth[2]);
  bench.asked.length = 0;
  await bench.propagation.propagate();
  expect(bench.draft(4)).toBe(corrected);
  expect([...bench.asked].sort()).toEqual([1, 5]);
});

test('a run that stops earlier takes away what the one before had found beyond', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(3);
  await bench.propagation.propagate();
  const { follow } = bench.model;
  bench.model.follow = (k, signal) => follow(k === 5 ? 6 : k, signal);
  await bench.propagation.propagate();
  expect(bench.drafted()).toEqual([1, 2, 3, 4]);
});

test('clearing the object, accepting it or leaving the study ends the run', async () => {
  for (const end of ['clear', 'accept', 'reset'] as const) {
    const bench = await propagationBench(OBJECT);
    bench.prompt(1);
    const { follow } = bench.model;
    bench.model.follow = async (k, signal) => {
      if (k === 3 && end === 'clear') bench.actions.clear({ all: true });
      if (k === 3 && end === 'accept') bench.accept();
      if (k === 3 && end === 'reset') bench.propagation.reset();
      return follow(k, signal);
    };
    await bench.propagation.propagate();
    expect(bench.asked).not.toContain(4);
    expect(bench.draft(3)).toBeUndefined();
  }
});

test('without a mask there is nothing to follow, and the panel says so', async () => {
  const bench = await propagationBench(OBJECT);
  await bench.propagation.propagate();
  expect(bench.notices.store.getState().notice?.text).toBe('notice.nothingToPropagate');
  expect(bench.propagation.store.getState().phase).toBe('idle');
});

test('review: the doubtful slices come one after the other, and one that is checked is none', async () => {
  const bench = await propagationBench([8, 8, 8, 8, 8, 8, 8]);
  bench.prompt(3);
  await bench.propagation.propagate();
  const put = (k: number, confidence: number) =>
    bench.answering.put({
      ...bench.draft(k),
      propagated: { ...bench.draft(k).propagated!, confidence },
    });
  [0, 1, 2, 4, 5, 6].forEach(k => put(k, 0.95));
  put(1, 0.3);
  put(5, 0.4);
  const doubtful = () =>
    reviewOf(bench.propagation.store.getState(), bench.store.getState()).flatMap(
      ({ kind, number }) => (kind === 'doubtful' ? [number] : []),
    );
  expect(doubtful()).toEqual([2, 6]);
  bench.show(3);
  bench.propagation.jump(1);
  bench.show(5);
  bench.propagation.jump(1);
  expect(bench.shownImages).toEqual(['slice-5', 'slice-1']);
  bench.propagation.check();
  expect(doubtful()).toEqual([2]);
});

test('a pane that shows no slices is told, when propagation begins and when a slice is to be shown', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(3);
  await bench.propagation.propagate();
  bench.propagation.show(bench.slices[4].key);
  expect(bench.shownImages).toEqual(['slice-4']);
  bench.showOtherStack();
  bench.propagation.show(bench.slices[5].key);
  expect(bench.shownImages).toEqual(['slice-4']);
  const told = () => bench.notices.store.getState();
  expect(JSON.stringify(told())).toContain('notice.stackNotShown');
  bench.showVolumeRendering();
  await bench.propagation.propagate();
  expect(JSON.stringify(told())).toContain('error.plane-not-supported');
  expect(bench.propagation.store.getState().phase).toBe('done');
});

test('deleting a correction brings back what propagation had found', async () => {
  const bench = await propagationBench(OBJECT);
  bench.prompt(3);
  await bench.propagation.propagate();
  const { answer } = bench.draft(4);
  const id = bench.actions.addPrompt(bench.slices[4], {
    ...{ kind: 'point', polarity: 'exclude', at: [24, 24, 12] },
  });
  // An exclude click alone corrects what is there.
  expect(bench.draft(4).phase).toBe('asked');
  bench.actions.deletePrompt(id);
  expect(bench.draft(4)).toMatchObject({ answer, phase: 'final', prompts: [] });
});

import { fakeCaches } from '../../inference/fakeCaches';
import { CACHE_BYTES, realGpu, start, texts, type Machine } from '../runtime/modelMachine';
import { propagationBench } from './bench';

const LENGTH = 12;
/** The runs of the self-check come before those of the reader's. */
const IN_MID_PROPAGATION = 9;

// The page is seen; it has no more of a DOM here, where there are the workers' own functions.
beforeAll(() => void Object.assign(globalThis, { document: { hidden: false } }));

/** Propagation over the page's real runner, worker and caches; the masks are the truth. */
async function propagatedOn(machine: Machine, length = LENGTH) {
  const radii = new Array<number>(length).fill(8);
  const bench = await propagationBench(radii, false);
  const run = start({ caches: fakeCaches().caches, ...machine });
  await run.runner.load();
  const { follow: truth } = bench.model;
  bench.model.follow = async (k, signal) => {
    const prompt = { kind: 'point', polarity: 'include', at: [24, 24] } as const;
    const outcome = await run.runner.follow(bench.slices[k], { prompts: [prompt] }, signal);
    return outcome.ok ? truth(k, signal) : outcome;
  };
  bench.prompt(0);
  await bench.propagation.propagate();
  return { bench, run };
}

const all = Array.from({ length: LENGTH }, (_, k) => k);

test.each<[string, Machine]>([
  [
    'the worker is killed',
    {
      onWasmRun: (worker, kill) => (graph, count) => {
        if (worker || graph !== 'encoder' || count < IN_MID_PROPAGATION) return undefined;
        kill();
        return new Promise<void>(() => {});
      },
    },
  ],
  [
    'the graphics device is lost',
    {
      gpu: () => realGpu(),
      onGpuRun: (worker, lose) => (graph, count) => {
        if (worker || graph !== 'encoder' || count < IN_MID_PROPAGATION) return undefined;
        lose();
        return new Promise<void>(() => {});
      },
    },
  ],
  [
    'memory runs out',
    {
      onWasmRun: worker => (graph, count) => {
        if (!worker && graph === 'encoder' && count === IN_MID_PROPAGATION) {
          throw new Error('std::bad_alloc');
        }
      },
    },
  ],
])(
  '%s in mid-propagation: the model is started anew and every slice is done',
  async (_, machine) => {
    const { bench, run } = await propagatedOn(machine);
    expect(run.workers).toBe(2);
    expect(run.seen).toContain(texts.text('notice.recovered'));
    expect(bench.propagation.store.getState()).toMatchObject({ phase: 'done', error: null });
    expect(bench.drafted()).toEqual(all);
    run.client.stop();
  },
);

test('a model that can’t be kept alive ends it: what was done stays, and going on works', async () => {
  let broken = true;
  const { bench, run } = await propagatedOn({
    onWasmRun: (worker, kill) => (graph, count) => {
      if (!broken || (!worker && count < IN_MID_PROPAGATION) || count < 2) return undefined;
      kill();
      return new Promise<void>(() => {});
    },
  });
  expect(bench.propagation.store.getState()).toMatchObject({
    phase: 'failed',
    error: 'worker-lost',
  });
  const kept = bench.drafted();
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.length).toBeLessThan(LENGTH);
  broken = false;
  await run.runner.reload();
  await bench.propagation.propagate({ goOn: true });
  expect(bench.drafted()).toEqual(all);
  run.client.stop();
});

test('the cap of the cache is reached in mid-propagation: it goes on under the cap', async () => {
  const length = 90;
  const { bench, run } = await propagatedOn({}, length);
  expect(bench.drafted()).toHaveLength(length);
  const { cacheBytes, cacheLimitBytes } = await run.client.stats();
  expect([cacheBytes, cacheLimitBytes]).toEqual([CACHE_BYTES, CACHE_BYTES]);
  run.client.stop();
});

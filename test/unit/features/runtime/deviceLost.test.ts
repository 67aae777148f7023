import { fakeCaches } from '../../inference/fakeCaches';
import { click, realGpu, start, texts } from './modelMachine';

test('a lost device takes its embeddings along: the next click encodes anew and is answered', async () => {
  const encodes: number[] = [];
  const run = start({
    caches: fakeCaches().caches,
    gpu: () => realGpu(),
    onGpuRun: (worker, lose) => graph => {
      if (graph === 'encoder') encodes[worker] = (encodes[worker] ?? 0) + 1;
      if (graph === 'encoder' || worker > 0 || !losing) return undefined;
      lose();
      return new Promise<number>(() => {});
    },
  });
  let losing = false;
  await run.runner.load();
  const inCheck = encodes[0];
  expect(await click(run.runner)).toMatchObject({ answer: expect.anything() });
  const inClick = encodes[0] - inCheck;
  expect(inClick).toBeGreaterThan(0);
  losing = true;
  expect(await click(run.runner)).toMatchObject({ answer: expect.anything() });
  expect(encodes).toEqual([inCheck + inClick, inCheck + inClick]);
  expect(run.seen).toEqual([texts.text('notice.recovered')]);
  expect((await run.client.stats()).cachedEmbeddings).toBe(inClick);
  run.client.stop();
});

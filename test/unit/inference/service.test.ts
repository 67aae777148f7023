import type {
  DecoderOutput,
  EncodeSpec,
  ImageEmbedding,
  Segmenter,
  SegmentRequest,
} from '../../../extension/src/core/engine/types';
import { SAM_DEFAULTS } from '../../../extension/src/core/automatic/parameters';
import { SamError } from '../../../extension/src/core/errors';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import type {
  LoadOptions,
  RuntimeInfo,
  WorkerSegmentResult,
} from '../../../extension/src/inference/api';
import { SegmentationService, type OwnedSegmenter } from '../../../extension/src/inference/service';

/** An engine that takes one encode and one decode, so that the service alone is under test. */
jest.mock('../../../extension/src/core/engine', () => ({
  defaultSpec: ({ key }: SliceImage) => ({ whole: key }),
  segment: async (segmenter: Segmenter, { slice, quality }: SegmentRequest) => {
    const spec = { quality } as unknown as EncodeSpec;
    const embedding = await segmenter.encode(slice, spec);
    await segmenter.decode(embedding, {} as never);
    return { candidates: [], spec, final: quality === 'best' };
  },
}));

const options: LoadOptions = {
  modelsUrl: 'https://viewer.test/models/',
  runtimeUrl: '',
  backend: 'auto',
  cacheBytes: 12,
};
const info = { backend: 'wasm' } as RuntimeInfo;
const slice = (key: string, pixels = 16) =>
  ({
    key,
    values: new Float32Array(pixels),
    plane: { columns: 4, rows: 4 },
    channels: 1,
  }) as unknown as SliceImage;

/** A segmenter whose runs wait until `step` is called; `runs` logs them. */
class SteppedSegmenter implements OwnedSegmenter {
  readonly inputSize = 1024;
  readonly maskSide = 256;
  stats = { cacheBytes: 4, cachedEmbeddings: 1 };
  readonly readySlices: string[] = [];
  readonly runs: string[] = [];
  readonly #waiting: (() => void)[] = [];
  release = jest.fn(async () => {});
  ready(): readonly ImageEmbedding[] {
    return [];
  }
  async encode({ key }: SliceImage, spec: EncodeSpec): Promise<ImageEmbedding> {
    await this.#run(`encode ${key} ${JSON.stringify(spec)}`);
    this.readySlices.push(key);
    return { id: key, spec };
  }
  async decode({ id }: ImageEmbedding): Promise<DecoderOutput> {
    await this.#run(`decode ${id}`);
    return {} as DecoderOutput;
  }
  async decodeMany({ id }: ImageEmbedding, prompts: readonly unknown[]) {
    await this.#run(`decode ${id} × ${prompts.length}`);
    return prompts.map(() => ({
      logits: new Float32Array(4),
      predictedIoU: Float32Array.of(0.9),
    }));
  }
  #run(name: string): Promise<void> {
    this.runs.push(name);
    return new Promise(resolve => this.#waiting.push(resolve));
  }
  async step(times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      this.#waiting.shift()?.();
      await settle();
    }
  }
}
async function settle() {
  for (let i = 0; i < 6; i++) await new Promise(resolve => setImmediate(resolve));
}

async function loaded(warmUps = 0) {
  const segmenter = new SteppedSegmenter();
  const service = new SegmentationService(async () => ({ segmenter, info }), warmUps);
  await service.load(options, () => {});
  for (const key of ['a', 'b', 'c']) await service.setSlice(slice(key));
  return { service, segmenter };
}
let jobs = 0;
const job = (quality: 'quick' | 'best', sliceKey: string) =>
  ({ jobId: `job ${jobs++}`, priority: 'prompt', sliceKey, prompts: [], quality }) as const;
const quick = (sliceKey: string) => job('quick', sliceKey);
const best = (sliceKey: string) => job('best', sliceKey);
const QUICK = '{"quality":"quick"}';
const BEST = '{"quality":"best"}';
const aborted = { ok: false, error: { code: 'aborted' } };

describe('SegmentationService', () => {
  it('answers with the result and the time it took', async () => {
    const { service, segmenter } = await loaded();
    const answer = service.segment(quick('a'));
    await settle();
    await segmenter.step(2);
    expect(await answer).toEqual({
      ok: true,
      value: {
        candidates: [],
        spec: { quality: 'quick' },
        final: false,
        milliseconds: expect.any(Number),
      },
    });
  });

  it('puts a segment before waiting prepares and runs one model at a time', async () => {
    const { service, segmenter } = await loaded();
    const ahead = [service.prepare('a'), service.prepare('b')];
    await settle();
    const all = [...ahead, service.segment(quick('c'))];
    expect(segmenter.runs).toEqual(['encode a {"whole":"a"}']);
    await segmenter.step(4);
    expect(segmenter.runs.slice(1)).toEqual([
      `encode c ${QUICK}`,
      'decode c',
      'encode b {"whole":"b"}',
    ]);
    expect((await Promise.all(all)).map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('answers clicks on several slices, each in its turn, and none is lost', async () => {
    const { service, segmenter } = await loaded();
    const all = ['a', 'b', 'c'].map(key => service.segment(best(key), () => {}));
    await settle();
    await segmenter.step(12);
    expect(await Promise.all(all)).toMatchObject([
      { ok: true, value: { final: true } },
      { ok: true, value: { final: true } },
      { ok: true, value: { final: true } },
    ]);
  });

  it('gives a first answer, then a better one, to one request', async () => {
    const { service, segmenter } = await loaded();
    const heard: WorkerSegmentResult[] = [];
    const answer = service.segment(best('a'), result => heard.push(result));
    await settle();
    await segmenter.step(2);
    expect(heard).toMatchObject([{ final: false }]);
    await segmenter.step(2);
    expect(await answer).toMatchObject({ ok: true, value: { final: true } });
    expect(heard).toHaveLength(1);
  });

  it('lets a click elsewhere go before a better answer, which goes on afterwards', async () => {
    const { service, segmenter } = await loaded();
    const better = service.segment(best('a'), () => {});
    await settle();
    await segmenter.step(2);
    const click = service.segment(quick('b'));
    await segmenter.step(4);
    expect(segmenter.runs).toEqual([
      ...[`encode a ${QUICK}`, 'decode a', `encode a ${BEST}`],
      ...[`encode b ${QUICK}`, 'decode b', 'decode a'],
    ]);
    expect(await click).toMatchObject({ ok: true });
    expect(await better).toMatchObject({ ok: true, value: { final: true } });
  });

  it('ends a cancelled request before its next run, and no other', async () => {
    const { service, segmenter } = await loaded();
    const [a, b] = [quick('a'), quick('b')];
    const [first, second] = [service.segment(a), service.segment(b)];
    await settle();
    await service.cancel(a.jobId);
    await segmenter.step(3);
    expect(await first).toMatchObject(aborted);
    expect(await second).toMatchObject({ ok: true });
    expect(segmenter.runs).not.toContain('decode a');
  });

  it('encodes ahead after all else, and drops what waits of it when the reader scrolls on', async () => {
    const { service, segmenter } = await loaded();
    const ahead = [service.prepareAhead('a'), service.prepareAhead('b')];
    await settle();
    const rest = service.prepare('c');
    await settle();
    await segmenter.step(2);
    await rest;
    expect(segmenter.runs.map(run => run.slice(0, 8))).toEqual([
      'encode a',
      'encode c',
      'encode b',
    ]);
    await service.cancelPrepare();
    expect(await ahead[0]).toEqual({ ok: true, value: true });
    expect(await service.readySlices()).toEqual(['a', 'c']);
    const dropped = [service.prepareAhead('a'), service.prepareAhead('b')];
    await settle();
    await service.cancelPrepare();
    expect(await dropped[1]).toMatchObject(aborted);
  });

  it('encodes nothing ahead when the cache is nearly full: what prompts need is not dropped for it', async () => {
    const { service, segmenter } = await loaded();
    segmenter.stats = { cacheBytes: 0.8 * options.cacheBytes, cachedEmbeddings: 9 };
    expect(await service.prepareAhead('a')).toEqual({ ok: true, value: false });
    expect(segmenter.runs).toEqual([]);
  });

  it('drops waiting prepares when the reader scrolls on', async () => {
    const { service, segmenter } = await loaded();
    const running = service.prepare('a');
    const waiting = service.prepare('b');
    await settle();
    await service.cancelPrepare();
    expect(await waiting).toMatchObject(aborted);
    await segmenter.step();
    expect(await running).toEqual({ ok: true, value: { whole: 'a' } });
  });

  it('warms up by a click when nobody waits, so often and no more', async () => {
    const { service, segmenter } = await loaded(2);
    const first = service.prepare('a');
    await settle();
    await segmenter.step();
    expect(await first).toMatchObject({ ok: true });
    // The warm-up has begun; what comes now goes before its next run.
    const all = [service.prepare('b'), service.segment(quick('c'))];
    await segmenter.step(9);
    expect((await Promise.all(all)).map(({ ok }) => ok)).toEqual([true, true]);
    const [encode, decode] = [`encode a ${QUICK}`, 'decode a'];
    expect(segmenter.runs).toEqual([
      ...['encode a {"whole":"a"}', encode],
      ...[`encode c ${QUICK}`, 'decode c', 'encode b {"whole":"b"}'],
      ...[decode, `encode b ${QUICK}`, 'decode b'],
    ]);
  });

  it('keeps the latest slices up to 64 MB', async () => {
    const { service, segmenter } = await loaded();
    for (const key of ['x', 'y', 'z']) await service.setSlice(slice(key, 6 * 2 ** 20));
    expect(await service.prepare('x')).toMatchObject({ ok: false });
    const kept = service.prepare('y');
    await settle();
    await segmenter.step();
    expect(await kept).toMatchObject({ ok: true });
    expect(await service.segment(quick('a'))).toMatchObject({
      error: { code: 'pixels-unavailable' },
    });
  });

  it('gives failures as data', async () => {
    const fails = (error: unknown) =>
      new SegmentationService(() => Promise.reject(error)).load(options, () => {});
    expect(await fails(new SamError('model-corrupt', 'x'))).toEqual({
      ok: false,
      error: { code: 'model-corrupt', detail: 'x' },
    });
    // The words of an exception that was not foreseen may name a patient: its kind is told alone.
    expect(await fails(new TypeError('y of Doe'))).toEqual({
      ok: false,
      error: { code: 'runtime-failed', detail: expect.stringMatching(/^TypeError(?!.*Doe)/) },
    });
    const { service, segmenter } = await loaded();
    segmenter.decode = () => Promise.reject(new SamError('out-of-memory', 'z'));
    const answer = service.segment(quick('a'));
    await settle();
    await segmenter.step();
    expect(await answer).toEqual({ ok: false, error: { code: 'out-of-memory', detail: 'z' } });
  });

  it('says so when there is no model yet', async () => {
    const service = new SegmentationService(() => Promise.reject(new Error()));
    await service.setSlice(slice('a'));
    expect(await service.prepare('a')).toMatchObject({ error: { code: 'runtime-missing' } });
    expect(await service.stats()).toMatchObject({ cacheBytes: 0, cachedEmbeddings: 0 });
  });

  it('frees the model before when another is loaded', async () => {
    const { service, segmenter } = await loaded();
    await service.load(options, () => {});
    expect(segmenter.release).toHaveBeenCalled();
    expect(await service.stats()).toEqual({
      cacheBytes: 4,
      cachedEmbeddings: 1,
      cacheLimitBytes: 12,
      foreignRequests: 0,
    });
  });
});

describe('masks without prompts', () => {
  const parameters = { ...SAM_DEFAULTS, pointsPerSide: 4, pointsPerBatch: 8 };
  const find = (service: SegmentationService, progress: unknown[] = []) =>
    service.automaticCandidates(
      { jobId: 'find', sliceKey: 'a', box: [0, 0, 4, 4], parameters },
      told => progress.push(told),
    );

  it('give way to a click between two batches of points', async () => {
    const { service, segmenter } = await loaded();
    const progress: unknown[] = [];
    const found = find(service, progress);
    await settle();
    // The embedding, then the first eight points.
    await segmenter.step();
    const answer = service.segment(quick('b'));
    await settle();
    await segmenter.step(6);
    expect(segmenter.runs.slice(1, 4)).toEqual([
      'decode a × 8',
      'encode b {"quality":"quick"}',
      'decode b',
    ]);
    expect(await answer).toMatchObject({ ok: true });
    expect(await found).toMatchObject({ ok: true, value: { columns: 4, rows: 4, crops: 1 } });
    expect(progress).toEqual([
      { done: 0, total: 16 },
      { done: 8, total: 16 },
      { done: 16, total: 16 },
    ]);
  });

  it('end as aborted when they are cancelled', async () => {
    const { service, segmenter } = await loaded();
    const found = find(service);
    await settle();
    await service.cancel('find');
    await segmenter.step(2);
    expect(await found).toMatchObject({ ok: false, error: { code: 'aborted' } });
    expect(segmenter.runs).toHaveLength(1);
  });
});

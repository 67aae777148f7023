import type {
  DecoderOutput,
  EncodeSpec,
  ImageEmbedding,
  Segmenter,
  SegmentRequest,
} from '../../../extension/src/core/engine/types';
import { SamError } from '../../../extension/src/core/errors';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import type { LoadOptions, RuntimeInfo } from '../../../extension/src/inference/api';
import { SegmentationService, type OwnedSegmenter } from '../../../extension/src/inference/service';

/** An engine that takes one encode and one decode, so that the service alone is under test. */
jest.mock('../../../extension/src/core/engine', () => ({
  defaultSpec: ({ key }: SliceImage) => ({ whole: key }),
  segment: async (segmenter: Segmenter, { slice, quality }: SegmentRequest) => {
    const spec = { quality } as unknown as EncodeSpec;
    const embedding = await segmenter.encode(slice, spec);
    await segmenter.decode(embedding, {} as never);
    return { candidates: [], spec };
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
  }) as unknown as SliceImage;

/** A segmenter whose runs wait until `step` is called; `runs` logs them. */
class SteppedSegmenter implements OwnedSegmenter {
  readonly inputSize = 1024;
  readonly maskSide = 256;
  readonly stats = { cacheBytes: 4, cachedEmbeddings: 1 };
  readonly runs: string[] = [];
  readonly #waiting: (() => void)[] = [];
  release = jest.fn(async () => {});
  ready(): readonly ImageEmbedding[] {
    return [];
  }
  async encode({ key }: SliceImage, spec: EncodeSpec): Promise<ImageEmbedding> {
    await this.#run(`encode ${key} ${JSON.stringify(spec)}`);
    return { id: key, spec };
  }
  async decode({ id }: ImageEmbedding): Promise<DecoderOutput> {
    await this.#run(`decode ${id}`);
    return {} as DecoderOutput;
  }
  async decodeMany(): Promise<readonly DecoderOutput[]> {
    return [];
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
const settle = () => new Promise(resolve => setImmediate(resolve));

async function loaded(rehearsals = 0) {
  const segmenter = new SteppedSegmenter();
  const service = new SegmentationService(async () => ({ segmenter, info }), rehearsals);
  await service.load(options, () => {});
  for (const key of ['a', 'b', 'c']) await service.setSlice(slice(key));
  return { service, segmenter };
}
const quick = (sliceKey: string) => ({ sliceKey, prompts: [], quality: 'quick' }) as const;
const best = (sliceKey: string) => ({ sliceKey, prompts: [], quality: 'best' }) as const;
const QUICK = '{"quality":"quick"}';
const aborted = { ok: false, error: { code: 'aborted' } };

describe('SegmentationService', () => {
  it('answers with the result and the time it took', async () => {
    const { service, segmenter } = await loaded();
    const answer = service.segment(quick('a'));
    await settle();
    await segmenter.step(2);
    expect(await answer).toEqual({
      ok: true,
      value: { candidates: [], spec: { quality: 'quick' }, milliseconds: expect.any(Number) },
    });
  });

  it('puts a segment before waiting prepares and runs one model at a time', async () => {
    const { service, segmenter } = await loaded();
    const all = [service.prepare('a'), service.prepare('b'), service.segment(quick('c'))];
    await settle();
    expect(segmenter.runs).toEqual(['encode a {"whole":"a"}']);
    await segmenter.step(4);
    expect(segmenter.runs.slice(1)).toEqual([
      `encode c ${QUICK}`,
      'decode c',
      'encode b {"whole":"b"}',
    ]);
    expect((await Promise.all(all)).map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('ends an older waiting segment as aborted', async () => {
    const { service, segmenter } = await loaded();
    const running = service.segment(quick('a'));
    const older = service.segment(quick('b'));
    const newer = service.segment(quick('c'));
    expect(await older).toMatchObject(aborted);
    await segmenter.step(4);
    expect(await running).toMatchObject({ ok: true });
    expect(await newer).toMatchObject({ ok: true });
    expect(segmenter.runs).not.toContain(`encode b ${QUICK}`);
  });

  it('stops a running refinement before its next model run, but no quick answer', async () => {
    const { service, segmenter } = await loaded();
    const refinement = service.segment(best('a'));
    await settle();
    const newer = service.segment(quick('b'));
    await segmenter.step();
    expect(await refinement).toMatchObject(aborted);
    const third = service.segment(quick('c'));
    await segmenter.step(4);
    expect(await newer).toMatchObject({ ok: true });
    expect(await third).toMatchObject({ ok: true });
    expect(segmenter.runs).not.toContain('decode a');
  });

  it('drops waiting prepares when the reader scrolls on', async () => {
    const { service, segmenter } = await loaded();
    const running = service.prepare('a');
    const waiting = service.prepare('b');
    await service.cancelPrepare();
    expect(await waiting).toMatchObject(aborted);
    await segmenter.step();
    expect(await running).toEqual({ ok: true, value: { whole: 'a' } });
  });

  it('rehearses a click when nobody waits, so often and no more', async () => {
    const { service, segmenter } = await loaded(2);
    const first = service.prepare('a');
    await settle();
    await segmenter.step();
    expect(await first).toMatchObject({ ok: true });
    // The rehearsal has begun; what comes now goes before the next one.
    const all = [service.prepare('b'), service.segment(quick('c'))];
    await segmenter.step(9);
    expect((await Promise.all(all)).map(({ ok }) => ok)).toEqual([true, true]);
    const rehearsal = [`encode a ${QUICK}`, 'decode a'];
    expect(segmenter.runs).toEqual([
      'encode a {"whole":"a"}',
      ...rehearsal,
      `encode c ${QUICK}`,
      'decode c',
      'encode b {"whole":"b"}',
      ...rehearsal,
    ]);
  });

  it('keeps the latest slices up to 64 MB', async () => {
    const { service } = await loaded();
    for (const key of ['x', 'y', 'z']) await service.setSlice(slice(key, 6 * 2 ** 20));
    expect(await service.hasSlice('z')).toBe(true);
    expect(await service.hasSlice('y')).toBe(true);
    expect(await service.hasSlice('a')).toBe(false);
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
    expect(await fails(new Error('y'))).toEqual({
      ok: false,
      error: { code: 'runtime-failed', detail: 'y' },
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

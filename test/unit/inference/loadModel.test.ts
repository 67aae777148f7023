import type { LoadOptions, LoadProgress } from '../../../extension/src/inference/api';
import { CheckMemory } from '../../../extension/src/inference/checkMemory';
import { loadModel, type LoadEnvironment } from '../../../extension/src/inference/loadModel';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type {
  ModelRuntime,
  ModelSession,
  TensorMap,
} from '../../../extension/src/inference/modelRuntime';
import type { AdapterProbe } from '../../../extension/src/inference/runtime/webgpu';
import mobileSam from '../../../models/mobile-sam/manifest.json';
import { fakeCaches } from './fakeCaches';

const zeros = (length: number) => new Array<number>(length).fill(0);
/** A model whose reference answers are all zero. */
const manifest = {
  ...mobileSam,
  tier: 'no-gpu' as const,
  input: { ...mobileSam.input, size: 16 },
  selfCheck: { encoder: zeros(64), decoder: zeros(68) },
} as unknown as ModelManifest;
const half: ModelManifest = { ...manifest, id: 'half', requires: ['shader-f16'] };

/** Answers every value with `value`; the two graphs are told apart by their inputs. */
function constantRuntime(value = { encoder: 0, decoder: 0 }) {
  const ran: string[] = [];
  const session: ModelSession = {
    run: async (feeds): Promise<TensorMap> => {
      const graph = 'input' in feeds ? 'encoder' : 'decoder';
      ran.push(graph);
      const filled = (...dims: number[]) => ({
        data: new Float32Array(dims.reduce((a, b) => a * b)).fill(value[graph]),
        dims,
      });
      return graph === 'encoder'
        ? { output: filled(256) }
        : { low_res_masks: filled(1, 4, 4, 4), iou_predictions: filled(1, 4) };
    },
    release: async () => {},
  };
  const create = async () => session;
  const runtime: ModelRuntime = { createSession: create, createEncoder: create };
  return { runtime, ran };
}

const options: LoadOptions = { modelsUrl: 'm/', runtimeUrl: 'r/', backend: 'auto', cacheBytes: 1 };
const file = new Uint8Array(1);

interface Setting {
  readonly probe?: () => Promise<AdapterProbe>;
  readonly wasm?: ReturnType<typeof constantRuntime>;
  readonly threads?: number;
  readonly models?: readonly ModelManifest[];
  readonly caches?: CacheStorage;
  readonly userAgent?: string;
}

function environment({
  probe = async () => ({ ok: false, reason: 'no-webgpu' }),
  wasm = constantRuntime(),
  threads = 2,
  models = [manifest],
  caches,
  userAgent = 'browser 1',
}: Setting = {}) {
  return {
    store: () => ({
      list: async () => models,
      load: async (_, onProgress) => {
        for (let i = 1; i <= 1000; i++) {
          onProgress({ loadedBytes: i, totalBytes: 1000, retrying: i === 500 });
        }
        return { encoder: file, decoder: file };
      },
    }),
    checks: () => new CheckMemory('https://viewer.test/', caches),
    openWasm: jest.fn(async (_, count) => ({
      runtime: wasm.runtime,
      threads: count,
      version: '1',
    })),
    findAdapter: jest.fn(probe),
    wasmThreads: () => threads,
    memoryGiB: 8,
    userAgent,
  } satisfies LoadEnvironment;
}
const load = (env: LoadEnvironment, more: Partial<LoadOptions> = {}) =>
  loadModel({ ...options, ...more }, () => {}, env);
const adapter =
  (runtime: ModelRuntime, more: { software?: boolean; shaderF16?: boolean } = {}) =>
  async (): Promise<AdapterProbe> => ({
    ok: true,
    adapter: {
      software: false,
      shaderF16: true,
      largestBindingBytes: 2 ** 27,
      words: 'maker|kind||',
      ...more,
      open: async () => ({ runtime, version: '1' }),
    },
  });

describe('loadModel', () => {
  it('takes WebGPU when both graphs answer rightly there, and measures the second run', async () => {
    const gpu = constantRuntime();
    const { info } = await load(environment({ probe: adapter(gpu.runtime) }));
    expect(info).toMatchObject({
      backend: 'webgpu',
      provider: 'webgpu-fp32',
      threads: 1,
      reasons: ['webgpu-verified'],
      tier: 'laptop-gpu',
      tierReason: 'gpu-unmeasured',
      measured: { encoder: expect.any(Number), decoder: expect.any(Number) },
    });
    expect(gpu.ran).toEqual(['decoder', 'encoder', 'encoder', 'decoder']);
  });

  it.each([
    ['decoder', { decoder: 1, encoder: 0 }],
    ['encoder', { decoder: 0, encoder: 1 }],
    ['decoder (NaN)', { decoder: NaN, encoder: 0 }],
  ])('fails the self-check when the %s is wrong on WebGPU', async (_, value) => {
    const env = environment({ probe: adapter(constantRuntime(value).runtime) });
    await expect(load(env)).rejects.toMatchObject({ code: 'self-check-failed' });
  });

  it('falls back as execution providers fail', async () => {
    const probe = adapter(constantRuntime().runtime);
    const env = environment({ probe, models: [manifest, half] });
    const failedProviders = [
      { provider: 'webgpu-fp16', cause: 'mismatch' },
      { provider: 'webgpu-fp32', cause: 'device-lost' },
      { provider: 'wasm-threads', cause: 'out-of-memory' },
    ] as const;
    const taken = [];
    for (let n = 0; n <= failedProviders.length; n++) {
      const { info } = await load(env, { failedProviders: failedProviders.slice(0, n) });
      taken.push([info.provider, info.model.id, info.threads]);
      expect(info.failedProviders).toEqual(failedProviders.slice(0, n));
    }
    expect(taken).toEqual([
      ['webgpu-fp16', 'half', 1],
      ['webgpu-fp32', 'mobile-sam', 1],
      ['wasm-threads', 'mobile-sam', 2],
      ['wasm-single', 'mobile-sam', 1],
    ]);
  });

  it.each(['no-webgpu', 'no-adapter', 'adapter-limits'] as const)('says %s', async reason => {
    const { info } = await load(environment({ probe: async () => ({ ok: false, reason }) }));
    // The tests do not run in a cross-origin isolated page.
    expect(info.reasons).toEqual([reason, 'not-cross-origin-isolated']);
    expect(info).toMatchObject({ tier: 'no-gpu', tierReason: 'no-gpu', provider: 'wasm-threads' });
  });

  it('says adapter-limits when no model fits the adapter', async () => {
    const large = { ...manifest, largestTensorBytes: 2 ** 28 };
    const probe = adapter(constantRuntime().runtime);
    const { info } = await load(environment({ probe, models: [large] }));
    expect(info).toMatchObject({ backend: 'wasm', reasons: ['adapter-limits', expect.anything()] });
  });

  it('does without WebGPU when the adapter throws', async () => {
    const probe = () => Promise.reject(new Error('device lost'));
    expect((await load(environment({ probe }))).info.reasons[0]).toBe('webgpu-failed');
  });

  it('does without WebGPU when the adapter hangs', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const asked = jest.fn(() => new Promise<AdapterProbe>(() => {}));
    const loading = load(environment({ probe: asked }));
    while (asked.mock.calls.length === 0) await new Promise(resolve => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(31_000);
    expect((await loading).info.reasons[0]).toBe('webgpu-failed');
    jest.useRealTimers();
  });

  it('asks for no adapter when WebAssembly was chosen', async () => {
    const env = environment({ probe: () => Promise.reject(new Error('not to be asked')) });
    const { info } = await load(env, { backend: 'wasm' });
    expect(info.reasons[0]).toBe('chosen');
    expect(env.findAdapter).not.toHaveBeenCalled();
  });

  it('checks only the decoder on a software adapter, which must have been chosen', async () => {
    const gpu = constantRuntime();
    const env = environment({ probe: adapter(gpu.runtime, { software: true }) });
    expect((await load(env, { backend: 'webgpu' })).info).toMatchObject({
      backend: 'webgpu',
      measured: { decoder: expect.any(Number) },
    });
    expect(gpu.ran).toEqual(['decoder']);
    expect((await load(env)).info.reasons[0]).toBe('software-adapter');
  });

  it('refuses to work with a WebAssembly runtime that answers wrongly', async () => {
    for (const wrong of [
      { encoder: 0, decoder: 1 },
      { encoder: 1, decoder: 0 },
    ]) {
      const env = environment({ wasm: constantRuntime(wrong) });
      await expect(load(env)).rejects.toMatchObject({ code: 'self-check-failed' });
    }
  });

  it('reports the download in about a hundred steps, each change, then the provider and the check', async () => {
    const reports: LoadProgress[] = [];
    await loadModel(options, progress => reports.push(progress), environment());
    const downloads = reports.filter(report => report.phase === 'download');
    expect(downloads.length).toBeLessThanOrEqual(104);
    expect(downloads.filter(({ retrying }) => retrying).length).toBe(1);
    expect(downloads.at(-1)).toMatchObject({ loadedBytes: 1000, totalBytes: 1000 });
    expect(reports.slice(downloads.length)).toEqual([
      { phase: 'compile', provider: 'wasm-threads' },
      { phase: 'self-check' },
    ]);
  });

  describe('remembers a passed self-check', () => {
    const wasm = constantRuntime();
    const ranIn = async (setting: Setting, more?: Partial<LoadOptions>) => {
      wasm.ran.length = 0;
      await load(environment({ wasm, ...setting }), more);
      return wasm.ran.join(' ');
    };

    it('until browser, model, threads or runtime change, or it is asked for', async () => {
      const { caches } = fakeCaches();
      expect(await ranIn({ caches })).toBe('decoder encoder');
      expect(await ranIn({ caches })).toBe('decoder');
      expect(await ranIn({ caches, userAgent: 'browser 2' })).toBe('decoder encoder');
      expect(await ranIn({ caches, threads: 4 })).toBe('decoder encoder');
      const files = { ...manifest.files, encoder: { ...manifest.files.encoder, sha256: 'ff' } };
      expect(await ranIn({ caches, models: [{ ...manifest, files }] })).toBe('decoder encoder');
      expect(await ranIn({ caches }, { recheck: true })).toBe('decoder encoder');
      expect(await ranIn({ caches })).toBe('decoder');
    });

    it('but none that failed, and none where nothing is kept', async () => {
      const { caches } = fakeCaches();
      const wrong = constantRuntime({ encoder: 1, decoder: 0 });
      await expect(load(environment({ wasm: wrong, caches }))).rejects.toBeDefined();
      expect(await ranIn({ caches })).toBe('decoder encoder');
      const blocked = fakeCaches(() => {
        throw new DOMException('full', 'QuotaExceededError');
      }).caches;
      expect(await ranIn({ caches: blocked })).toBe('decoder encoder');
      expect(await ranIn({ caches: blocked })).toBe('decoder encoder');
    });

    it('and takes the next tier once the adapter has proven its rate', async () => {
      const { caches } = fakeCaches();
      const probe = adapter(constantRuntime().runtime);
      const big = { ...manifest.files.encoder, size: 1.2e9 };
      const files = { ...manifest.files, encoder: big };
      const small: ModelManifest = { ...manifest, tier: 'no-gpu', files };
      const huge: ModelManifest = { ...small, id: 'huge', tier: 'workstation-gpu' };
      const setting = { caches, probe, models: [small, huge] };
      const first = await load(environment(setting));
      expect(first.info).toMatchObject({ tier: 'laptop-gpu', model: { id: 'mobile-sam' } });
      // This runtime takes no time: the rate is high.
      const second = await load(environment(setting));
      expect(second.info).toMatchObject({
        tier: 'workstation-gpu',
        tierReason: 'gpu-rate',
        model: { id: 'huge' },
      });
    });
  });
});

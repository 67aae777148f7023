import type { LoadOptions, LoadProgress } from '../../../extension/src/inference/api';
import { loadModel, type LoadEnvironment } from '../../../extension/src/inference/loadModel';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../../extension/src/inference/modelRuntime';
import type { WebgpuProbe } from '../../../extension/src/inference/runtime/webgpu';
import mobileSam from '../../../models/mobile-sam/manifest.json';

const zeros = (length: number) => new Array<number>(length).fill(0);
/** A model whose reference answers are all zero. */
const manifest = {
  ...mobileSam,
  input: { ...mobileSam.input, size: 16 },
  selfCheck: { encoder: zeros(64), decoder: zeros(68) },
} as unknown as ModelManifest;

/** Answers every value with `value`; the two graphs are told apart by their inputs. */
function constantRuntime(value = { encoder: 0, decoder: 0 }) {
  const ran: string[] = [];
  const released = jest.fn(async () => {});
  const runtime: ModelRuntime = {
    createSession: async () => ({
      run: async feeds => {
        const graph = 'input' in feeds ? 'encoder' : 'decoder';
        ran.push(graph);
        const filled = (n: number) => ({
          data: new Float32Array(n).fill(value[graph]),
          dims: [n],
        });
        return {
          output: filled(256),
          low_res_masks: filled(256),
          iou_predictions: filled(4),
        };
      },
      release: released,
    }),
  };
  return { runtime, ran, released };
}

const options: LoadOptions = { modelsUrl: 'm/', runtimeUrl: 'r/', backend: 'auto', cacheBytes: 1 };
const file = new Uint8Array(1);

function environment(webgpu: () => Promise<WebgpuProbe>, wasm = constantRuntime()) {
  const made: LoadEnvironment = {
    store: () => ({
      list: async () => [manifest],
      load: async (_, onProgress) => {
        for (let i = 1; i <= 1000; i++) onProgress(i, 1000);
        return { encoder: file, decoder: file };
      },
    }),
    openWasm: () => ({ runtime: wasm.runtime, threads: 2 }),
    openWebgpu: jest.fn(webgpu),
  };
  return made;
}
const load = (env: LoadEnvironment, more: Partial<LoadOptions> = {}) =>
  loadModel({ ...options, ...more }, () => {}, env);
const adapter =
  (runtime: ModelRuntime, software = false) =>
  async (): Promise<WebgpuProbe> => ({
    ok: true,
    runtime,
    software,
  });

describe('loadModel', () => {
  it('takes WebGPU when both graphs answer rightly there', async () => {
    const gpu = constantRuntime();
    const { info } = await load(environment(adapter(gpu.runtime)));
    expect(info).toMatchObject({ backend: 'webgpu', threads: 1, reasons: ['webgpu-verified'] });
    expect(gpu.ran).toEqual(['decoder', 'encoder']);
  });

  it.each([
    ['decoder', { decoder: 1, encoder: 0 }],
    ['encoder', { decoder: 0, encoder: 1 }],
    ['decoder (NaN)', { decoder: NaN, encoder: 0 }],
  ])('falls back when the %s is wrong on WebGPU, and frees it', async (_, value) => {
    const gpu = constantRuntime(value);
    const { info } = await load(environment(adapter(gpu.runtime)));
    expect(info).toMatchObject({ backend: 'wasm', threads: 2 });
    expect(info.reasons[0]).toBe('webgpu-failed');
    expect(gpu.released).toHaveBeenCalledTimes(2);
  });

  it.each(['no-webgpu', 'no-adapter', 'software-adapter', 'adapter-limits'] as const)(
    'says %s',
    async reason => {
      const { info } = await load(environment(async () => ({ ok: false, reason })));
      // The tests do not run in a cross-origin isolated page.
      expect(info.reasons).toEqual([reason, 'not-cross-origin-isolated']);
    },
  );

  it('falls back when the adapter throws', async () => {
    const { info } = await load(environment(() => Promise.reject(new Error('device lost'))));
    expect(info.reasons[0]).toBe('webgpu-failed');
  });

  it('falls back when the adapter hangs', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const asked = jest.fn(() => new Promise<WebgpuProbe>(() => {}));
    const loading = load(environment(asked));
    while (asked.mock.calls.length === 0) await new Promise(resolve => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(31_000);
    expect((await loading).info.reasons[0]).toBe('webgpu-failed');
    jest.useRealTimers();
  });

  it('asks for no adapter when WebAssembly was chosen', async () => {
    const env = environment(() => Promise.reject(new Error('not to be asked')));
    const { info } = await load(env, { backend: 'wasm' });
    expect(info.reasons[0]).toBe('chosen');
    expect(env.openWebgpu).not.toHaveBeenCalled();
  });

  it('checks only the decoder on a software adapter, which must have been chosen', async () => {
    const gpu = constantRuntime();
    const env = environment(adapter(gpu.runtime, true));
    expect((await load(env, { backend: 'webgpu' })).info.backend).toBe('webgpu');
    expect(gpu.ran).toEqual(['decoder']);
    expect(env.openWebgpu).toHaveBeenCalledWith(expect.objectContaining({ allowSoftware: true }));
    await load(env);
    expect(env.openWebgpu).toHaveBeenLastCalledWith(
      expect.objectContaining({ allowSoftware: false }),
    );
  });

  it('refuses to work with a WebAssembly runtime that answers wrongly', async () => {
    const env = environment(
      async () => ({ ok: false, reason: 'no-webgpu' }),
      constantRuntime({ encoder: 0, decoder: 1 }),
    );
    await expect(load(env)).rejects.toMatchObject({ code: 'runtime-failed' });
  });

  it('reports the download in about a hundred steps, then the rest', async () => {
    const reports: LoadProgress[] = [];
    const env = environment(async () => ({ ok: false, reason: 'no-webgpu' }));
    await loadModel(options, progress => reports.push(progress), env);
    const downloads = reports.filter(({ phase }) => phase === 'download');
    expect(downloads.length).toBeLessThanOrEqual(101);
    expect(downloads.at(-1)).toEqual({ phase: 'download', loadedBytes: 1000, totalBytes: 1000 });
    expect(reports.slice(downloads.length).map(({ phase }) => phase)).toEqual([
      'compile',
      'self-check',
    ]);
  });
});

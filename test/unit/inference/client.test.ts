import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { releaseProxy } from 'comlink';
import type { SamErrorCode } from '../../../extension/src/core/errors';
import type {
  InferenceApi,
  LoadOptions,
  ExecutionProvider,
  RuntimeInfo,
  WorkerSegmentResult,
} from '../../../extension/src/inference/api';
import { createInferenceClient } from '../../../extension/src/inference/client';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { FakeWorker } from './fakeWorker';

const options: LoadOptions = {
  modelsUrl: 'https://viewer.test/models/',
  runtimeUrl: 'https://viewer.test/ort/',
  backend: 'auto',
  cacheBytes: 1000,
};
const info: RuntimeInfo = {
  backend: 'wasm',
  threads: 1,
  reasons: ['no-webgpu'],
  model: { id: 'm', name: 'M', version: '1', sha256: '00' },
  provider: 'wasm-single',
  failedProviders: [],
  tier: 'no-gpu',
  tierReason: 'no-gpu',
  measured: { encoder: 1820, decoder: 95, at: 0 },
  models: [{ id: 'mobile-sam', name: 'MobileSAM', tier: 'no-gpu', bytes: 44.6e6 }],
};

const NO_STATS = { cacheBytes: 0, cachedEmbeddings: 0, cacheLimitBytes: 0, foreignRequests: 0 };

const never = () => new Promise<never>(() => {});
/** Closes the channel of the callback, which would keep Node from ending. */
const release = (callback: unknown) => (callback as { [releaseProxy](): void })[releaseProxy]();
const service = (other: Partial<InferenceApi> = {}): Partial<InferenceApi> => ({
  stats: async () => NO_STATS,
  load: async (_, onProgress) => {
    await onProgress({ phase: 'compile', provider: 'wasm-single' });
    release(onProgress);
    return { ok: true, value: info };
  },
  ...other,
});

function setUp(services: (Partial<InferenceApi> | undefined)[], handshakeMilliseconds = 5000) {
  const workers: FakeWorker[] = [];
  const client = createInferenceClient({
    workerUrl: 'https://viewer.test/worker.js',
    handshakeMilliseconds,
    startWorker: () => {
      workers.push(new FakeWorker(services[workers.length]));
      return workers.at(-1) as unknown as Worker;
    },
  });
  return { client, workers };
}

const request = {
  ...({ jobId: '1', priority: 'prompt' } as const),
  ...({ sliceKey: 'a', prompts: [], quality: 'quick' } as const),
};

describe('the inference client', () => {
  const clients: { stop(): void }[] = [];
  const start = (...args: Parameters<typeof setUp>) => {
    const made = setUp(...args);
    clients.push(made.client);
    return made;
  };
  afterEach(() => clients.splice(0).forEach(client => client.stop()));

  it('loads and passes progress on', async () => {
    const { client } = start([service()]);
    const onProgress = jest.fn();
    expect(await client.load(options, onProgress)).toEqual({ ok: true, value: info });
    expect(onProgress).toHaveBeenCalledWith({ phase: 'compile', provider: 'wasm-single' });
  });

  it('drops progress that comes after the outcome', async () => {
    const late = jest.fn();
    const { client } = start([
      service({
        load: async (_, onProgress) => {
          setTimeout(async () => {
            await onProgress({ phase: 'compile', provider: 'wasm-single' });
            release(onProgress);
            late();
          }, 20);
          return {
            ok: false,
            error: { code: 'model-download', detail: 'the server answered 500' },
          };
        },
      }),
    ]);
    const onProgress = jest.fn();
    expect(await client.load(options, onProgress)).toMatchObject({ ok: false });
    while (!late.mock.calls.length) await new Promise(resolve => setTimeout(resolve, 5));
    expect(onProgress).not.toHaveBeenCalled();
  });

  it('sends a copy of the slice that holds no more than the slice', async () => {
    const setSlice = jest.fn(async (_: SliceImage) => {});
    const { client } = start([service({ setSlice })]);
    await client.load(options, () => {});
    const volume = Float32Array.from({ length: 100 }, (_, i) => i);
    const slice = { key: 'a', values: volume.subarray(10, 14) } as unknown as SliceImage;
    await client.setSlice(slice);
    const { values } = setSlice.mock.calls[0][0];
    expect([...values]).toEqual([10, 11, 12, 13]);
    expect(values.buffer.byteLength).toBe(16);
    expect(slice.values[0]).toBe(10);
  });

  it('lets go of a slice once it was sent', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const { client } = start([service({ setSlice: async () => {} })]);
    await client.load(options, () => {});
    const send = async () => {
      const slice = { key: 'a', values: new Float32Array(1000) } as unknown as SliceImage;
      await client.setSlice(slice);
      return new WeakRef(slice.values);
    };
    const sent = await send();
    // A later turn of the event loop: WeakRefs hold until the end of the present one.
    await new Promise(resolve => setTimeout(resolve, 10));
    collectGarbage();
    expect(sent.deref()).toBeUndefined();
  });

  it('ends all that wait when the worker crashes, and later calls too', async () => {
    const { client, workers } = start([
      service({ segment: never, prepare: never, setSlice: never }),
    ]);
    await client.load(options, () => {});
    const waiting = [
      client.segment(request),
      client.prepare('a'),
      client.setSlice({ values: new Float32Array(1) } as SliceImage),
    ];
    workers[0].crash('unreachable executed');
    const lost = { ok: false, error: { code: 'worker-lost', detail: 'unreachable executed' } };
    expect(await Promise.all(waiting)).toEqual([lost, lost, undefined]);
    expect(workers[0].terminated).toBe(true);
    expect(await client.segment(request)).toMatchObject({ error: { code: 'worker-lost' } });
    expect(await client.stats()).toEqual(NO_STATS);
  });

  it('knows which slices this worker was sent, and forgets with the worker', async () => {
    const { client } = start([service({ setSlice: async () => {} }), service()]);
    await client.load(options, () => {});
    void client.setSlice({ key: 'a', values: new Float32Array(1) } as SliceImage);
    expect([client.holdsSlice('a'), client.holdsSlice('b')]).toEqual([true, false]);
    await client.load(options, () => {});
    expect(client.holdsSlice('a')).toBe(false);
  });

  it('brings the first answer of a request before the final one', async () => {
    const quick = { final: false, milliseconds: 1 } as WorkerSegmentResult;
    const final = { final: true, milliseconds: 2 } as WorkerSegmentResult;
    const { client } = start([
      service({
        segment: async (_, onQuick) => {
          await onQuick?.(quick);
          return { ok: true, value: final };
        },
      }),
    ]);
    await client.load(options, () => {});
    const heard: unknown[] = [];
    heard.push(await client.segment(request, answer => heard.push(answer)));
    expect(heard).toEqual([quick, { ok: true, value: final }]);
  });

  it('ends a load during which the worker is lost', async () => {
    const { client, workers } = start([
      service({ load: (_, onProgress) => (release(onProgress), never()) }),
    ]);
    const loading = client.load(options, () => {});
    await new Promise(resolve => setTimeout(resolve, 50));
    workers[0].dispatchEvent(new Event('messageerror'));
    expect(await loading).toMatchObject({ ok: false, error: { code: 'worker-lost' } });
  });

  it('starts a new worker with the next load', async () => {
    const { client, workers } = start([service({ segment: never }), service()]);
    await client.load(options, () => {});
    const waiting = client.segment(request);
    expect(await client.load(options, () => {})).toEqual({ ok: true, value: info });
    expect(await waiting).toMatchObject({ error: { code: 'worker-lost' } });
    expect(workers.map(worker => worker.terminated)).toEqual([true, false]);
  });

  it('reports a script that is not there as runtime-missing', async () => {
    const { client, workers } = start([undefined]);
    const loading = client.load(options, () => {});
    workers[0].crash('');
    expect(await loading).toMatchObject({ ok: false, error: { code: 'runtime-missing' } });
  });

  it('reports a worker that never answers as runtime-missing', async () => {
    const { client, workers } = start([undefined], 50);
    expect(await client.load(options, () => {})).toEqual({
      ok: false,
      error: { code: 'runtime-missing', detail: 'The worker did not answer within 50 ms.' },
    });
    expect(workers[0].terminated).toBe(true);
  });

  it('reports a browser that refuses the worker as runtime-missing', async () => {
    const client = createInferenceClient({
      workerUrl: 'https://viewer.test/worker.js',
      startWorker: () => {
        throw new DOMException('blocked by policy', 'SecurityError');
      },
    });
    expect(await client.load(options, () => {})).toMatchObject({
      ok: false,
      error: { code: 'runtime-missing', detail: expect.stringContaining('blocked by policy') },
    });
  });

  describe('steps down', () => {
    /** A worker whose load fails on each provider in turn. */
    const failing = (provider: ExecutionProvider, code: SamErrorCode, seen: LoadOptions[]) =>
      service({
        load: async (loadOptions, onProgress) => {
          seen.push(loadOptions);
          await onProgress({ phase: 'compile', provider });
          release(onProgress);
          return { ok: false, error: { code, detail: code } };
        },
      });

    it('one provider per failure, each in a worker of its own, and tells the next what failed', async () => {
      const seen: LoadOptions[] = [];
      const { client, workers } = start([
        failing('webgpu-fp16', 'self-check-failed', seen),
        failing('webgpu-fp32', 'device-lost', seen),
        failing('wasm-threads', 'out-of-memory', seen),
        service({
          load: async (loadOptions, onProgress) => {
            seen.push(loadOptions);
            release(onProgress);
            return { ok: true, value: { ...info, failedProviders: loadOptions.failedProviders! } };
          },
        }),
      ]);
      const outcome = await client.load(options, () => {});
      expect(outcome).toMatchObject({ ok: true });
      expect(workers.map(({ terminated }) => terminated)).toEqual([true, true, true, false]);
      expect(seen.at(-1)!.failedProviders).toEqual([
        { provider: 'webgpu-fp16', cause: 'mismatch' },
        { provider: 'webgpu-fp32', cause: 'device-lost' },
        { provider: 'wasm-threads', cause: 'out-of-memory' },
      ]);
    });

    it('ends with the failure of the last provider', async () => {
      const seen: LoadOptions[] = [];
      const { client } = start([failing('wasm-single', 'out-of-memory', seen)]);
      expect(await client.load(options, () => {})).toMatchObject({
        error: { code: 'out-of-memory' },
      });
      expect(seen.length).toBe(1);
    });

    it('not for a file that every provider would miss', async () => {
      const seen: LoadOptions[] = [];
      const { client } = start([failing('webgpu-fp32', 'model-corrupt', seen)]);
      expect(await client.load(options, () => {})).toMatchObject({
        error: { code: 'model-corrupt' },
      });
      expect(seen.length).toBe(1);
    });

    it('when the worker crashes while it tries a provider', async () => {
      const { client, workers } = start([
        service({
          load: async (_, onProgress) => {
            await onProgress({ phase: 'compile', provider: 'webgpu-fp32' });
            release(onProgress);
            setTimeout(() => workers[0].crash('gone'), 0);
            return never();
          },
        }),
        service(),
      ]);
      expect(await client.load(options, () => {})).toEqual({ ok: true, value: info });
    });

    it('but not for a load that a later one has replaced', async () => {
      const seen: LoadOptions[] = [];
      const { client, workers } = start([
        service({
          load: async (_, onProgress) => {
            await onProgress({ phase: 'compile', provider: 'webgpu-fp32' });
            release(onProgress);
            return never();
          },
        }),
        service(),
      ]);
      const first = client.load(options, () => {});
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(await client.load(options, () => {})).toMatchObject({ ok: true });
      expect(await first).toMatchObject({ error: { code: 'worker-lost' } });
      expect(workers.length).toBe(2);
      expect(seen).toEqual([]);
    });
  });
});

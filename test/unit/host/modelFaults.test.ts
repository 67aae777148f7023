import { createHash } from 'node:crypto';
import { SamError } from '../../../extension/src/core/errors';
import { Engine, type AnswerUpdate } from '../../../extension/src/host/session/engine';
import { emptyDraft } from '../../../extension/src/host/session/drafts';
import type { RuntimeState } from '../../../extension/src/host/session/types';
import type { ShownSlice } from '../../../extension/src/host/slices';
import { createTexts } from '../../../extension/src/i18n/texts';
import { CheckMemory } from '../../../extension/src/inference/checkMemory';
import { createInferenceClient } from '../../../extension/src/inference/client';
import { loadModel } from '../../../extension/src/inference/loadModel';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../../extension/src/inference/modelRuntime';
import { ModelStore } from '../../../extension/src/inference/modelStore';
import { ortRuntime, runtimeError } from '../../../extension/src/inference/runtime/ortRuntime';
import { findAdapter } from '../../../extension/src/inference/runtime/webgpu';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import { SegmentationService } from '../../../extension/src/inference/service';
import mobileSam from '../../../models/mobile-sam/manifest.json';
import { axialPlane, ctSlice } from '../core/slices';
import { fakeCaches } from '../inference/fakeCaches';
import { FakeWorker } from '../inference/fakeWorker';

/**
 * What can go wrong with the model, injected one by one below the real store, ladder, client and
 * engine: what the reader is told, and that a click is answered afterwards. The table is printed.
 */

const MODELS = 'https://viewer.test/models/';
/** Of the 1 kB that the embeddings here take. */
const CACHE_BYTES = 64 * 1024;
const texts = createTexts('en');
const encoder = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);
const decoder = Uint8Array.from({ length: 2000 }, (_, i) => i % 239);
const facts = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const zeros = (length: number) => new Array<number>(length).fill(0);
const manifest = {
  ...mobileSam,
  files: { encoder: facts('encoder.onnx', encoder), decoder: facts('decoder.onnx', decoder) },
  input: { ...mobileSam.input, size: 64 },
  selfCheck: { encoder: zeros(64), decoder: zeros(68) },
} as unknown as ModelManifest;
const half = { ...manifest, id: 'half', requires: ['shader-f16'] };

type Graph = 'encoder' | 'decoder';
/** Hears of each run of a graph; may throw, hang, or give the value of every output. */
type OnRun = (graph: Graph, count: number) => Promise<number | void> | number | void;

/** The part of onnxruntime that ortRuntime uses, on graphs that answer a constant. */
function fakeOrt(onRun: OnRun) {
  const counts = { encoder: 0, decoder: 0 };
  const session = {
    run: async (feeds: object) => {
      const graph: Graph = 'input' in feeds ? 'encoder' : 'decoder';
      const value = (await onRun(graph, ++counts[graph])) ?? 0;
      const filled = (n: number) => ({ data: new Float32Array(n).fill(value), dims: [n] });
      return graph === 'encoder'
        ? { output: filled(256) }
        : { low_res_masks: filled(4 * 256 * 256), iou_predictions: filled(4) };
    },
    release: async () => {},
  };
  return {
    InferenceSession: { create: async () => session },
    Tensor: class {
      constructor(
        readonly type: string,
        readonly data: unknown,
      ) {}
    },
  } as never;
}

interface Machine {
  /** `navigator.gpu` of the nth worker; `onRun` of what runs on it, and how it is lost. */
  readonly gpu?: (worker: number) => object | undefined;
  readonly onGpuRun?: (worker: number, lose: () => void) => OnRun;
  readonly onWasmRun?: (worker: number, kill: () => void) => OnRun;
  readonly onCreate?: (worker: number, threads: number) => void;
  readonly isolated?: boolean;
  /** Answers instead of the server's, by name of the file; undefined for the usual one. */
  readonly answer?: (name: string, request: number, init: RequestInit) => Response | undefined;
  readonly caches?: CacheStorage;
  readonly list?: unknown;
  readonly startWorker?: (worker: number) => void;
}

const realGpu = (more: object = {}) => ({
  requestAdapter: async () => ({
    info: { vendor: 'maker' },
    features: new Set(['shader-f16']),
    limits: { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 },
    requestDevice: async () => ({}),
    ...more,
  }),
});

/** Session's engine, client, service, loader and store, on a machine of the test's making. */
function start(machine: Machine) {
  let workers = 0;
  let requests = 0;
  let healed = false;
  const fetch = (async (url: string, init: RequestInit) => {
    const name = String(url).split('/').at(-1)!;
    const other = healed ? undefined : machine.answer?.(name, ++requests, init);
    if (other) return other;
    if (name === 'manifest.json') {
      return new Response(JSON.stringify({ models: machine.list ?? [manifest] }));
    }
    return new Response((name === 'encoder.onnx' ? encoder : decoder).slice());
  }) as typeof globalThis.fetch;

  const startWorker = () => {
    const n = workers++;
    if (!healed) machine.startWorker?.(n);
    const service = new SegmentationService(async (options, onProgress) => {
      let lose: () => void = () => {};
      const lost = new Promise<never>((_, reject) => {
        lose = () => reject(new SamError('device-lost', 'The graphics device was lost.'));
      });
      lost.catch(() => undefined);
      const { model, info } = await loadModel(options, onProgress, {
        store: url =>
          new ModelStore(url, {
            fetch,
            pause: async () => {},
            stallMilliseconds: 50,
            caches: machine.caches,
          }),
        checks: url => new CheckMemory(url, machine.caches),
        findAdapter: async () => {
          const gpu = machine.gpu?.(n);
          Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
          const probe = await findAdapter();
          if (!probe.ok) return probe;
          const onRun = machine.onGpuRun?.(n, lose) ?? (() => {});
          const open = async (url: string) => {
            const opened = await probe.adapter.open(url);
            return { ...opened, runtime: ortRuntime(fakeOrt(onRun), {}, lost) };
          };
          return { ok: true, adapter: { ...probe.adapter, open } };
        },
        openWasm: (_, threads) => {
          const kill = () => worker.crash('killed');
          const onRun = machine.onWasmRun?.(n, kill) ?? (() => {});
          const inner = ortRuntime(fakeOrt(healed ? () => {} : onRun), {});
          const runtime: ModelRuntime = {
            createSession: async bytes => {
              try {
                if (!healed) machine.onCreate?.(n, threads);
              } catch (cause) {
                throw runtimeError(cause);
              }
              return inner.createSession(bytes);
            },
          };
          return { runtime, threads, version: '1' };
        },
        wasmThreads: () => (machine.isolated === false ? 1 : 2),
        memoryGiB: 8,
        userAgent: 'test',
      });
      return { segmenter: new ModelSegmenter(model, options.cacheBytes), info };
    });
    const worker = new FakeWorker(service);
    return worker as unknown as Worker;
  };

  Object.assign(globalThis, { crossOriginIsolated: machine.isolated ?? true });
  const client = createInferenceClient({
    workerUrl: 'https://viewer.test/worker.js',
    handshakeMilliseconds: 5000,
    startWorker,
  });
  const engine = new Engine(client, () => ({
    modelsUrl: MODELS,
    runtimeUrl: '',
    backend: 'auto',
    cacheBytes: CACHE_BYTES,
  }));
  const seen: string[] = [];
  let state: RuntimeState = { phase: 'idle' };
  engine.onRuntime(runtime => {
    state = runtime;
    if (runtime.phase === 'downloading' && runtime.retrying) say(texts.text('runtime.retrying'));
    if (runtime.phase === 'failed') say(texts.text(`error.${runtime.code}`));
    if (runtime.phase !== 'ready') return;
    const { drops, reasons, storageTrouble } = runtime.info;
    for (const { rung, cause } of drops) {
      say(texts.text(`drop.${cause}`, { rung: texts.text(`rung.${rung}`) }));
    }
    for (const reason of reasons) {
      if (reason !== 'webgpu-verified') say(texts.text(`reason.${reason}`));
    }
    if (storageTrouble) say(texts.text(`storage.${storageTrouble}`));
  });
  engine.onRecovered(() => say(texts.text('notice.recovered')));
  const say = (words: string) => {
    if (!seen.includes(words)) seen.push(words);
  };
  return {
    engine,
    seen,
    client,
    heal: () => (healed = true),
    get state() {
      return state;
    },
    get workers() {
      return workers;
    },
  };
}

const plane = axialPlane(64, 64);
const slice = {
  key: 'slice',
  plane,
  units: 'HU',
  read: () => ctSlice(plane, (i, j) => (Math.hypot(i - 32, j - 32) < 12 ? 100 : 20)),
} as unknown as ShownSlice;

/** A click in the middle of the slice; the last of what came of it. */
async function click(engine: Engine): Promise<AnswerUpdate | undefined> {
  let last: AnswerUpdate | undefined;
  const prompt = { id: 'p', sliceKey: 'slice', kind: 'point', polarity: 'include' } as const;
  const draft = { ...emptyDraft(slice), prompts: [{ ...prompt, at: [32, 32, 0] as const }] };
  await engine.answer(draft, false, {}, update => (last = update));
  return last;
}

interface Row {
  readonly fault: string;
  readonly machine: Machine;
  /** What the reader is told, among the rest. */
  readonly says: RegExp;
  /** The model is not available until the fault has gone and the reader tries again. */
  readonly stops?: boolean;
  /** Told only after this many clicks. */
  readonly clicks?: number;
}

const status = (code: number, name: string) => (file: string) =>
  file === name ? new Response('', { status: code }) : undefined;
const body = (name: string, content: string | Uint8Array<ArrayBuffer>, type?: string) => {
  const headers = {
    'content-length': String(content.length),
    ...(type ? { 'content-type': type } : {}),
  };
  return (file: string) => (file === name ? new Response(content, { headers }) : undefined);
};
const broken = (name: string, times: number, after = 1000, how: 'cut' | 'silence' = 'cut') => {
  let count = 0;
  return (file: string, _: number, { signal }: RequestInit) => {
    if (file !== name || count++ >= times) return undefined;
    let sent = false;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (!sent && after > 0) {
        sent = true;
        return controller.enqueue(encoder.slice(0, after));
      }
      if (how === 'cut') return controller.error(new TypeError('network error'));
      return new Promise<void>(resolve =>
        signal!.addEventListener('abort', () => resolve(controller.error(signal!.reason))),
      );
    };
    return new Response(new ReadableStream({ pull }));
  };
};
const withLength = (content: object) => JSON.stringify({ models: [content] });
const flipped = encoder.slice();
flipped[7] ^= 1;
const afterCheck =
  (act: () => Promise<void> | void): OnRun =>
  (_, count) =>
    // The self-check runs each graph; what comes later is the reader's work.
    count > 1 ? act() : undefined;
const outOfMemory = () => {
  throw new Error('std::bad_alloc');
};
const quota = () => {
  throw new DOMException('full', 'QuotaExceededError');
};

const ROWS: readonly Row[] = [
  {
    fault: 'encoder truncated on the server',
    machine: { answer: body('encoder.onnx', encoder.slice(0, 2000)) },
    says: /does not match its checksum/,
    stops: true,
  },
  {
    fault: 'encoder with one wrong bit',
    machine: { answer: body('encoder.onnx', flipped) },
    says: /does not match its checksum/,
    stops: true,
  },
  {
    fault: 'encoder larger than listed',
    machine: { answer: body('encoder.onnx', new Uint8Array(4000)) },
    says: /does not match its checksum/,
    stops: true,
  },
  {
    fault: 'decoder answered with 404',
    machine: { answer: status(404, 'decoder.onnx') },
    says: /was not found on this server/,
    stops: true,
  },
  {
    fault: 'encoder answered with 500 again and again',
    machine: { answer: status(500, 'encoder.onnx') },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'encoder answered with 503 once',
    machine: {
      answer: (name, n) =>
        name !== 'manifest.json' && n === 2 ? new Response('', { status: 503 }) : undefined,
    },
    says: /connection broke/,
  },
  {
    fault: 'connection cut in the middle, twice',
    machine: { answer: broken('encoder.onnx', 2) },
    says: /connection broke/,
  },
  {
    fault: 'connection cut for good',
    machine: { answer: broken('encoder.onnx', Infinity, 0) },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'download that stalls once, then goes on',
    machine: { answer: broken('encoder.onnx', 1, 1000, 'silence') },
    says: /connection broke/,
  },
  {
    fault: 'download that stalls for good',
    machine: { answer: broken('encoder.onnx', Infinity, 0, 'silence') },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'start page instead of the encoder',
    machine: { answer: body('encoder.onnx', '<!doctype html>', 'text/html') },
    says: /was not found on this server/,
    stops: true,
  },
  {
    fault: 'list of models missing',
    machine: { answer: status(404, 'manifest.json') },
    says: /was not found on this server/,
    stops: true,
  },
  {
    fault: 'list of models is no JSON',
    machine: { answer: body('manifest.json', 'oops') },
    says: /list of models cannot be read/,
    stops: true,
  },
  {
    fault: 'list of models with a bad field',
    machine: {
      answer: body('manifest.json', withLength({ ...manifest, memoryBytes: 'a lot' })),
    },
    says: /list of models cannot be read/,
    stops: true,
  },
  {
    fault: 'browser storage full',
    machine: { caches: fakeCaches(quota).caches },
    says: /storage is full: the model works now/,
  },
  {
    fault: 'no Cache API (plain HTTP, private window)',
    machine: {},
    says: /stores nothing for this page/,
  },
  {
    fault: 'page not cross-origin isolated',
    machine: { isolated: false },
    says: /Not cross-origin isolated: one thread/,
  },
  { fault: 'no WebGPU', machine: {}, says: /No WebGPU in this browser/ },
  {
    fault: 'adapter is null',
    machine: { gpu: () => ({ requestAdapter: async () => null }) },
    says: /WebGPU found no graphics adapter/,
  },
  {
    fault: 'adapter without limits',
    machine: { gpu: () => realGpu({ limits: undefined }) },
    says: /limits are too low/,
  },
  {
    fault: 'adapter emulated in software',
    machine: { gpu: () => realGpu({ info: { architecture: 'swiftshader' } }) },
    says: /emulated in software/,
  },
  {
    fault: 'asking for an adapter throws',
    machine: { gpu: () => ({ requestAdapter: () => Promise.reject(new Error('driver')) }) },
    says: /WebGPU could not be started/,
  },
  {
    fault: 'device refused by the driver',
    machine: { gpu: () => realGpu({ requestDevice: () => Promise.reject(new Error('driver')) }) },
    says: /WebGPU: could not run the model/,
  },
  {
    fault: 'self-check mismatch in 16 bit, right in 32',
    machine: {
      list: [half, manifest],
      gpu: () => realGpu(),
      onGpuRun: worker => () => (worker === 0 ? 1 : 0),
    },
    says: /WebGPU, 16-bit: did not give the model’s reference answers/,
  },
  {
    fault: 'self-check mismatch on WebGPU',
    machine: { gpu: () => realGpu(), onGpuRun: () => graph => (graph === 'encoder' ? NaN : 0) },
    says: /WebGPU: did not give the model’s reference answers/,
  },
  {
    fault: 'self-check mismatch everywhere',
    machine: { onWasmRun: () => () => 5 },
    says: /does not give its reference answers in this browser/,
    stops: true,
  },
  {
    fault: 'device lost in mid-decode, the run hangs',
    machine: {
      gpu: () => realGpu(),
      onGpuRun: (worker, lose) => (graph, count) => {
        if (worker > 0 || graph === 'encoder' || count < 3) return undefined;
        lose();
        return new Promise<number>(() => {});
      },
    },
    says: /restarted after a failure/,
  },
  {
    fault: 'device lost again and again',
    machine: {
      gpu: () => realGpu(),
      onGpuRun: (_, lose) => (graph, count) => {
        if (graph === 'encoder' || count < 3) return undefined;
        lose();
        return new Promise<number>(() => {});
      },
    },
    says: /WebGPU: the graphics adapter stopped answering/,
  },
  {
    fault: 'worker file missing',
    machine: {
      startWorker: () => {
        throw new Error('404');
      },
    },
    says: /program files that run the model could not be loaded/,
    stops: true,
  },
  {
    fault: 'worker killed in mid-work',
    machine: {
      onWasmRun: (worker, kill) =>
        afterCheck(() => {
          if (worker > 0) return undefined;
          kill();
          return new Promise<void>(() => {});
        }),
    },
    says: /restarted after a failure/,
  },
  {
    fault: 'worker killed whenever it has threads',
    machine: {
      onWasmRun: (worker, kill) =>
        afterCheck(() => {
          if (worker > 1) return undefined;
          kill();
          return new Promise<void>(() => {});
        }),
    },
    says: /WASM with several threads: stopped unexpectedly/,
  },
  {
    fault: 'out of memory in creation, with threads',
    machine: { onCreate: (_, threads) => (threads > 1 ? outOfMemory() : undefined) },
    says: /WASM with several threads: ran out of memory/,
  },
  {
    fault: 'out of memory in creation, always',
    machine: { onCreate: outOfMemory },
    says: /browser ran out of memory/,
    stops: true,
  },
  {
    fault: 'out of memory in mid-work, once',
    machine: { onWasmRun: worker => afterCheck(() => (worker ? undefined : outOfMemory())) },
    says: /restarted after a failure/,
  },
  {
    fault: 'out of memory in mid-work with threads',
    machine: { onWasmRun: worker => afterCheck(() => (worker < 2 ? outOfMemory() : undefined)) },
    says: /WASM with several threads: ran out of memory/,
  },
  {
    fault: 'WASM files missing',
    machine: {
      onCreate: () => {
        throw new Error('no available backend found. ERR: [wasm] Failed to fetch');
      },
    },
    says: /program files that run the model could not be loaded/,
    stops: true,
  },
];

const table: string[][] = [];
afterAll(() => {
  const lines = table.map(cells => `| ${cells.join(' | ')} |`);
  const head = ['| fault | what the reader sees | what is left usable |', '|---|---|---|'];
  process.stdout.write(`\nModel faults (${table.length}):\n${[...head, ...lines].join('\n')}\n`);
});

test.each(ROWS)('$fault', async ({ fault, machine, says, stops = false }) => {
  const run = start({
    caches: /no Cache/.test(fault) ? undefined : fakeCaches().caches,
    ...machine,
  });
  try {
    await run.engine.load();
    expect(run.state.phase).toBe(stops ? 'failed' : 'ready');
    if (stops) {
      // Asking all the same is answered with the failure, at once and without an exception.
      expect((await click(run.engine))?.error).toBeDefined();
      run.heal();
      await run.engine.reload();
    }
    const answer = await click(run.engine);
    expect(answer?.error).toBeUndefined();
    expect(answer).toMatchObject({ answer: { candidates: expect.anything() } });
    expect(run.seen.join(' ')).toMatch(says);
    if (run.state.phase !== 'ready') throw new Error('The model is not ready after the click.');
    const where = texts.text(`rung.${run.state.info.rung}`);
    table.push([
      fault,
      run.seen.filter(words => says.test(words) || /restarted/.test(words)).join(' '),
      `${stops ? 'viewer and segments; after Try again ' : ''}the click is answered (${where})`,
    ]);
    // Two tries a rung at the most, and the reader's own.
    expect(run.workers).toBeLessThanOrEqual(9);
  } finally {
    run.client.stop();
  }
});

test('a worker that dies at every run: the tries end, and the failure is told', async () => {
  const run = start({
    caches: fakeCaches().caches,
    onWasmRun: (_, kill) =>
      afterCheck(() => {
        kill();
        return new Promise<void>(() => {});
      }),
  });
  await run.engine.load();
  expect((await click(run.engine))?.error).toMatchObject({ code: 'worker-lost' });
  expect(run.workers).toBe(4);
  run.client.stop();
});

test('a hundred slices stay under the cap of the cache', async () => {
  const run = start({ caches: fakeCaches().caches });
  await run.engine.load();
  for (let n = 0; n < 100; n++)
    await run.engine.prepare({
      ...slice,
      key: `slice ${n}`,
      read: () => ({ ...slice.read(), key: `slice ${n}` }),
    });
  const { cacheBytes, cacheLimitBytes, cachedEmbeddings } = await run.engine.facts();
  expect([cachedEmbeddings, cacheBytes, cacheLimitBytes]).toEqual([64, CACHE_BYTES, CACHE_BYTES]);
  run.client.stop();
});

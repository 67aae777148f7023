import { createHash } from 'node:crypto';
import { SamError } from '../../../../extension/src/core/errors';
import {
  ModelRunner,
  type AnswerUpdate,
} from '../../../../extension/src/features/runtime/modelRunner';
import type { RuntimeState } from '../../../../extension/src/features/runtime';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { createTexts } from '../../../../extension/src/i18n/texts';
import { CheckMemory } from '../../../../extension/src/inference/checkMemory';
import { createInferenceClient } from '../../../../extension/src/inference/client';
import { loadModel } from '../../../../extension/src/inference/loadModel';
import type { ModelManifest } from '../../../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../../../extension/src/inference/modelRuntime';
import { ModelStore } from '../../../../extension/src/inference/modelStore';
import { ortRuntime, runtimeError } from '../../../../extension/src/inference/runtime/ortRuntime';
import { findAdapter } from '../../../../extension/src/inference/runtime/webgpu';
import { ModelSegmenter } from '../../../../extension/src/inference/segmenter';
import { SegmentationService } from '../../../../extension/src/inference/service';
import mobileSam from '../../../../models/mobile-sam/manifest.json';
import { axialPlane, ctSlice } from '../../core/slices';
import { FakeWorker } from '../../inference/fakeWorker';

const MODELS = 'https://viewer.test/models/';
/** Of the 1 kB that the embeddings here take. */
export const CACHE_BYTES = 64 * 1024;
export const texts = createTexts('en');
export const encoder = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);
const decoder = Uint8Array.from({ length: 2000 }, (_, i) => i % 239);
const facts = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const zeros = (length: number) => new Array<number>(length).fill(0);
export const manifest = {
  ...mobileSam,
  files: { encoder: facts('encoder.onnx', encoder), decoder: facts('decoder.onnx', decoder) },
  input: { ...mobileSam.input, size: 64 },
  selfCheck: { encoder: zeros(64), decoder: zeros(68) },
} as unknown as ModelManifest;
export const half = { ...manifest, id: 'half', requires: ['shader-f16'] };

type Graph = 'encoder' | 'decoder';
/** Hears of each run of a graph; may throw, hang, or give the value of every output. */
export type OnRun = (graph: Graph, count: number) => Promise<number | void> | number | void;

/**
 * The part of onnxruntime that ortRuntime uses, on graphs that answer a constant. What stays on its
 * device no other device knows.
 */
function fakeOrt(onRun: OnRun) {
  const counts = { encoder: 0, decoder: 0 };
  const onDevice = new Set<object>();
  const leave = ({ data, dims }: { data: Float32Array; dims: readonly number[] }) => {
    const gpuBuffer = { size: data.byteLength };
    const tensor = {
      ...{ location: 'gpu-buffer', dims, gpuBuffer },
      getData: async () => data,
      dispose: () => void onDevice.delete(tensor),
    };
    onDevice.add(tensor);
    return tensor;
  };
  const session = (locations: Record<string, string>) => ({
    // Encoder and decoder in one: each finds the names of its own.
    inputNames: [
      ...['input', 'image_embeddings', 'point_coords', 'point_labels'],
      ...['mask_input', 'has_mask_input'],
    ],
    outputNames: ['output', 'low_res_masks', 'iou_predictions'],
    run: async (feeds: Record<string, { readonly location?: string }>) => {
      const away = Object.values(feeds).some(
        tensor => tensor.location === 'gpu-buffer' && !onDevice.has(tensor),
      );
      if (away) throw new Error('A tensor is not on this device.');
      const graph: Graph = 'input' in feeds ? 'encoder' : 'decoder';
      const value = (await onRun(graph, ++counts[graph])) ?? 0;
      const filled = (...dims: number[]) => ({
        data: new Float32Array(dims.reduce((a, b) => a * b)).fill(value),
        dims,
      });
      return graph === 'encoder'
        ? { output: locations.output ? leave(filled(256)) : filled(256) }
        : { low_res_masks: filled(1, 4, 16, 16), iou_predictions: filled(1, 4) };
    },
    release: async () => {},
  });
  return {
    InferenceSession: {
      create: async (_: Uint8Array, options: { preferredOutputLocation?: object }) =>
        session((options.preferredOutputLocation ?? {}) as Record<string, string>),
    },
    Tensor: class {
      constructor(
        readonly type: string,
        readonly data: unknown,
      ) {}
    },
  } as never;
}

export interface Machine {
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

export const realGpu = (more: object = {}) => ({
  requestAdapter: async () => ({
    info: { vendor: 'maker' },
    features: new Set(['shader-f16']),
    limits: { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 31 },
    requestDevice: async () => ({ lost: new Promise(() => undefined) }),
    ...more,
  }),
});

/** The page's runner, client, service, loader and store, on a machine of the test's making. */
export function start(machine: Machine) {
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
            return { ...opened, runtime: ortRuntime(fakeOrt(onRun), {}, { lost }) };
          };
          return { ok: true, adapter: { ...probe.adapter, open } };
        },
        openWasm: async (_, threads) => {
          const kill = () => worker.crash('killed');
          const onRun = machine.onWasmRun?.(n, kill) ?? (() => {});
          const inner = ortRuntime(fakeOrt(healed ? () => {} : onRun), {});
          const create: ModelRuntime['createSession'] = async bytes => {
            try {
              if (!healed) machine.onCreate?.(n, threads);
            } catch (cause) {
              throw runtimeError(cause);
            }
            return inner.createSession(bytes);
          };
          const runtime: ModelRuntime = { createSession: create, createEncoder: create };
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
  const runner = new ModelRunner(client, () => ({
    modelsUrl: MODELS,
    runtimeUrl: '',
    backend: 'auto',
    cacheBytes: CACHE_BYTES,
  }));
  const seen: string[] = [];
  let state: RuntimeState = { phase: 'idle' };
  runner.onRuntime(runtime => {
    state = runtime;
    if (runtime.phase === 'downloading' && runtime.retrying) say(texts.text('runtime.retrying'));
    if (runtime.phase === 'failed') say(texts.text(`error.${runtime.code}`));
    if (runtime.phase !== 'ready') return;
    const { failedProviders, reasons, storageTrouble } = runtime.info;
    for (const { provider, cause } of failedProviders) {
      say(texts.text(`providerFailed.${cause}`, { provider: texts.text(`provider.${provider}`) }));
    }
    for (const reason of reasons) {
      if (reason !== 'webgpu-verified') say(texts.text(`reason.${reason}`));
    }
    if (storageTrouble) say(texts.text(`storage.${storageTrouble}`));
  });
  runner.onRecovered(() => say(texts.text('notice.recovered')));
  const say = (words: string) => {
    if (!seen.includes(words)) seen.push(words);
  };
  return {
    runner,
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
export const slice = {
  key: 'slice',
  plane,
  units: 'HU',
  read: () => ctSlice(plane, (i, j) => (Math.hypot(i - 32, j - 32) < 12 ? 100 : 20)),
} as unknown as ShownSlice;

/** A click in the middle of the slice; the last of what came of it. */
export async function click(runner: ModelRunner): Promise<AnswerUpdate | undefined> {
  let last: AnswerUpdate | undefined;
  const prompt = { kind: 'point', polarity: 'include', at: [32, 32] } as const;
  await runner.answer(slice, { prompts: [prompt] }, update => (last = update));
  return last;
}

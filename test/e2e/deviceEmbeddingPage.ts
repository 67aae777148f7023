/** The product's runtimes and segmenter in a page, on a model of a few kilobytes. */
import type { SliceImage } from '../../extension/src/core/image/sliceImage';
import { adapters } from '../../extension/src/inference/adapters';
import type { ModelManifest } from '../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../extension/src/inference/modelRuntime';
import { openWasm } from '../../extension/src/inference/runtime/wasm';
import { findAdapter } from '../../extension/src/inference/runtime/webgpu';
import { ModelSegmenter } from '../../extension/src/inference/segmenter';

export interface DeviceReport {
  /** What slices' answers on WebGPU differ by from those on WebAssembly, at most. */
  readonly differences: readonly number[];
  /** The same for an encoder on WebGPU whose embedding a decoder on WebAssembly takes. */
  readonly mixed: number;
  /** Bytes that were read from the device in encodes, and written to it for one decode. */
  readonly fetchedByEncodes: number;
  readonly sentByDecode: number;
  readonly cachedBytes: number;
  readonly cached: number;
  /** Code of the failure once the device is lost, and what is cached then. */
  readonly lost: unknown;
  readonly cachedAfterLoss: number;
}

declare global {
  interface Window {
    tryDevice(model: ModelManifest, cacheBytes: number): Promise<DeviceReport>;
  }
}

const SIDE = 64;
const SPEC = {
  region: { x: -0.5, y: -0.5, width: SIDE, height: SIDE },
  window: { lower: 0, upper: 1000 },
};
const slices = [1, 2, 3].map(
  n =>
    ({
      key: `slice ${n}`,
      values: Float32Array.from({ length: SIDE * SIDE }, (_, i) => (i * n * 7) % 997),
      ...{ channels: 1, modality: 'CT', units: 'HU', inverted: false },
      plane: {
        ...{ origin: [0, 0, 0], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
        ...{ columnSpacing: 1, rowSpacing: 1, columns: SIDE, rows: SIDE },
      },
    }) as unknown as SliceImage,
);
const PROMPTS = { coords: Float32Array.of(30, 40, 0, 0), labels: Float32Array.of(1, -1) };

const traffic = { sent: 0, fetched: 0 };
let device: GPUDevice;

function watch(): void {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (device = await requestDevice.apply(this, given));
  };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    if (descriptor.mappedAtCreation) traffic.sent += descriptor.size;
    return createBuffer.call(this, descriptor);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...given) {
    if (given[0] & GPUMapMode.READ) traffic.fetched += given[2] ?? this.size;
    return mapAsync.apply(this, given);
  };
}

async function segmenterOn(
  model: ModelManifest,
  encoding: ModelRuntime,
  decoding: ModelRuntime,
  cacheBytes: number,
): Promise<ModelSegmenter> {
  const bytes = async (name: string) =>
    new Uint8Array(await (await fetch(`/${name}.onnx`)).arrayBuffer());
  const { outputs } = adapters[model.family].signature(model).encoder;
  const encoder = await encoding.createEncoder(await bytes('encoder'), outputs);
  const decoder = await decoding.createSession(await bytes('decoder'));
  return new ModelSegmenter({ manifest: model, sha256: '', encoder, decoder }, cacheBytes);
}

const furthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n])), 0);

window.tryDevice = async (model, cacheBytes) => {
  watch();
  const ort = new URL('/ort/', location.href).href;
  const { runtime: wasm } = await openWasm(ort, 1);
  const probe = await findAdapter();
  if (!probe.ok) throw new Error(`No WebGPU: ${probe.reason}`);
  const { runtime: gpu } = await probe.adapter.open(ort);
  const reference = await segmenterOn(model, wasm, wasm, cacheBytes);
  const answer = async (segmenter: ModelSegmenter, slice: SliceImage) => {
    const { logits } = await segmenter.decode(await segmenter.encode(slice, SPEC), PROMPTS);
    return logits;
  };
  const expected = [];
  for (const slice of slices) expected.push(await answer(reference, slice));

  const segmenter = await segmenterOn(model, gpu, gpu, cacheBytes);
  traffic.fetched = 0;
  const embeddings = [];
  for (const slice of slices) embeddings.push(await segmenter.encode(slice, SPEC));
  const fetchedByEncodes = traffic.fetched;
  const { cacheBytes: cachedBytes, cachedEmbeddings: cached } = segmenter.stats;
  const differences = [];
  // The first ones were dropped meanwhile; the buffers of what is dropped are used again.
  for (const n of [0, 1, 2, 1, 0, 2, 2]) {
    traffic.sent = 0;
    const { logits } = await segmenter.decode(embeddings[n], PROMPTS);
    differences.push(furthest(logits, expected[n]));
  }
  const sentByDecode = traffic.sent;
  const both = await segmenterOn(model, gpu, wasm, cacheBytes);
  const mixed = furthest(await answer(both, slices[1]), expected[1]);
  device.destroy();
  const lost = await segmenter.decode(embeddings[2], PROMPTS).then(
    () => 'none',
    (error: { code?: unknown }) => error.code,
  );
  const { cachedEmbeddings: cachedAfterLoss } = segmenter.stats;
  return {
    ...{ differences, mixed, fetchedByEncodes, sentByDecode },
    ...{ cachedBytes, cached, lost, cachedAfterLoss },
  };
};

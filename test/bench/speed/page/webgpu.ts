/** The product's two runtimes side by side, in the page itself. */
import { defaultSpec } from '../../../../extension/src/core/engine';
import type { DecoderOutput, ModelPrompts } from '../../../../extension/src/core/engine/types';
import { prepareModelInput } from '../../../../extension/src/core/image/modelInput';
import { adapters } from '../../../../extension/src/inference/adapters';
import type { Embedding } from '../../../../extension/src/inference/embedding';
import type { ModelManifest } from '../../../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../../../extension/src/inference/modelRuntime';
import { openWasm, wasmThreads } from '../../../../extension/src/inference/runtime/wasm';
import { findAdapter } from '../../../../extension/src/inference/runtime/webgpu';
import { fetchSlice } from './fetchSlice';

export interface WebgpuTask {
  readonly model: ModelManifest;
  /** Coordinates in model input pixels with their labels. */
  readonly prompts: readonly { readonly coords: number[]; readonly labels: number[] }[];
  /** Run the encoder on WebGPU, too, and leave its embedding there. */
  readonly encoder: boolean;
}

/** What WebGPU answers beside what WebAssembly does. */
export interface Agreement {
  readonly what: string;
  /** IoU of each of the four masks, for each prompt. */
  readonly ious: readonly (readonly number[])[];
  /** Index of the mask that WebAssembly is surest of, for each prompt. */
  readonly surest: readonly number[];
  readonly largestDifference: number;
  /** Milliseconds of the WebGPU runs. */
  readonly times: readonly number[];
  /** Bytes that one run of the decoder on WebGPU sent to the adapter and fetched from it. */
  readonly sent: number;
  readonly fetched: number;
}

declare global {
  interface Window {
    runWebgpu(task: WebgpuTask): Promise<readonly Agreement[]>;
  }
}

/** What goes to the adapter and comes from it. */
function watchTraffic(): { sent: number; fetched: number } {
  const traffic = { sent: 0, fetched: 0 };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    if (descriptor.mappedAtCreation) traffic.sent += descriptor.size;
    return createBuffer.call(this, descriptor);
  };
  const { writeBuffer } = GPUQueue.prototype;
  GPUQueue.prototype.writeBuffer = function (...given) {
    const [, , data, , size] = given;
    traffic.sent += size ?? data.byteLength;
    return writeBuffer.apply(this, given);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...given) {
    if (given[0] & GPUMapMode.READ) traffic.fetched += given[2] ?? this.size;
    return mapAsync.apply(this, given);
  };
  return traffic;
}

window.runWebgpu = async ({ model, prompts, encoder }) => {
  const traffic = watchTraffic();
  const adapter = adapters[model.family];
  const ort = new URL('/ort/', location.href).href;
  const bytes = async (file: { path: string }) =>
    new Uint8Array(await (await fetch(`/models/${model.id}/${file.path}`)).arrayBuffer());
  const { runtime: wasm } = await openWasm(ort, wasmThreads());
  const probe = await findAdapter();
  if (!probe.ok) throw new Error(`No WebGPU: ${probe.reason}`);
  const { runtime: gpu } = await probe.adapter.open(ort);

  const slice = await fetchSlice();
  const pixels = prepareModelInput(slice, defaultSpec(slice), model.input);
  const { outputs } = adapter.signature(model).encoder;
  const encoderOn = async (runtime: ModelRuntime) =>
    runtime.createEncoder(await bytes(model.files.encoder), outputs);
  const decodeAll = async (runtime: ModelRuntime, embedding: Embedding) => {
    const session = await runtime.createSession(await bytes(model.files.decoder));
    const answers: DecoderOutput[] = [];
    const times: number[] = [];
    let last = { ...traffic };
    for (const { coords, labels } of prompts) {
      const asked: ModelPrompts = {
        coords: Float32Array.from(coords),
        labels: Float32Array.from(labels),
      };
      last = { ...traffic };
      const start = performance.now();
      answers.push(...(await adapter.decode(session, model, embedding, [asked])));
      times.push(performance.now() - start);
    }
    await session.release();
    const { sent, fetched } = traffic;
    return { answers, times, sent: sent - last.sent, fetched: fetched - last.fetched };
  };

  const embedding = await adapter.encode(await encoderOn(wasm), model, pixels);
  const { answers: reference } = await decodeAll(wasm, embedding);
  if (!encoder) {
    const { answers, ...cost } = await decodeAll(gpu, embedding);
    return [{ what: 'decoder', ...compare(reference, answers), ...cost }];
  }
  const session = await encoderOn(gpu);
  const start = performance.now();
  const onDevice = await adapter.encode(session, model, pixels);
  const times = [performance.now() - start];
  if (Object.values(onDevice).some(tensor => 'data' in tensor)) {
    throw new Error('The embedding has not stayed on the device.');
  }
  const { answers: both, ...cost } = await decodeAll(gpu, onDevice);
  // Fed to another runtime, it comes over by the CPU.
  const { answers } = await decodeAll(wasm, onDevice);
  return [
    { what: 'encoder', ...compare(reference, answers), times, sent: 0, fetched: 0 },
    { what: 'encoder and decoder', ...compare(reference, both), ...cost },
  ];
};

function compare(reference: readonly DecoderOutput[], tested: readonly DecoderOutput[]) {
  let largestDifference = 0;
  const ious = reference.map(({ logits }, n) =>
    [0, 1, 2, 3].map(token => {
      let [common, either] = [0, 0];
      const size = logits.length / 4;
      for (let i = token * size; i < (token + 1) * size; i++) {
        const [a, b] = [logits[i], tested[n].logits[i]];
        largestDifference = Math.max(largestDifference, Math.abs(a - b));
        if (a > 0 && b > 0) common++;
        if (a > 0 || b > 0) either++;
      }
      return either ? common / either : 1;
    }),
  );
  const surest = reference.map(({ predictedIoU }) =>
    predictedIoU.indexOf(Math.max(...predictedIoU)),
  );
  return { ious, surest, largestDifference };
}

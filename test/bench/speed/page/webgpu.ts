/** The product's two runtimes side by side, in the page itself. */
import { defaultSpec } from '../../../../extension/src/core/engine';
import type { ModelPrompts } from '../../../../extension/src/core/engine/types';
import { prepareModelInput } from '../../../../extension/src/core/image/modelInput';
import { adapters } from '../../../../extension/src/inference/adapters';
import type { ModelManifest } from '../../../../extension/src/inference/modelManifest';
import type { ModelRuntime, TensorMap } from '../../../../extension/src/inference/modelRuntime';
import { openWasm, wasmThreads } from '../../../../extension/src/inference/runtime/wasm';
import { findAdapter } from '../../../../extension/src/inference/runtime/webgpu';
import { fetchSlice } from './fetchSlice';

export interface WebgpuTask {
  readonly model: ModelManifest;
  /** Coordinates in model input pixels with their labels. */
  readonly prompts: readonly { readonly coords: number[]; readonly labels: number[] }[];
  /** Run the encoder on WebGPU, too. */
  readonly encoder: boolean;
}

export interface Agreement {
  /** IoU of each of the four masks, for each prompt. */
  readonly ious: readonly (readonly number[])[];
  /** Index of the mask that WebAssembly is surest of, for each prompt. */
  readonly surest: readonly number[];
  readonly largestDifference: number;
  /** Milliseconds of the WebGPU runs. */
  readonly times: readonly number[];
}

declare global {
  interface Window {
    runWebgpu(task: WebgpuTask): Promise<Agreement>;
  }
}

window.runWebgpu = async ({ model, prompts, encoder }) => {
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
  const times: number[] = [];
  const encode = async (runtime: ModelRuntime) => {
    const session = await runtime.createSession(await bytes(model.files.encoder));
    const start = performance.now();
    const embedding = await adapter.encode(session, model, pixels);
    if (runtime === gpu) times.push(performance.now() - start);
    await session.release();
    return embedding;
  };
  const decodeAll = async (runtime: ModelRuntime, embedding: TensorMap) => {
    const session = await runtime.createSession(await bytes(model.files.decoder));
    const outputs = [];
    for (const { coords, labels } of prompts) {
      const asked: ModelPrompts = {
        coords: Float32Array.from(coords),
        labels: Float32Array.from(labels),
      };
      const start = performance.now();
      outputs.push(...(await adapter.decode(session, model, embedding, [asked])));
      if (runtime === gpu) times.push(performance.now() - start);
    }
    await session.release();
    return outputs;
  };

  const embedding = await encode(wasm);
  const reference = await decodeAll(wasm, embedding);
  // The encoder is judged by what the same decoder makes of its embedding.
  const tested = encoder
    ? await decodeAll(wasm, await encode(gpu))
    : await decodeAll(gpu, embedding);
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
  return { ious, surest, largestDifference, times };
};

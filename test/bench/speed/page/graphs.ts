/** The graphs alone on the product's WebAssembly runtime: no preparation, no engine, no messages. */
import { defaultSpec } from '../../../../extension/src/core/engine';
import { prepareModelInput } from '../../../../extension/src/core/image/modelInput';
import { adapters } from '../../../../extension/src/inference/adapters';
import type { ModelManifest } from '../../../../extension/src/inference/modelManifest';
import { openWasm, wasmThreads } from '../../../../extension/src/inference/runtime/wasm';
import { fetchSlice } from './fetchSlice';

export interface GraphTimes {
  readonly threads: number;
  /** Milliseconds of each run. */
  readonly encode: readonly number[];
  readonly decode: readonly number[];
}

declare global {
  interface Window {
    runGraphs(model: ModelManifest, encodes: number, decodes: number): Promise<GraphTimes>;
  }
}

window.runGraphs = async (model, encodes, decodes) => {
  const adapter = adapters[model.family];
  const { runtime, threads } = await openWasm(new URL('/ort/', location.href).href, wasmThreads());
  const session = async (file: { path: string }) =>
    runtime.createSession(
      new Uint8Array(await (await fetch(`/models/${model.id}/${file.path}`)).arrayBuffer()),
    );
  const encoder = await session(model.files.encoder);
  const decoder = await session(model.files.decoder);
  const slice = await fetchSlice();
  const pixels = prepareModelInput(slice, defaultSpec(slice), model.input);
  const times = async (count: number, run: () => Promise<unknown>) => {
    await run();
    const taken: number[] = [];
    for (let n = 0; n < count; n++) {
      const start = performance.now();
      await run();
      taken.push(performance.now() - start);
    }
    return taken;
  };
  const embedding = await adapter.encode(encoder, model, pixels);
  const middle = model.input.size / 2;
  const prompts = {
    coords: Float32Array.of(middle, middle, 0, 0),
    labels: Float32Array.of(1, -1),
  };
  return {
    threads,
    encode: await times(encodes, () => adapter.encode(encoder, model, pixels)),
    decode: await times(decodes, () => adapter.decode(decoder, model, embedding, [prompts])),
  };
};

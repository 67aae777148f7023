import * as ort from 'onnxruntime-web/wasm';
import type { ModelRuntime } from '../modelRuntime';
import { ortRuntime } from './ortRuntime';

/** More threads than this bring little for graphs of this size and take memory each. */
const MAX_THREADS = 4;

export interface WasmRuntime {
  readonly runtime: ModelRuntime;
  readonly threads: number;
}

/**
 * ONNX Runtime on WebAssembly SIMD. This build is half the size of the one with WebGPU and a little
 * faster. Threads need shared memory, so a cross-origin isolated page.
 *
 * @param runtimeUrl folder with `ort-wasm-simd-threaded.{mjs,wasm}`, ending in a slash.
 */
export function openWasm(runtimeUrl: string): WasmRuntime {
  const threads = globalThis.crossOriginIsolated
    ? Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1)
    : 1;
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmPaths = runtimeUrl;
  ort.env.wasm.numThreads = threads;
  return { runtime: ortRuntime(ort, { executionProviders: ['wasm'] }), threads };
}

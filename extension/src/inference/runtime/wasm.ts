import * as ort from 'onnxruntime-web/wasm';
import type { ModelRuntime } from '../modelRuntime';
import { ortRuntime, runtimeError } from './ortRuntime';
import { oneThreadModule } from './unsharedMemory';

/** More threads than this bring little for graphs of this size and take memory each. */
const MAX_THREADS = 4;

export interface WasmRuntime {
  readonly runtime: ModelRuntime;
  readonly threads: number;
  /** Of ONNX Runtime. */
  readonly version: string;
}

/** Threads that this page can have: they need shared memory, so a cross-origin isolated page. */
export const wasmThreads = () =>
  globalThis.crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1) : 1;

/**
 * ONNX Runtime on WebAssembly SIMD. This build is half the size of the one with WebGPU and a little
 * faster. A worker can open it once: the number of threads is fixed from then on.
 *
 * @param runtimeUrl folder with `ort-wasm-simd-threaded.{mjs,wasm}`, ending in a slash.
 * Rejects with a SamError `out-of-memory` or `runtime-missing`.
 */
export async function openWasm(runtimeUrl: string, threads: number): Promise<WasmRuntime> {
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmPaths = runtimeUrl;
  ort.env.wasm.numThreads = threads;
  if (threads === 1) {
    try {
      ort.env.wasm.wasmBinary = await oneThreadModule(`${runtimeUrl}ort-wasm-simd-threaded.wasm`);
    } catch (cause) {
      throw runtimeError(cause);
    }
  }
  const runtime = ortRuntime(ort, { executionProviders: ['wasm'] });
  return { runtime, threads, version: ort.env.versions.common };
}

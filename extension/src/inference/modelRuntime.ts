/**
 * The border between what runs a graph (onnxruntime-web in the worker, onnxruntime-node in the
 * benchmarks) and what uses it: everything outside `runtime/` knows these types only.
 */

/** A dense float32 tensor in row-major order; `dims` multiply to `data.length`. */
export interface ModelTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Tensors by the name of the graph's input or output. */
export type TensorMap = Readonly<Record<string, ModelTensor>>;

/** What a graph is fed: numbers, or 64-bit integers where an export wants them. */
export interface FeedTensor {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}
export type FeedMap = Readonly<Record<string, FeedTensor>>;

/** One loaded graph. Runs must not overlap; the caller queues them. */
export interface ModelSession {
  /** Names of the graph's tensors, where the runtime tells them. */
  readonly names?: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  /**
   * Runs the graph once. The feeds are not changed; the results are the caller's own copies.
   * Rejects with a SamError `runtime-failed` or `out-of-memory`.
   */
  run(feeds: FeedMap): Promise<TensorMap>;
  /** Frees the graph's memory; the session is unusable afterwards. */
  release(): Promise<void>;
}

/** A chosen and proven way to run ONNX graphs. */
export interface ModelRuntime {
  /**
   * Loads a graph from the bytes of its .onnx file. The bytes are not kept.
   * Rejects with a SamError `runtime-failed`, `runtime-missing` or `out-of-memory`.
   */
  createSession(bytes: Uint8Array): Promise<ModelSession>;
}

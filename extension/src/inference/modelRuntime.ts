/**
 * The border between what runs a graph (onnxruntime-web in the worker, onnxruntime-node in the
 * benchmarks) and what uses it: everything outside `runtime/` knows these types only.
 */

/** A dense float32 tensor in row-major order; `dims` multiply to `data.length`. */
export interface ModelTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A tensor in the memory of the device that its graph runs on. */
export interface DeviceTensor {
  readonly dims: readonly number[];
  /** Of the device's memory. */
  readonly byteLength: number;
  /** Moves the values to the CPU, which frees the device's memory; it can be fed on. */
  toHost(): Promise<ModelTensor>;
  /** Frees its memory; it must not be fed any more. */
  dispose(): void;
}

/** Tensors by the name of the graph's input or output. */
export type TensorMap<T = ModelTensor> = Readonly<Record<string, T>>;

/** What a graph is fed: numbers, or 64-bit integers where an export wants them. */
export interface FeedTensor {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}
export type FeedMap = TensorMap<FeedTensor>;

/** One loaded graph. Runs must not overlap; the caller queues them. */
export interface ModelSession<Output = ModelTensor> {
  /** Names of the graph's tensors, where the runtime tells them. */
  readonly names?: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  /**
   * Runs the graph once. The feeds are not changed; the results are the caller's own copies. A
   * tensor on a device is fed as it is to graphs of its own runtime; others get its values.
   * Rejects with a SamError `runtime-failed`, `out-of-memory` or `device-lost`.
   */
  run(feeds: TensorMap<FeedTensor | DeviceTensor>): Promise<TensorMap<Output>>;
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
  /**
   * As `createSession`, for an image encoder: where the runtime has a device of its own, the named
   * outputs stay there. Who runs it disposes of them.
   */
  createEncoder(bytes: Uint8Array, outputs: readonly string[]): Promise<EncoderSession>;
}

/** An encoder's session: its outputs may lie on the device. */
export type EncoderSession = ModelSession<ModelTensor | DeviceTensor>;

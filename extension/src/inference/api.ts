import type { SamErrorData } from '../core/errors';
import type { EncodeSpec, SegmentRequest, SegmentResult } from '../core/engine/types';
import type { SliceImage } from '../core/image/sliceImage';

export type Backend = 'webgpu' | 'wasm';

/** Why the runtime does not use something faster; the catalogue has a text for each. */
export type BackendReason =
  | 'chosen'
  | 'webgpu-verified'
  | 'no-webgpu'
  | 'no-adapter'
  | 'software-adapter'
  | 'adapter-limits'
  | 'webgpu-failed'
  | 'not-cross-origin-isolated';

export interface LoadOptions {
  /** Absolute URL of the folder with the model manifest, ending in a slash. */
  readonly modelsUrl: string;
  /** Absolute URL of the folder with onnxruntime's wasm files, ending in a slash. */
  readonly runtimeUrl: string;
  readonly backend: 'auto' | Backend;
  /** Cap of the embedding cache in bytes. */
  readonly cacheBytes: number;
}

export type LoadProgress =
  | { readonly phase: 'download'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly phase: 'compile' }
  | { readonly phase: 'self-check' };

export interface RuntimeInfo {
  readonly backend: Backend;
  readonly threads: number;
  /** Every reason that applies, the weightiest first. */
  readonly reasons: readonly BackendReason[];
  /**
   * Name and version of the model, and one hash for its files: the SHA-256 (hex) of the encoder's
   * hex digest followed by the decoder's.
   */
  readonly model: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly sha256: string;
  };
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SamErrorData };

/** A request as it crosses to the worker: the slice by key, sent before by `setSlice`. */
export interface WorkerSegmentRequest extends Omit<SegmentRequest, 'slice'> {
  readonly sliceKey: string;
}

export interface WorkerSegmentResult extends SegmentResult {
  readonly milliseconds: number;
}

/**
 * What the worker offers (by comlink). Failures come back as data, never as a rejected promise.
 * Requests wait their turn; any `segment` goes before a waiting `prepare`. A newer `segment` makes
 * an older one end as `aborted` when that still waits, or is a `best` one between two model runs:
 * so ask for `best` only after the `quick` answer came.
 */
export interface InferenceApi {
  load(
    options: LoadOptions,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Outcome<RuntimeInfo>>;
  /** Keeps the slice's pixels for later requests (few at a time; `unknown slice` is `pixels-unavailable`). */
  setSlice(slice: SliceImage): Promise<void>;
  hasSlice(sliceKey: string): Promise<boolean>;
  /** Encodes the whole slice (the engine's default spec) ahead of any prompt. */
  prepare(sliceKey: string): Promise<Outcome<EncodeSpec>>;
  segment(request: WorkerSegmentRequest): Promise<Outcome<WorkerSegmentResult>>;
  /** Drops waiting `prepare` requests, as when the reader scrolls on. */
  cancelPrepare(): Promise<void>;
  stats(): Promise<{ readonly cacheBytes: number; readonly cachedEmbeddings: number }>;
}

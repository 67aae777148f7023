import type {
  AutomaticArea,
  AutomaticCandidates,
  InitializeOptions,
} from '../core/automatic/initialize';
import type { GridParameters } from '../core/automatic/parameters';
import type { SamErrorData } from '../core/errors';
import type { EncodeSpec, SegmentRequest, SegmentResult } from '../core/engine/types';
import type { SliceImage, ValueWindow } from '../core/image/sliceImage';
import type { JobProgress, Priority } from './scheduler';

export type Backend = 'webgpu' | 'wasm';

/** The machines that models are meant for, the strongest first. */
export const TIERS = ['workstation-gpu', 'laptop-gpu', 'no-gpu'] as const;
export type Tier = (typeof TIERS)[number];

/** The ways to run a model, the fastest first: what fails on one is tried on the next. */
export const EXECUTION_PROVIDERS = [
  'webgpu-fp16',
  'webgpu-fp32',
  'wasm-threads',
  'wasm-single',
] as const;
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/** Why a provider is not used any more; the catalogue has a text for each. */
export type ProviderFailure = 'mismatch' | 'device-lost' | 'crashed' | 'out-of-memory' | 'failed';
export interface FailedProvider {
  readonly provider: ExecutionProvider;
  readonly cause: ProviderFailure;
}

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

/** Why the tier is this one; the catalogue has a text for each. */
export type TierReason =
  'chosen' | 'no-gpu' | 'gpu-failed' | 'gpu-unmeasured' | 'gpu-rate' | 'gpu-slow' | 'little-memory';

/** Why files are not kept for the next session. */
export type StorageTrouble = 'quota' | 'unavailable';

export interface LoadOptions {
  /** Absolute URL of the folder with the model manifest, ending in a slash. */
  readonly modelsUrl: string;
  /** Absolute URL of the folder with onnxruntime's wasm files, ending in a slash. */
  readonly runtimeUrl: string;
  readonly backend: 'auto' | Backend;
  /** The reader's choice of a tier, or of an entry by its id; automatic when not given. */
  readonly tier?: Tier;
  readonly model?: string;
  /** Entries that the site's configuration adds before those of the list. */
  readonly siteModels?: readonly unknown[];
  /** Cap of the embedding cache in bytes. */
  readonly cacheBytes: number;
  /** Execution providers that have failed and are not tried again. */
  readonly failedProviders?: readonly FailedProvider[];
  /** Runs the self-check even when this machine has passed it before. */
  readonly recheck?: boolean;
}

export type LoadProgress =
  | {
      readonly phase: 'download';
      readonly loadedBytes: number;
      readonly totalBytes: number;
      /** The connection broke; the rest is asked for again soon. */
      readonly retrying?: boolean;
    }
  /** `provider`: what is tried now. */
  | { readonly phase: 'compile'; readonly provider: ExecutionProvider }
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
  readonly provider: ExecutionProvider;
  /** The execution providers above that have failed, in the order in which they did. */
  readonly failedProviders: readonly FailedProvider[];
  readonly tier: Tier;
  readonly tierReason: TierReason;
  /** What the last self-check of this model on this machine took. */
  readonly measured: Measured;
  /** All entries of the site, its default first. */
  readonly models: readonly ModelChoice[];
  /** Why the files are not kept for the next session, if so. */
  readonly storageTrouble?: StorageTrouble;
}

/** Milliseconds of one run in the self-check. The encoder is left out on a software adapter. */
export interface Measured {
  readonly encoder?: number;
  readonly decoder: number;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** An entry of the site as the reader can choose it. */
export interface ModelChoice {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  /** Of both files together. */
  readonly bytes: number;
}

/** Files of one model in the browser's storage; `bytes` counts unfinished downloads as well. */
export interface StoredModel {
  readonly name: string;
  readonly bytes: number;
  readonly hashes: readonly string[];
}

export interface WorkerStats {
  /** What the embeddings take now, how many they are, and the cap. */
  readonly cacheBytes: number;
  readonly cachedEmbeddings: number;
  readonly cacheLimitBytes: number;
  /** Requests of the worker to other origins than the page's since it was started. */
  readonly foreignRequests: number;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SamErrorData };

/** A request as it crosses to the worker: the slice by key, sent before by `setSlice`. */
export interface WorkerSegmentRequest extends Omit<SegmentRequest, 'slice'> {
  readonly sliceKey: string;
  /** Names the request for `cancel`, `pause` and `resume`; unique among those under way. */
  readonly jobId: string;
  readonly priority: Priority;
}

export interface WorkerSegmentResult extends SegmentResult {
  /** What the answer took, without what it waited for more urgent ones. */
  readonly milliseconds: number;
}

/** Masks of all that a slice, or a part of it, shows; the slice was sent before by `setSlice`. */
export interface WorkerAutomaticRequest
  extends Pick<AutomaticArea, 'box' | 'within'>, Pick<SegmentRequest, 'window'> {
  readonly sliceKey: string;
  readonly jobId: string;
  readonly parameters: GridParameters;
  /** What is not kept, where it is other than what the panel of automatic masks can choose from. */
  readonly least?: Pick<InitializeOptions, 'leastPredictedIoU' | 'leastStabilityScore'>;
}

export interface WorkerAutomaticCandidates extends AutomaticCandidates {
  /** What the model was shown the slice in. */
  readonly window: ValueWindow;
}

/**
 * What the worker offers (by comlink). Failures come back as data, never as a rejected promise.
 * Requests share the model by their priorities, run by run (`scheduler.ts`); none is lost unless it
 * is cancelled.
 */
export interface InferenceApi {
  load(
    options: LoadOptions,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Outcome<RuntimeInfo>>;
  /** Keeps the slice's pixels for later requests: few slices at a time. */
  setSlice(slice: SliceImage): Promise<void>;
  /** Encodes the whole slice (the engine's default spec) ahead of any prompt. */
  prepare(sliceKey: string): Promise<Outcome<EncodeSpec>>;
  /**
   * The same for a slice that the reader may come to next, after all else; false, and nothing is
   * done, when the cache has no room to spare.
   */
  prepareAhead(sliceKey: string): Promise<Outcome<boolean>>;
  /** Keys of the slices that an image embedding of the whole is kept of. */
  readySlices(): Promise<readonly string[]>;
  /**
   * The answer to a request; `pixels-unavailable` when the slice has to be sent. For one of quality
   * `best`, `onQuick` gets a first answer from what is ready, unless that is the final one.
   */
  segment(
    request: WorkerSegmentRequest,
    onQuick?: (result: WorkerSegmentResult) => void,
  ): Promise<Outcome<WorkerSegmentResult>>;
  /**
   * The candidates that automatic masks are chosen from; hears how many points of the grid are
   * answered. All prompts go before it.
   */
  automaticCandidates(
    request: WorkerAutomaticRequest,
    onProgress: (progress: JobProgress) => void,
  ): Promise<Outcome<WorkerAutomaticCandidates>>;
  /** Ends a request as `aborted` before its next run of the model. */
  cancel(jobId: string): Promise<void>;
  /** Gives a request no more runs until `resume`. */
  pause(jobId: string): Promise<void>;
  resume(jobId: string): Promise<void>;
  /** Cancels requests of `prepare` and `prepareAhead`, as when the reader scrolls on. */
  cancelPrepare(): Promise<void>;
  stats(): Promise<WorkerStats>;
}

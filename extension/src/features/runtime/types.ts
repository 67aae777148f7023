import type { SamErrorCode } from '../../core/errors';
import type { Backend, RuntimeInfo, StoredModel, Tier, WorkerStats } from '../../inference/api';

export type RuntimeState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'downloading';
      readonly loadedBytes: number;
      readonly totalBytes: number;
      /** The connection broke and is tried again. */
      readonly retrying: boolean;
    }
  | { readonly phase: 'compiling' }
  | { readonly phase: 'checking' }
  | { readonly phase: 'ready'; readonly info: RuntimeInfo }
  | { readonly phase: 'failed'; readonly code: SamErrorCode; readonly detail: string };

/** What the worker holds and what the browser keeps, as of the last look. */
export interface RuntimeFacts extends WorkerStats {
  readonly stored: readonly StoredModel[];
}

/** Which models to choose from, which one (by its id), and what runs it. */
export interface RuntimeSettings {
  readonly tier: 'auto' | Tier;
  readonly model: string;
  readonly backend: 'auto' | Backend;
}

/** The slice in the active viewport, as far as the model is concerned. */
export type SliceState =
  | { readonly phase: 'none' }
  /** `key` as of the slice's prompts. */
  | { readonly phase: 'preparing'; readonly key?: string }
  | { readonly phase: 'ready'; readonly key?: string }
  | { readonly phase: 'unsupported'; readonly code: SamErrorCode; readonly detail: string };

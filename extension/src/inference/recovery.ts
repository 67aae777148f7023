import type { SamErrorData } from '../core/errors';
import type { FailedProvider, LoadOptions, ExecutionProvider, RuntimeInfo } from './api';
import { failureOf, fallBack } from './fallback';

/** A provider that has failed in mid-work is forgiven after that. */
const FORGIVEN_AFTER_MS = 10 * 60_000;
/** The embedding cache is halved when memory runs out, but not below that share. */
const LEAST_CACHE_SHARE = 1 / 8;

/**
 * What to change when the model fails in mid-work. The first failure of an execution provider is
 * answered by loading it anew (with half the cache, when memory ran out), the next one by the
 * provider below. On the last one the second failure is final. So there are two tries a provider in
 * ten minutes at most.
 */
export class Recovery {
  #failures: { readonly provider: ExecutionProvider; readonly at: number }[] = [];
  #failedProviders: readonly FailedProvider[] = [];
  #cacheShare = 1;
  #recheck = false;

  constructor(private readonly now: () => number = Date.now) {}

  /** The options for the next load. */
  apply(options: LoadOptions): LoadOptions {
    return {
      ...options,
      cacheBytes: Math.round(options.cacheBytes * this.#cacheShare),
      failedProviders: this.#failedProviders,
      recheck: this.#recheck,
    };
  }

  /** A load has ended well: what it gave up stays given up. */
  loaded({ failedProviders }: Pick<RuntimeInfo, 'failedProviders'>): void {
    this.#failedProviders = failedProviders;
    this.#recheck = false;
  }

  /** The running model has failed; false when loading it again is of no use. */
  after(error: SamErrorData, provider: ExecutionProvider): boolean {
    if (!failureOf(provider, error)) return false;
    const now = this.now();
    this.#failures = this.#failures.filter(({ at }) => now - at < FORGIVEN_AFTER_MS);
    const again = this.#failures.some(failure => failure.provider === provider);
    const failedProviders = again
      ? fallBack(this.#failedProviders, provider, error)
      : this.#failedProviders;
    if (!failedProviders) return false;
    this.#failedProviders = failedProviders;
    this.#failures.push({ provider, at: now });
    this.#recheck = true;
    if (error.code === 'out-of-memory') {
      this.#cacheShare = Math.max(LEAST_CACHE_SHARE, this.#cacheShare / 2);
    }
    return true;
  }

  /** The reader tries again or has chosen otherwise: everything may be tried. */
  reset(): void {
    this.#failures = [];
    this.#failedProviders = [];
  }
}

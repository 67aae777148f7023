import type { SamErrorData } from '../core/errors';
import type { Drop, LoadOptions, Rung, RuntimeInfo } from './api';
import { dropCause, stepDown } from './ladder';

/** A rung that has failed in mid-work is forgiven after that. */
const FORGIVEN_AFTER_MS = 10 * 60_000;
/** The embedding cache is halved when memory runs out, but not below that share. */
const LEAST_CACHE_SHARE = 1 / 8;

/**
 * What to change when the model fails in mid-work. The first failure of a rung is answered by
 * loading it anew (with half the cache, when memory ran out), the next one by the rung below. On
 * the last rung the second failure is final. So there are two tries a rung in ten minutes at most.
 */
export class Recovery {
  #failures: { readonly rung: Rung; readonly at: number }[] = [];
  #drops: readonly Drop[] = [];
  #cacheShare = 1;
  #recheck = false;

  constructor(private readonly now: () => number = Date.now) {}

  /** The options for the next load. */
  apply(options: LoadOptions): LoadOptions {
    return {
      ...options,
      cacheBytes: Math.round(options.cacheBytes * this.#cacheShare),
      drops: this.#drops,
      recheck: this.#recheck,
    };
  }

  /** A load has ended well: what it gave up stays given up. */
  loaded({ drops }: Pick<RuntimeInfo, 'drops'>): void {
    this.#drops = drops;
    this.#recheck = false;
  }

  /** The running model has failed; false when loading it again is of no use. */
  after(error: SamErrorData, rung: Rung): boolean {
    if (!dropCause(rung, error)) return false;
    const now = this.now();
    this.#failures = this.#failures.filter(({ at }) => now - at < FORGIVEN_AFTER_MS);
    const again = this.#failures.some(failure => failure.rung === rung);
    const drops = again ? stepDown(this.#drops, rung, error) : this.#drops;
    if (!drops) return false;
    this.#drops = drops;
    this.#failures.push({ rung, at: now });
    this.#recheck = true;
    if (error.code === 'out-of-memory') {
      this.#cacheShare = Math.max(LEAST_CACHE_SHARE, this.#cacheShare / 2);
    }
    return true;
  }

  /** The reader tries again or has chosen otherwise: everything may be tried. */
  reset(): void {
    this.#failures = [];
    this.#drops = [];
  }
}

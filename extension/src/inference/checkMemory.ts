import * as z from 'zod/mini';
import type { Measured } from './api';
import { sha256Hex } from './sha256';
import type { EncoderRate } from './tiers';

const CHECKS_CACHE = 'ohif-sam-checks';
/** Backends, models and versions that are remembered; the oldest go first. */
const MAX_CHECKS = 16;

const measured = z.object({ encoder: z.optional(z.number()), decoder: z.number(), at: z.number() });
const rate = z.object({
  encoderBytes: z.number(),
  inputSize: z.number(),
  milliseconds: z.number(),
});

/** What a self-check holds for: when any of it changes, the check is run again. */
export interface CheckSubject {
  /** Backend, threads, and the adapter's own words with its limits. */
  readonly backend: string;
  readonly userAgent: string;
  readonly runtimeVersion: string;
  readonly modelSha256: string;
}

/** The self-checks that this browser has passed, in its Cache API; none where there is no such. */
export class CheckMemory {
  constructor(
    /** An absolute URL that the entries' addresses begin with; nothing is fetched from there. */
    private readonly base: string,
    private readonly caches: CacheStorage | undefined = globalThis.caches,
  ) {}

  /** What the check took when it was passed. */
  async find(subject: CheckSubject): Promise<Measured | undefined> {
    return measured.safeParse(await this.#read('check', JSON.stringify(subject))).data;
  }

  async note(subject: CheckSubject, passed: Measured): Promise<void> {
    await this.#write('check', JSON.stringify(subject), passed);
  }

  /** How fast the encoder was that an adapter ran last. */
  async rate(adapter: string): Promise<EncoderRate | undefined> {
    return rate.safeParse(await this.#read('rate', adapter)).data;
  }

  async noteRate(adapter: string, found: EncoderRate): Promise<void> {
    await this.#write('rate', adapter, found);
  }

  async #read(kind: string, subject: string): Promise<unknown> {
    return this.#quietly(async cache => {
      const response = await cache.match(await this.#address(kind, subject));
      return response?.json();
    });
  }

  async #write(kind: string, subject: string, value: unknown): Promise<void> {
    await this.#quietly(async cache => {
      await cache.put(await this.#address(kind, subject), new Response(JSON.stringify(value)));
      const keys = await cache.keys();
      for (const old of keys.slice(0, -MAX_CHECKS)) await cache.delete(old);
    });
  }

  async #address(kind: string, text: string): Promise<string> {
    return new URL(`${kind}/${await sha256Hex(new TextEncoder().encode(text))}`, this.base).href;
  }

  async #quietly<T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> {
    try {
      const cache = await this.caches?.open(CHECKS_CACHE);
      return cache && (await work(cache));
    } catch {
      // Nothing is remembered: the check is run again.
      return undefined;
    }
  }
}

import type { StorageTrouble, StoredModel } from './api';

const FILES_CACHE = 'ohif-sam-models';
/** A file that is being downloaded is kept in parts of about this size. */
export const PART_BYTES = 4 * 2 ** 20;
/** Files of models that the site no longer names are kept up to that: it may name them again. */
const UNNAMED_BYTES = 128e6;

const SIZE = 'x-sam-size';
const MODEL = 'x-sam-model';
const ETAG = 'x-sam-etag';

type Bytes = Uint8Array<ArrayBuffer>;

/** What was downloaded of a file before the connection or the page went away. */
export interface KeptParts {
  readonly parts: readonly Bytes[];
  readonly bytes: number;
  /** Strong entity tag of the answer that they came from. */
  readonly etag: string | undefined;
}

const NOTHING: KeptParts = { parts: [], bytes: 0, etag: undefined };

/**
 * Model files in the browser's Cache API, by their SHA-256: whole files, parts of unfinished
 * downloads, and when each was used last. The keys are addresses below the models' folder that no
 * server answers. Whatever fails here costs a download and nothing else.
 */
export class ModelStorage {
  /** Why something could not be kept; undefined while all is well. */
  trouble: StorageTrouble | undefined;

  /**
   * @param modelsUrl absolute URL of the models' folder, ending in a slash
   * @param caches missing in insecure contexts
   */
  constructor(
    private readonly modelsUrl: string,
    private readonly caches: CacheStorage | undefined = globalThis.caches,
  ) {
    if (!caches) this.trouble = 'unavailable';
  }

  /** A whole file, unverified. */
  async read(sha256: string): Promise<Bytes | undefined> {
    return this.#quietly(undefined, async cache => {
      const response = await cache.match(this.#file(sha256));
      if (!response) return undefined;
      const bytes = new Uint8Array(await response.arrayBuffer());
      await cache.put(this.#used(sha256), new Response(String(Date.now())));
      return bytes;
    });
  }

  /** Keeps a whole, verified file in place of its parts. */
  async write(sha256: string, model: string, bytes: Bytes): Promise<void> {
    // First, so that a file never needs room twice.
    await this.dropParts(sha256);
    await this.#put(this.#file(sha256), bytes, { [MODEL]: encodeURIComponent(model) });
    await this.#put(this.#used(sha256), String(Date.now()), {});
  }

  async readParts(sha256: string): Promise<KeptParts> {
    return this.#quietly(NOTHING, async cache => {
      const parts: Bytes[] = [];
      let etag: string | undefined;
      let bytes = 0;
      for (;;) {
        const response = await cache.match(this.#part(sha256, bytes));
        if (!response) return { parts, bytes, etag };
        etag = response.headers.get(ETAG) ?? undefined;
        const part = new Uint8Array(await response.arrayBuffer());
        if (part.length === 0) return { parts, bytes, etag };
        parts.push(part);
        bytes += part.length;
      }
    });
  }

  /** Keeps what came of a file from `offset` on. */
  async writePart(
    sha256: string,
    model: string,
    offset: number,
    part: Bytes,
    etag: string | undefined,
  ): Promise<void> {
    await this.#put(this.#part(sha256, offset), part, {
      [MODEL]: encodeURIComponent(model),
      ...(etag === undefined ? {} : { [ETAG]: etag }),
    });
  }

  async dropParts(sha256: string): Promise<void> {
    await this.#delete(path => path.startsWith(`part/${sha256}/`));
  }

  /** What is stored, by model, the largest first. */
  async list(): Promise<readonly StoredModel[]> {
    return this.#quietly([], async cache => {
      const models = new Map<string, { bytes: number; hashes: Set<string> }>();
      for (const request of await cache.keys()) {
        const hash = hashOf(this.#path(request));
        const response = hash && (await cache.match(request));
        if (!response) continue;
        const name = decodeURIComponent(response.headers.get(MODEL) ?? hash.slice(0, 8));
        const model = models.get(name) ?? { bytes: 0, hashes: new Set() };
        model.bytes += Number(response.headers.get(SIZE));
        models.set(name, { bytes: model.bytes, hashes: model.hashes.add(hash) });
      }
      return [...models]
        .map(([name, { bytes, hashes }]) => ({ name, bytes, hashes: [...hashes] }))
        .sort((a, b) => b.bytes - a.bytes);
    });
  }

  async remove(hashes: readonly string[]): Promise<void> {
    await this.#delete(path => hashes.some(hash => path.split('/')[1] === hash));
  }

  /** Drops files that the site does not name, the least recently used first, down to a limit. */
  async prune(named: ReadonlySet<string>, limit = UNNAMED_BYTES): Promise<void> {
    this.#named = named;
    const unnamed = await this.#unnamed();
    let total = unnamed.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { hash, bytes } of unnamed) {
      if (total <= limit) return;
      await this.remove([hash]);
      total -= bytes;
    }
  }

  #named: ReadonlySet<string> = new Set();

  /** Stored files that the site does not name, the least recently used first. */
  async #unnamed(): Promise<{ hash: string; bytes: number; used: number }[]> {
    const stored = await this.list();
    return this.#quietly([], async cache => {
      const found = [];
      for (const hash of stored.flatMap(({ hashes }) => hashes)) {
        if (this.#named.has(hash)) continue;
        const file = await cache.match(this.#file(hash));
        const used = await cache.match(this.#used(hash));
        found.push({
          hash,
          bytes: Number(file?.headers.get(SIZE)),
          used: used ? Number(await used.text()) : 0,
        });
      }
      return found.sort((a, b) => a.used - b.used);
    });
  }

  /** Puts an entry; when the browser's room is used up, files that nobody names make way. */
  async #put(url: string, body: Bytes | string, headers: Record<string, string>): Promise<void> {
    const put = async () => {
      const cache = await this.caches?.open(FILES_CACHE);
      await cache?.put(
        url,
        new Response(body, { headers: { ...headers, [SIZE]: String(body.length) } }),
      );
    };
    try {
      await put();
    } catch {
      try {
        await this.prune(this.#named, 0);
        await put();
      } catch (error) {
        this.trouble =
          error instanceof DOMException && error.name === 'QuotaExceededError'
            ? 'quota'
            : 'unavailable';
      }
    }
  }

  async #delete(wanted: (path: string) => boolean): Promise<void> {
    await this.#quietly(undefined, async cache => {
      for (const request of await cache.keys()) {
        if (wanted(this.#path(request))) await cache.delete(request);
      }
      return undefined;
    });
  }

  async #quietly<T>(otherwise: T, work: (cache: Cache) => Promise<T>): Promise<T> {
    try {
      const cache = await this.caches?.open(FILES_CACHE);
      return cache ? await work(cache) : otherwise;
    } catch {
      this.trouble ??= 'unavailable';
      return otherwise;
    }
  }

  #file = (sha256: string) => new URL(`sha256/${sha256}`, this.modelsUrl).href;
  #used = (sha256: string) => new URL(`used/${sha256}`, this.modelsUrl).href;
  #part = (sha256: string, offset: number) =>
    new URL(`part/${sha256}/${offset}`, this.modelsUrl).href;
  #path = ({ url }: { readonly url: string }) => url.slice(this.modelsUrl.length);
}

/** The file that an entry is of; undefined for the times of use. */
function hashOf(path: string): string | undefined {
  const [kind, hash] = path.split('/');
  return kind === 'sha256' || kind === 'part' ? hash : undefined;
}

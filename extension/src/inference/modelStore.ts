import { SamError } from '../core/errors';
import { parseModelList, type ModelFile, type ModelManifest } from './modelManifest';
import { sha256Hex } from './sha256';

/** A download that brings no byte for this long has failed. */
const STALL_MILLISECONDS = 30_000;
const CACHE_NAME = 'ohif-sam-models';

export interface ModelFiles {
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array;
}

/** What the store needs of the browser; tests give their own. */
export interface StoreEnvironment {
  readonly fetch: typeof fetch;
  /** Missing in insecure contexts. */
  readonly caches?: CacheStorage;
}

/**
 * Brings the files of a model from the site's own folder, verified by size and SHA-256, and keeps
 * them in the browser's Cache API, named by their hash. A file that cannot be kept is no error: it
 * is downloaded again the next time.
 */
export class ModelStore {
  /** @param modelsUrl absolute URL of the folder with `manifest.json`, ending in a slash. */
  constructor(
    private readonly modelsUrl: string,
    private readonly environment: StoreEnvironment = {
      fetch: (...args) => fetch(...args),
      caches: globalThis.caches,
    },
  ) {}

  /** The models that the site offers, its default first. */
  async list(): Promise<readonly ModelManifest[]> {
    const bytes = await this.#download(new URL('manifest.json', this.modelsUrl).href, () => {});
    return parseModelList(new TextDecoder().decode(bytes));
  }

  /**
   * Both files of a model. `onProgress` gets the bytes of both together.
   *
   * Rejects with a SamError: `model-not-found` when the site has no such file, `model-download`
   * when the connection fails, `model-corrupt` when a file is not the one that the manifest names.
   */
  async load(
    model: ModelManifest,
    onProgress: (loadedBytes: number, totalBytes: number) => void,
  ): Promise<ModelFiles> {
    const { encoder, decoder } = model.files;
    const total = encoder.size + decoder.size;
    const folder = new URL(`${model.id}/`, this.modelsUrl);
    const files = {
      decoder: await this.#file(folder, decoder, loaded => onProgress(loaded, total)),
      encoder: await this.#file(folder, encoder, loaded =>
        onProgress(decoder.size + loaded, total),
      ),
    };
    await this.#forgetOthers([encoder.sha256, decoder.sha256]);
    return files;
  }

  async #file(folder: URL, file: ModelFile, onBytes: (loaded: number) => void) {
    const kept = await this.#kept(file);
    if (kept) {
      onBytes(file.size);
      return kept;
    }
    const url = new URL(file.path, folder).href;
    const bytes = await this.#download(url, onBytes, file.size);
    await verify(file, bytes);
    await this.#keep(file, bytes);
    return bytes;
  }

  /** Streams a file into memory; `size`, when known, bounds what is read. */
  async #download(url: string, onBytes: (loaded: number) => void, size?: number) {
    const name = fileName(url);
    const stall = new AbortController();
    let timer = setTimeout(() => stall.abort(), STALL_MILLISECONDS);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), STALL_MILLISECONDS);
    };
    try {
      // Ask the server whether its file changed: an update must not meet files of the version before.
      const response = await this.environment.fetch(url, {
        signal: stall.signal,
        cache: 'no-cache',
      });
      if (response.status === 404 || isWebPage(response)) {
        throw new SamError('model-not-found', `${name}: the server has no such file.`);
      }
      if (!response.ok || !response.body) {
        throw new SamError('model-download', `${name}: the server answered ${response.status}.`);
      }
      const chunks: Uint8Array[] = [];
      let loaded = 0;
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        alive();
        chunks.push(value);
        loaded += value.length;
        if (size !== undefined && loaded > size) {
          await reader.cancel();
          throw new SamError('model-corrupt', `${name}: more than the ${size} bytes expected.`);
        }
        onBytes(loaded);
      }
      return concatenate(chunks, loaded);
    } catch (cause) {
      if (cause instanceof SamError) throw cause;
      const reason = stall.signal.aborted ? 'no data for 30 seconds' : 'the connection failed';
      throw new SamError('model-download', `${name}: ${reason}.`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #cacheKey(sha256: string): string {
    return new URL(`sha256/${sha256}`, this.modelsUrl).href;
  }

  async #kept(file: ModelFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const cache = await this.environment.caches?.open(CACHE_NAME);
      const response = await cache?.match(this.#cacheKey(file.sha256));
      if (!response) return undefined;
      const bytes = new Uint8Array(await response.arrayBuffer());
      await verify(file, bytes);
      return bytes;
    } catch {
      return undefined;
    }
  }

  async #keep(file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      const cache = await this.environment.caches?.open(CACHE_NAME);
      await cache?.put(this.#cacheKey(file.sha256), new Response(bytes));
    } catch {
      // Quota or a private window: the file is downloaded again the next time.
    }
  }

  /** Drops kept files of models that are no longer in use. */
  async #forgetOthers(hashes: readonly string[]): Promise<void> {
    try {
      const cache = await this.environment.caches?.open(CACHE_NAME);
      const wanted = new Set(hashes.map(hash => this.#cacheKey(hash)));
      for (const request of (await cache?.keys()) ?? []) {
        if (!wanted.has(request.url)) await cache?.delete(request);
      }
    } catch {
      // What cannot be dropped stays until the browser drops it.
    }
  }
}

async function verify(file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (bytes.length !== file.size) {
    const detail = `${file.path}: ${bytes.length} bytes, expected ${file.size}.`;
    throw new SamError('model-corrupt', detail);
  }
  const sha256 = await sha256Hex(bytes);
  if (sha256 !== file.sha256) {
    throw new SamError(
      'model-corrupt',
      `${file.path}: SHA-256 ${sha256}, expected ${file.sha256}.`,
    );
  }
}

/** Single-page servers answer a missing file with their start page and status 200. */
const isWebPage = (response: Response) =>
  response.headers.get('content-type')?.startsWith('text/html') ?? false;

const fileName = (url: string) => url.slice(url.lastIndexOf('/') + 1);

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

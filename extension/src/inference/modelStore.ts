import { SamError } from '../core/errors';
import type { StorageTrouble } from './api';
import { download, downloadText, type DownloadEnvironment } from './download';
import { parseModelList, type ModelFile, type ModelManifest } from './modelManifest';
import { ModelStorage, PART_BYTES } from './modelStorage';
import { sha256Hex } from './sha256';

type Bytes = Uint8Array<ArrayBuffer>;

export interface ModelFiles {
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array;
}

/** What the store needs of the browser; tests give their own. */
export interface StoreEnvironment extends DownloadEnvironment {
  /** Missing in insecure contexts. */
  readonly caches?: CacheStorage;
}

export interface DownloadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** The connection broke; the rest is asked for again soon. */
  readonly retrying: boolean;
}

/**
 * Brings the files of a model from the site's own folder, verified by size and SHA-256, and keeps
 * them in the browser, parts of unfinished downloads too. A file that cannot be kept is no error:
 * it is downloaded again the next time.
 */
export class ModelStore {
  readonly #storage: ModelStorage;

  /** @param modelsUrl absolute URL of the folder with `manifest.json`, ending in a slash. */
  constructor(
    private readonly modelsUrl: string,
    private readonly environment: StoreEnvironment = {
      fetch: (...args) => fetch(...args),
      caches: globalThis.caches,
    },
  ) {
    this.#storage = new ModelStorage(modelsUrl, environment.caches);
  }

  /** Why something could not be kept; undefined while all is well. */
  get storageTrouble(): StorageTrouble | undefined {
    return this.#storage.trouble;
  }

  /**
   * The models that the site offers, its default first: the entries of its configuration, then
   * those of the list beside the files, which may be missing when there are any of the former.
   * Rejects with a SamError.
   */
  async list(siteModels: readonly unknown[] = []): Promise<readonly ModelManifest[]> {
    const own = siteModels.length ? readList(JSON.stringify({ models: siteModels })) : [];
    const listed = await this.#listed(own.length > 0);
    const models = [...own, ...listed.filter(({ id }) => own.every(entry => entry.id !== id))];
    const files = models.flatMap(({ files }) => [files.encoder.sha256, files.decoder.sha256]);
    await this.#storage.prune(new Set(files));
    return models;
  }

  async #listed(mayBeMissing: boolean): Promise<readonly ModelManifest[]> {
    try {
      const url = new URL('manifest.json', this.modelsUrl).href;
      return readList(await downloadText(url, this.environment));
    } catch (error) {
      if (mayBeMissing && error instanceof SamError && error.code === 'model-not-found') return [];
      throw error;
    }
  }

  /**
   * Both files of a model; `onProgress` tells of both together. A download that broke, in this
   * session or in one before, is taken up where it came.
   *
   * Rejects with a SamError: `model-not-found` when the site has no such file, `model-download`
   * when the connection fails for good, `model-corrupt` when a file is not the one that the
   * manifest names.
   */
  async load(
    model: ModelManifest,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<ModelFiles> {
    const { encoder, decoder } = model.files;
    const totalBytes = encoder.size + decoder.size;
    const report = (before: number) => (loaded: number, retrying: boolean) =>
      onProgress({ loadedBytes: before + loaded, totalBytes, retrying });
    return {
      decoder: await this.#file(model, decoder, report(0)),
      encoder: await this.#file(model, encoder, report(decoder.size)),
    };
  }

  async #file(
    model: ModelManifest,
    file: ModelFile,
    onBytes: (loaded: number, retrying: boolean) => void,
  ): Promise<Bytes> {
    const kept = await this.#storage.read(file.sha256);
    if (kept && !(await difference(file, kept))) {
      onBytes(file.size, false);
      return kept;
    }
    const { bytes, resumed } = await this.#download(model, file, onBytes);
    let wrong = await difference(file, bytes);
    if (wrong && resumed) {
      // Perhaps the server's file changed between the parts.
      await this.#storage.dropParts(file.sha256);
      const { bytes: anew } = await this.#download(model, file, onBytes);
      bytes.set(anew);
      wrong = await difference(file, bytes);
    }
    if (wrong) {
      await this.#storage.dropParts(file.sha256);
      throw new SamError('model-corrupt', wrong);
    }
    await this.#storage.write(file.sha256, model.name, bytes);
    return bytes;
  }

  async #download(
    { id, name }: ModelManifest,
    { path, size, sha256 }: ModelFile,
    onBytes: (loaded: number, retrying: boolean) => void,
  ): Promise<{ readonly bytes: Bytes; readonly resumed: boolean }> {
    const url = new URL(path, new URL(`${id}/`, this.modelsUrl)).href;
    const kept = await this.#storage.readParts(sha256);
    let stored = kept.bytes;
    let loaded = kept.bytes;
    let broken = false;
    if (loaded > 0) onBytes(loaded, false);
    const bytes = await download(url, size, this.environment, {
      kept,
      onBytes: async (now, file, etag) => {
        loaded = now;
        onBytes(now, false);
        if (now - stored < PART_BYTES || now === size) return;
        const part = file.slice(stored, now);
        const offset = stored;
        stored = now;
        await this.#storage.writePart(sha256, name, offset, part, etag);
      },
      onBroken: () => {
        broken = true;
        onBytes(loaded, true);
      },
      onRestart: async () => {
        stored = 0;
        await this.#storage.dropParts(sha256);
      },
    });
    return { bytes, resumed: broken || kept.bytes > 0 };
  }
}

/** The list's own failures are told apart from those of a file. */
function readList(text: string): readonly ModelManifest[] {
  try {
    return parseModelList(text);
  } catch (cause) {
    const detail = cause instanceof SamError ? cause.detail : String(cause);
    throw new SamError('model-list', detail, { cause });
  }
}

/** What tells the bytes from the file that the manifest names; empty when nothing does. */
async function difference(file: ModelFile, bytes: Bytes): Promise<string> {
  if (bytes.length !== file.size) {
    return `${file.path}: ${bytes.length} bytes, expected ${file.size}.`;
  }
  const sha256 = await sha256Hex(bytes);
  return sha256 === file.sha256 ? '' : `${file.path}: SHA-256 ${sha256}, expected ${file.sha256}.`;
}

import { SamError } from '../core/errors';
import type { KeptParts } from './modelStorage';

/** A download that brings no byte for this long is broken. */
const STALL_MILLISECONDS = 30_000;
/** Waits before a broken download is taken up again; after the last one it has failed. */
const PAUSES = [1000, 2000, 4000, 8000];
/** Progress of that many bytes makes up for the tries before. */
const PROGRESS_BYTES = 2 ** 20;
/** The server's fault and possibly gone soon (RFC 9110 15.6, 15.5.9; RFC 6585 4). */
const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504]);

type Bytes = Uint8Array<ArrayBuffer>;

export interface DownloadEnvironment {
  readonly fetch: typeof fetch;
  /** Waits; tests do not. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** How long no byte may come; 30 s when not given. */
  readonly stallMilliseconds?: number;
}

/** Where a download begins, and what is told of it. */
export interface DownloadEvents {
  /** What came before the connection or the page went away. */
  readonly kept?: KeptParts;
  /** `bytes` holds the file up to `loadedBytes`; awaited before more is read. */
  readonly onBytes?: (loadedBytes: number, bytes: Bytes, etag: string | undefined) => unknown;
  /** The connection broke and is tried again after a pause. */
  readonly onBroken?: () => void;
  /** The server begins anew, or with another version: what is kept is of no use. */
  readonly onRestart?: () => Promise<void>;
}

/** A break that another try may heal. */
class Broken extends Error {}

/**
 * Brings a file of `size` bytes. A break is taken up where it came, by a range request (RFC 9110
 * 14.2) under the entity tag of what is there; a server without ranges begins anew. Gives up after
 * four pauses (15 s together) without progress.
 *
 * Rejects with a SamError: `model-not-found`, `model-download`, or `model-corrupt` when the server
 * has more or fewer bytes.
 */
export async function download(
  url: string,
  size: number,
  environment: DownloadEnvironment,
  events: DownloadEvents = {},
): Promise<Bytes> {
  const { pause = wait } = environment;
  const running = new Download(url, size, environment, events);
  let [tries, before] = [0, running.loaded];
  while (running.loaded < size) {
    try {
      await running.attempt();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      if (running.loaded - before >= PROGRESS_BYTES) tries = 0;
      before = running.loaded;
      if (tries === PAUSES.length) throw new SamError('model-download', error.message);
      events.onBroken?.();
      await pause(PAUSES[tries++]);
    }
  }
  return running.target;
}

/** A file on its way: what has come of it, and under which entity tag. */
class Download {
  readonly target: Bytes;
  readonly #name: string;
  #etag: string | undefined;
  loaded = 0;

  constructor(
    private readonly url: string,
    private readonly size: number,
    private readonly environment: DownloadEnvironment,
    private readonly events: DownloadEvents,
  ) {
    this.#name = fileName(url);
    this.target = new Uint8Array(size);
    this.#etag = events.kept?.etag;
    for (const part of events.kept?.parts ?? []) {
      if (this.loaded + part.length > size) break;
      this.target.set(part, this.loaded);
      this.loaded += part.length;
    }
  }

  /** Asks for what is missing and takes in what comes; rejects with Broken where it can go on. */
  async attempt(): Promise<void> {
    const { fetch, stallMilliseconds } = this.environment;
    const stall = stallWatch(stallMilliseconds);
    const broken = (): never => {
      const reason = stall.signal.aborted ? 'no data for too long' : 'the connection failed';
      throw new Broken(`${this.#name}: ${reason}.`);
    };
    try {
      const response = await fetch(this.url, { signal: stall.signal, ...this.#request() }).catch(
        broken,
      );
      await this.#begin(response);
      await this.#read(response, stall.alive, broken);
    } finally {
      stall.end();
    }
  }

  /** From the start, asking whether the file has changed; or the rest, if it has not. */
  #request(): RequestInit {
    if (this.loaded === 0) return { cache: 'no-cache' };
    const headers: Record<string, string> = { Range: `bytes=${this.loaded}-` };
    // Another origin would have to allow the header; there the SHA-256 alone tells.
    if (this.#etag && new URL(this.url).origin === globalThis.location?.origin) {
      headers['If-Range'] = this.#etag;
    }
    return { cache: 'no-store', headers };
  }

  /** Checks what the answer holds, and from where on. */
  async #begin(response: Response): Promise<void> {
    const name = this.#name;
    if (response.status === 416) await this.#restart();
    check(response, name);
    const start = response.status === 206 ? startOf(response) : 0;
    if (start !== this.loaded) await this.#restart();
    if (start !== this.loaded) throw new Broken(`${name}: not the range asked for.`);
    this.#etag = strongTag(response);
    const length = response.headers.get('content-length');
    const encoded = response.headers.has('content-encoding');
    if (length !== null && !encoded && start + Number(length) < this.size) {
      throw new SamError('model-corrupt', `${name}: ${length} bytes, expected ${this.size}.`);
    }
  }

  async #read({ body }: Response, alive: () => void, broken: () => never): Promise<void> {
    const { size, target } = this;
    if (!body) throw new Broken(`${this.#name}: an empty answer.`);
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch(broken);
      if (done) break;
      alive();
      if (this.loaded + value.length > size) {
        await reader.cancel();
        throw new SamError('model-corrupt', `${this.#name}: more than the ${size} bytes expected.`);
      }
      target.set(value, this.loaded);
      this.loaded += value.length;
      await this.events.onBytes?.(this.loaded, target, this.#etag);
    }
    if (this.loaded < size) {
      throw new Broken(`${this.#name}: ${this.loaded} bytes, expected ${size}.`);
    }
  }

  async #restart(): Promise<void> {
    if (this.loaded > 0) await this.events.onRestart?.();
    this.loaded = 0;
  }
}

/** Brings a small text whose size is not known. Rejects as `download` does. */
export async function downloadText(
  url: string,
  { fetch, pause = wait, stallMilliseconds }: DownloadEnvironment,
): Promise<string> {
  for (let tries = 0; ; tries++) {
    const stall = stallWatch(stallMilliseconds);
    try {
      const response = await fetch(url, { signal: stall.signal, cache: 'no-cache' });
      check(response, fileName(url));
      return await response.text();
    } catch (error) {
      if (error instanceof SamError) throw error;
      if (tries === PAUSES.length) {
        const reason = stall.signal.aborted ? 'no data for too long' : 'the connection failed';
        const detail = error instanceof Broken ? error.message : `${fileName(url)}: ${reason}.`;
        throw new SamError('model-download', detail, { cause: error });
      }
      await pause(PAUSES[tries]);
    } finally {
      stall.end();
    }
  }
}

function check(response: Response, name: string): void {
  // Single-page servers answer a missing file with their start page and status 200.
  const webPage = response.headers.get('content-type')?.startsWith('text/html');
  if (response.status === 404 || (response.ok && webPage)) {
    throw new SamError('model-not-found', `${name}: the server has no such file.`);
  }
  const detail = `${name}: the server answered ${response.status}.`;
  if (response.status === 416 || PASSING_STATUS.has(response.status)) throw new Broken(detail);
  if (!response.ok) throw new SamError('model-download', detail);
}

/** Where the range of an answer begins; −1 when it does not say. */
function startOf(response: Response): number {
  const match = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  return match ? Number(match[1]) : -1;
}

/** If-Range compares strongly: a weak tag is of no use there. */
function strongTag(response: Response): string | undefined {
  const etag = response.headers.get('etag');
  return etag && !etag.startsWith('W/') ? etag : undefined;
}

/** A signal that is aborted when `alive` is not called for too long. */
function stallWatch(milliseconds = STALL_MILLISECONDS) {
  const stall = new AbortController();
  const start = () => setTimeout(() => stall.abort(), milliseconds);
  let timer = start();
  return {
    signal: stall.signal,
    alive: () => {
      clearTimeout(timer);
      timer = start();
    },
    end: () => clearTimeout(timer),
  };
}

const wait = (milliseconds: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, milliseconds);
  });

const fileName = (url: string) => url.slice(url.lastIndexOf('/') + 1);

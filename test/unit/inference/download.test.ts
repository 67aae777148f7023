import { createHash } from 'node:crypto';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { ModelStore, type DownloadProgress } from '../../../extension/src/inference/modelStore';
import { fakeCaches } from './fakeCaches';

const MODELS = 'https://viewer.test/models/';
const MB = 2 ** 20;
const content = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * seed + (i >> 8)) % 251);
const facts = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const encoder = content(14 * MB, 7);
const decoder = content(1000, 11);
const manifest = {
  id: 'm',
  name: 'M',
  files: { encoder: facts('encoder.onnx', encoder), decoder: facts('decoder.onnx', decoder) },
} as unknown as ModelManifest;

interface Request {
  readonly range: string | null;
  readonly ifRange: string | null;
}
interface Server {
  /** Bytes after which each request of the encoder breaks; beyond the list none does. */
  readonly breaks?: readonly number[];
  readonly ranges?: boolean;
  /** Tag and bytes of the encoder at the nth request. */
  readonly version?: (n: number) => { readonly etag: string; readonly bytes: Uint8Array };
  /** A broken connection says nothing until this resolves. */
  readonly silence?: Promise<void>;
}

/** A server with byte ranges and If-Range (RFC 9110 13.1.5, 14.2) whose connections break. */
function serve({ breaks = [], ranges = true, version, silence }: Server = {}) {
  const requests: Request[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    if (!String(url).endsWith('encoder.onnx')) return new Response(decoder.slice());
    const headers = new Headers(init.headers);
    const n = requests.length;
    requests.push({ range: headers.get('range'), ifRange: headers.get('if-range') });
    const { etag, bytes } = version?.(n) ?? { etag: '"one"', bytes: encoder };
    const [, from] = /^bytes=(\d+)-$/.exec(headers.get('range') ?? '') ?? [];
    const condition = headers.get('if-range');
    const partial = ranges && from !== undefined && (!condition || condition === etag);
    const start = partial ? Number(from) : 0;
    if (start >= bytes.length) return new Response('', { status: 416 });
    return new Response(stream(bytes.subarray(start), breaks[n] ?? Infinity, silence), {
      status: partial ? 206 : 200,
      headers: {
        etag,
        'content-length': String(bytes.length - start),
        ...(partial
          ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
          : {}),
      },
    });
  };
  return {
    requests,
    environment: { fetch: fetch as typeof globalThis.fetch, pause: async () => {} },
  };
}

function stream(
  bytes: Uint8Array,
  failAt: number,
  silence?: Promise<void>,
): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    async pull(controller) {
      if (offset >= failAt) {
        await silence;
        return controller.error(new TypeError('network error'));
      }
      if (offset >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(offset, (offset += MB)));
    },
  });
}

const load = (server: ReturnType<typeof serve>, caches?: CacheStorage) => {
  const progress: DownloadProgress[] = [];
  const store = new ModelStore(MODELS, { ...server.environment, caches });
  return { progress, files: store.load(manifest, p => progress.push(p)) };
};

beforeAll(() => {
  Object.defineProperty(globalThis, 'location', { value: new URL(MODELS), configurable: true });
});

describe('a download that breaks', () => {
  it('goes on where it was, under the tag of what is there', async () => {
    const server = serve({ breaks: [3 * MB, 5 * MB] });
    const { files, progress } = load(server);
    expect(Buffer.compare((await files).encoder, encoder)).toBe(0);
    expect(server.requests).toEqual([
      { range: null, ifRange: null },
      { range: `bytes=${3 * MB}-`, ifRange: '"one"' },
      { range: `bytes=${8 * MB}-`, ifRange: '"one"' },
    ]);
    expect(progress.filter(({ retrying }) => retrying).map(p => p.loadedBytes)).toEqual([
      1000 + 3 * MB,
      1000 + 8 * MB,
    ]);
  });

  it('begins anew where the server has no ranges', async () => {
    const server = serve({ breaks: [3 * MB], ranges: false });
    const { files } = load(server);
    expect(Buffer.compare((await files).encoder, encoder)).toBe(0);
    expect(server.requests.length).toBe(2);
  });

  it('begins anew when the file has changed meanwhile', async () => {
    const other = content(14 * MB, 13);
    const version = (n: number) =>
      n === 0 ? { etag: '"old"', bytes: other } : { etag: '"new"', bytes: encoder };
    const { files } = load(serve({ breaks: [3 * MB], version }));
    expect(Buffer.compare((await files).encoder, encoder)).toBe(0);
  });

  it('is loaded once more when the parts do not fit together', async () => {
    const other = content(14 * MB, 13);
    // A weak tag cannot be asked for.
    const version = (n: number) => ({ etag: 'W/"x"', bytes: n === 0 ? other : encoder });
    const server = serve({ breaks: [3 * MB], version });
    expect(Buffer.compare((await load(server).files).encoder, encoder)).toBe(0);
    expect(server.requests.map(({ range }) => range)).toEqual([null, `bytes=${3 * MB}-`, null]);
  });

  it('gives up after four pauses without progress', async () => {
    const server = serve({ breaks: [MB, 0, 0, 0, 0, 0, 0] });
    await expect(load(server).files).rejects.toMatchObject({ code: 'model-download' });
    expect(server.requests.length).toBe(5);
  });

  it('is resumed by the next page from what the browser has kept', async () => {
    const { caches, kept } = fakeCaches();
    let speak = () => {};
    const silence = new Promise<void>(resolve => (speak = resolve));
    const before = load(serve({ breaks: [9 * MB], silence }), caches);
    while (![...kept.keys()].some(url => url.endsWith(`/${4 * MB}`))) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    const server = serve();
    const { files, progress } = load(server, caches);
    expect(Buffer.compare((await files).encoder, encoder)).toBe(0);
    expect(server.requests).toEqual([{ range: `bytes=${8 * MB}-`, ifRange: '"one"' }]);
    expect(progress.some(({ loadedBytes }) => loadedBytes === 1000 + 8 * MB)).toBe(true);
    expect([...kept.keys()].some(url => url.includes('/part/'))).toBe(false);
    speak();
    await before.files;
  });

  it('waits longer from try to try', async () => {
    const pauses: number[] = [];
    const fetch = (async () => new Response('', { status: 503 })) as typeof globalThis.fetch;
    const pause = async (ms: number) => void pauses.push(ms);
    const store = new ModelStore(MODELS, { fetch, pause });
    await expect(store.load(manifest, () => {})).rejects.toMatchObject({ code: 'model-download' });
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });
});

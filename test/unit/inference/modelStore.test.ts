import { createHash } from 'node:crypto';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { ModelStore } from '../../../extension/src/inference/modelStore';
import mobileSam from '../../../models/mobile-sam/manifest.json';

const MODELS = 'https://viewer.test/sam/models/';
const bytes = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
const facts = (path: string, content: Uint8Array) => ({
  path,
  size: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

const encoder = bytes(5000, 7);
const decoder = bytes(3000, 11);
const manifest = {
  ...mobileSam,
  files: { encoder: facts('encoder.onnx', encoder), decoder: facts('decoder.onnx', decoder) },
} as unknown as ModelManifest;

type Answer = () => Response | Promise<Response>;

/** A server with both files, in chunks of 1000 bytes, that can be told to answer otherwise. */
function server(other: Record<string, Answer> = {}) {
  const requested: string[] = [];
  const fetchFile = async (url: RequestInfo | URL) => {
    const name = String(url).replace(MODELS, '');
    requested.push(name);
    if (other[name]) return other[name]();
    if (name === 'manifest.json') return new Response(JSON.stringify({ models: [manifest] }));
    if (name === 'mobile-sam/encoder.onnx') return new Response(chunked(encoder));
    if (name === 'mobile-sam/decoder.onnx') return new Response(chunked(decoder));
    return new Response('not found', { status: 404 });
  };
  return { requested, fetch: fetchFile as typeof fetch };
}

function chunked(content: Uint8Array, failAt = Infinity): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset >= failAt) return controller.error(new TypeError('network error'));
      if (offset >= content.length) return controller.close();
      controller.enqueue(content.slice(offset, (offset += 1000)));
    },
  });
}

/** As much of the Cache API as the store uses. */
function fakeCaches(put = (): void => {}): { caches: CacheStorage; kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  const cache = {
    match: async (url: string) => kept.has(url) && new Response(kept.get(url)!.slice()),
    put: async (url: string, response: Response) => {
      put();
      kept.set(url, new Uint8Array(await response.arrayBuffer()));
    },
    keys: async () => [...kept.keys()].map(url => ({ url })),
    delete: async ({ url }: { url: string }) => kept.delete(url),
  };
  return { caches: { open: async () => cache } as unknown as CacheStorage, kept };
}

const ENCODER = 'mobile-sam/encoder.onnx';
const ignore = () => {};

describe('ModelStore', () => {
  it('lists the models of the site', async () => {
    const [model, ...others] = await new ModelStore(MODELS, server()).list();
    expect(others).toEqual([]);
    // What a site has no use for (where the weights came from) is left out.
    expect(manifest).toMatchObject(model);
    expect(model.files).toEqual(manifest.files);
  });

  it('brings both files and reports every byte once', async () => {
    const progress: number[][] = [];
    const files = await new ModelStore(MODELS, server()).load(manifest, (...p) => progress.push(p));
    expect(Buffer.compare(files.encoder, encoder)).toBe(0);
    expect(Buffer.compare(files.decoder, decoder)).toBe(0);
    expect(progress.map(([loaded]) => loaded)).toEqual([
      1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000,
    ]);
    expect(new Set(progress.map(([, total]) => total))).toEqual(new Set([8000]));
  });

  const flipped = encoder.slice();
  flipped[4321] ^= 1;
  it.each<[string, string, Answer]>([
    ['a missing file', 'model-not-found', () => new Response('', { status: 404 })],
    [
      'the start page of a single-page server',
      'model-not-found',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
    ],
    ['a server error', 'model-download', () => new Response('', { status: 500 })],
    ['no network', 'model-download', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['a broken connection', 'model-download', () => new Response(chunked(encoder, 2000))],
    ['a truncated file', 'model-corrupt', () => new Response(encoder.slice(0, 4000))],
    ['one wrong bit', 'model-corrupt', () => new Response(flipped)],
    ['an endless file', 'model-corrupt', () => new Response(endless())],
  ])('%s is %s', async (_, code, answer) => {
    const { caches, kept } = fakeCaches();
    const store = new ModelStore(MODELS, { ...server({ [ENCODER]: answer }), caches });
    await expect(store.load(manifest, ignore)).rejects.toMatchObject({
      name: 'SamError',
      code,
      detail: expect.stringContaining('encoder.onnx'),
    });
    expect([...kept.values()].some(content => content.length !== decoder.length)).toBe(false);
  });

  it('gives up on a server that falls silent', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const silent = ((_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason));
      })) as typeof fetch;
    const failed = expect(new ModelStore(MODELS, { fetch: silent }).list()).rejects.toMatchObject({
      code: 'model-download',
      detail: expect.stringMatching('no data'),
    });
    await jest.advanceTimersByTimeAsync(31_000);
    await failed;
    jest.useRealTimers();
  });

  it.each([
    ['no JSON', 'oops', 'not JSON'],
    ['no models', '{"models": []}', 'models'],
    [
      'a bad hash',
      JSON.stringify({ models: [manifest] }).replace(manifest.files.decoder.sha256, 'abc'),
      'models.0.files.decoder.sha256',
    ],
    [
      'a folder elsewhere',
      JSON.stringify({ models: [{ ...manifest, id: '../evil' }] }),
      'models.0.id',
    ],
    [
      'a file on another server',
      JSON.stringify({ models: [manifest] }).replace(
        '"encoder.onnx"',
        '"https://evil.test/e.onnx"',
      ),
      'models.0.files.encoder.path',
    ],
  ])('refuses a list with %s and names what is wrong', async (_, text, named) => {
    const answers = server({ 'manifest.json': () => new Response(text) });
    await expect(new ModelStore(MODELS, answers).list()).rejects.toMatchObject({
      code: 'model-corrupt',
      detail: expect.stringContaining(named),
    });
  });

  describe('with a cache', () => {
    it('downloads once, by hash', async () => {
      const { caches, kept } = fakeCaches();
      await new ModelStore(MODELS, { ...server(), caches }).load(manifest, ignore);
      expect([...kept.keys()]).toEqual([
        `${MODELS}sha256/${manifest.files.decoder.sha256}`,
        `${MODELS}sha256/${manifest.files.encoder.sha256}`,
      ]);
      const again = server();
      const progress = jest.fn();
      const files = await new ModelStore(MODELS, { ...again, caches }).load(manifest, progress);
      expect(again.requested).toEqual([]);
      expect(Buffer.compare(files.encoder, encoder)).toBe(0);
      expect(progress).toHaveBeenLastCalledWith(8000, 8000);
    });

    it('downloads again what was damaged in the cache', async () => {
      const { caches, kept } = fakeCaches();
      kept.set(`${MODELS}sha256/${manifest.files.encoder.sha256}`, flipped);
      const { requested, fetch } = server();
      const files = await new ModelStore(MODELS, { fetch, caches }).load(manifest, ignore);
      expect(requested).toContain(ENCODER);
      expect(Buffer.compare(files.encoder, encoder)).toBe(0);
    });

    it('drops the files of a model before', async () => {
      const { caches, kept } = fakeCaches();
      kept.set(`${MODELS}sha256/0123`, encoder);
      await new ModelStore(MODELS, { ...server(), caches }).load(manifest, ignore);
      expect(kept.size).toBe(2);
    });

    it('works when nothing can be kept', async () => {
      const { caches } = fakeCaches(() => {
        throw new DOMException('full', 'QuotaExceededError');
      });
      const files = await new ModelStore(MODELS, { ...server(), caches }).load(manifest, ignore);
      expect(files.decoder.length).toBe(3000);
    });
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(1000)) });
}

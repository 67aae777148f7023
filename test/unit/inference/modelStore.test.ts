import { createHash } from 'node:crypto';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { ModelStore } from '../../../extension/src/inference/modelStore';
import { ModelStorage } from '../../../extension/src/inference/modelStorage';
import { fakeCaches } from './fakeCaches';
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
  return { requested, fetch: fetchFile as typeof fetch, pause: async () => {} };
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

  it('puts the entries of the configuration first, and does with them alone', async () => {
    const own = { ...manifest, id: 'own' };
    const ids = async (answers = server()) =>
      (await new ModelStore(MODELS, answers).list([own])).map(({ id }) => id);
    expect(await ids()).toEqual(['own', 'mobile-sam']);
    const missing = server({ 'manifest.json': () => new Response('', { status: 404 }) });
    expect(await ids(missing)).toEqual(['own']);
    const store = new ModelStore(MODELS, server());
    await expect(store.list([{ id: 'own' }])).rejects.toMatchObject({ code: 'model-list' });
  });

  it('brings both files and reports every byte once', async () => {
    const progress: number[][] = [];
    const files = await new ModelStore(MODELS, server()).load(manifest, p =>
      progress.push([p.loadedBytes, p.totalBytes]),
    );
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
    [
      'a truncated file',
      'model-corrupt',
      () => new Response(encoder.slice(0, 4000), { headers: { 'content-length': '4000' } }),
    ],
    ['a file that ends early', 'model-download', () => new Response(encoder.slice(0, 4000))],
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
    expect([...kept.keys()].some(url => url.includes(manifest.files.encoder.sha256))).toBe(false);
  });

  it('gives up on a server that falls silent', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const silent = ((_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason));
      })) as typeof fetch;
    const environment = { fetch: silent, pause: async () => {} };
    const failed = expect(new ModelStore(MODELS, environment).list()).rejects.toMatchObject({
      code: 'model-download',
      detail: expect.stringMatching('no data for too long'),
    });
    await jest.advanceTimersByTimeAsync(5 * 31_000);
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
      code: 'model-list',
      detail: expect.stringContaining(named),
    });
  });

  describe('with a cache', () => {
    it('downloads once, by hash', async () => {
      const { caches, kept } = fakeCaches();
      await new ModelStore(MODELS, { ...server(), caches }).load(manifest, ignore);
      expect([...kept.keys()].filter(url => url.includes('/sha256/'))).toEqual([
        `${MODELS}sha256/${manifest.files.decoder.sha256}`,
        `${MODELS}sha256/${manifest.files.encoder.sha256}`,
      ]);
      const again = server();
      const progress = jest.fn();
      const files = await new ModelStore(MODELS, { ...again, caches }).load(manifest, progress);
      expect(again.requested).toEqual([]);
      expect(Buffer.compare(files.encoder, encoder)).toBe(0);
      expect(progress).toHaveBeenLastCalledWith({
        loadedBytes: 8000,
        totalBytes: 8000,
        retrying: false,
      });
    });

    it('downloads again what was damaged in the cache', async () => {
      const { caches, kept } = fakeCaches();
      kept.set(`${MODELS}sha256/${manifest.files.encoder.sha256}`, {
        body: flipped,
        headers: [],
      });
      const { requested, ...answers } = server();
      const files = await new ModelStore(MODELS, { ...answers, caches }).load(manifest, ignore);
      expect(requested).toContain(ENCODER);
      expect(Buffer.compare(files.encoder, encoder)).toBe(0);
    });

    it('keeps several models side by side and drops what the list does not name, oldest first', async () => {
      const { caches, kept } = fakeCaches();
      const storage = new ModelStorage(MODELS, caches);
      const clock = jest.spyOn(Date, 'now');
      for (const [n, hash] of ['aa', 'bb', 'cc', 'dd'].entries()) {
        clock.mockReturnValue(n);
        await storage.write(hash, hash, bytes(1000, 3));
      }
      clock.mockReturnValue(9);
      await storage.read('aa');
      clock.mockRestore();
      await storage.prune(new Set(['dd']), 2000);
      expect((await storage.list()).map(({ name }) => name).sort()).toEqual(['aa', 'cc', 'dd']);
      await storage.prune(new Set(['dd']), 0);
      expect((await storage.list()).map(({ name }) => name)).toEqual(['dd']);
      expect([...kept.keys()].some(url => url.includes('aa'))).toBe(false);
    });

    it('lists models with their size and removes them', async () => {
      const { caches, kept } = fakeCaches();
      await new ModelStore(MODELS, { ...server(), caches }).load(manifest, ignore);
      const storage = new ModelStorage(MODELS, caches);
      const { encoder: e, decoder: d } = manifest.files;
      const stored = await storage.list();
      expect(stored).toEqual([{ name: manifest.name, bytes: 8000, hashes: [d.sha256, e.sha256] }]);
      await storage.remove(stored[0].hashes);
      expect(kept.size).toBe(0);
    });

    const full = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };

    it('works when nothing can be kept, and says why', async () => {
      const { caches } = fakeCaches(full);
      const store = new ModelStore(MODELS, { ...server(), caches });
      expect((await store.load(manifest, ignore)).decoder.length).toBe(3000);
      expect(store.storageTrouble).toBe('quota');
      const without = new ModelStore(MODELS, server());
      expect((await without.load(manifest, ignore)).decoder.length).toBe(3000);
      expect(without.storageTrouble).toBe('unavailable');
    });

    it('makes room by dropping what the list does not name', async () => {
      const { caches, kept } = fakeCaches(url => {
        if (kept.has(`${MODELS}sha256/old`) && url.includes(manifest.files.encoder.sha256)) full();
      });
      await new ModelStorage(MODELS, caches).write('old', 'Old', bytes(1000, 3));
      const store = new ModelStore(MODELS, { ...server(), caches });
      await store.list();
      expect(kept.has(`${MODELS}sha256/old`)).toBe(true);
      await store.load(manifest, ignore);
      expect(store.storageTrouble).toBeUndefined();
      expect(kept.has(`${MODELS}sha256/old`)).toBe(false);
    });
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(1000)) });
}

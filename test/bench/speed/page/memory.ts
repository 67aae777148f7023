import { CACHE_BYTES, client, loadOptions, valueOf } from './ourClient';
import { fetchSlice } from './fetchSlice';
import { pageMemory } from './pageMemory';

export interface MemoryState {
  readonly cacheBytes: number;
  readonly cachedEmbeddings: number;
  readonly pageBytes: number;
}

declare global {
  interface Window {
    memoryBench: {
      /** Returns the cap of the embedding cache in bytes. */
      load(): Promise<number>;
      /** Encodes different slices; returns the most bytes that the cache held after any of them. */
      encode(from: number, count: number): Promise<number>;
      state(): Promise<MemoryState>;
    };
  }
}

const slice = await fetchSlice();

window.memoryBench = {
  async load() {
    valueOf(await client.load(loadOptions, () => {}));
    return CACHE_BYTES;
  },
  async encode(from, count) {
    let most = 0;
    for (let n = from; n < from + count; n++) {
      const values = slice.values.map(value => value + (n % 10));
      await client.setSlice({ ...slice, key: `slice ${n}`, values });
      valueOf(await client.prepare(`slice ${n}`));
      most = Math.max(most, (await client.stats()).cacheBytes);
    }
    return most;
  },
  async state() {
    const { cacheBytes, cachedEmbeddings } = await client.stats();
    return { cacheBytes, cachedEmbeddings, pageBytes: await pageMemory() };
  },
};

import type { EncodeSpec } from '../../../extension/src/core/engine/types';
import type { ImagePlane } from '../../../extension/src/core/geometry/imagePlane';
import { EmbeddingCache } from '../../../extension/src/inference/embeddingCache';

const plane: ImagePlane = {
  origin: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  columnSpacing: 1,
  rowSpacing: 1,
  columns: 64,
  rows: 48,
};
const slice = (key: string) => ({ key, plane });
const spec = (x: number, lower = -160): EncodeSpec => ({
  region: { x, y: 0, width: 32, height: 32 },
  window: { lower, upper: 240 },
});
/** 400 bytes. */
const tensors = () => ({ e: { data: new Float32Array(100), dims: [100] } });
const make = () => jest.fn(async () => tensors());

describe('EmbeddingCache', () => {
  it('encodes the same slice, region and window once', async () => {
    const cache = new EmbeddingCache(10_000, 'model');
    const encode = make();
    const first = await cache.getOrMake(slice('a'), spec(0), encode);
    expect(await cache.getOrMake(slice('a'), spec(0), encode)).toBe(first);
    expect(encode).toHaveBeenCalledTimes(1);
    for (const [key, other] of [
      ['b', spec(0)],
      ['a', spec(1)],
      ['a', spec(0, -100)],
    ] as const) {
      expect(await cache.getOrMake(slice(key), other, encode)).not.toBe(first);
    }
    expect(encode).toHaveBeenCalledTimes(4);
  });

  it('shares one run among requests that come while it lasts', async () => {
    const cache = new EmbeddingCache(10_000, 'model');
    const encode = make();
    const [one, two] = await Promise.all([
      cache.getOrMake(slice('a'), spec(0), encode),
      cache.getOrMake(slice('a'), spec(0), encode),
    ]);
    expect(one).toBe(two);
    expect(encode).toHaveBeenCalledTimes(1);
  });

  it('does not keep a failure', async () => {
    const cache = new EmbeddingCache(10_000, 'model');
    const failing = jest.fn(() => Promise.reject(new Error('lost')));
    await expect(cache.getOrMake(slice('a'), spec(0), failing)).rejects.toThrow('lost');
    await cache.getOrMake(slice('a'), spec(0), make());
    expect(cache.size).toBe(1);
  });

  it('stays under its cap and drops the least recently used', async () => {
    const cache = new EmbeddingCache(1000, 'model');
    const a = await cache.getOrMake(slice('a'), spec(0), make());
    await cache.getOrMake(slice('b'), spec(0), make());
    cache.touch(a);
    await cache.getOrMake(slice('c'), spec(0), make());
    expect(cache.bytes).toBe(800);
    expect(cache.ofSlice('a')).toEqual([a]);
    expect(cache.ofSlice('b')).toEqual([]);
    expect(cache.ofSlice('c')).toHaveLength(1);
  });

  it('keeps the newest even when it is over the cap', async () => {
    const cache = new EmbeddingCache(100, 'model');
    await cache.getOrMake(slice('a'), spec(0), make());
    await cache.getOrMake(slice('b'), spec(0), make());
    expect(cache.size).toBe(1);
    expect(cache.ofSlice('b')).toHaveLength(1);
  });

  it('counts 100 slices in a row as no more than the cap', async () => {
    const cache = new EmbeddingCache(4000, 'model');
    for (let i = 0; i < 100; i++) await cache.getOrMake(slice(`s${i}`), spec(0), make());
    expect([cache.bytes, cache.size]).toEqual([4000, 10]);
  });
});

import type { EncodeSpec } from '../../../extension/src/core/engine/types';
import type { ImagePlane } from '../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
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
const slice = (key: string) => ({ key, plane }) as SliceImage;
const spec = (x: number, lower = -160): EncodeSpec => ({
  region: { x, y: 0, width: 32, height: 32 },
  window: { lower, upper: 240 },
});
/** 400 bytes on the CPU. */
const tensors = () => ({ e: { data: new Float32Array(100), dims: [100] } });
/** 400 bytes on a device. */
const onDevice = () => ({
  e: { dims: [100], byteLength: 400, toHost: jest.fn(), dispose: jest.fn() },
});

function filled(maxBytes: number, keys: readonly string[], make: () => object = tensors) {
  const cache = new EmbeddingCache(maxBytes, 'model');
  const put = (key: string) => {
    const embedding = cache.embeddingOf(slice(key), spec(0));
    cache.put(embedding, make() as ReturnType<typeof tensors>);
    return embedding;
  };
  return { cache, put, embeddings: keys.map(put) };
}

describe('EmbeddingCache', () => {
  it('tells apart what the encoder was shown: slice, region, window and smoothing', () => {
    const { cache } = filled(10_000, ['a']);
    expect(cache.get(cache.embeddingOf(slice('a'), spec(0)))).toBeDefined();
    for (const [key, other] of [
      ['b', spec(0)],
      ['a', spec(1)],
      ['a', spec(0, -100)],
      ['a', { ...spec(0), smoothing: 1 }],
    ] as const) {
      expect(cache.get(cache.embeddingOf(slice(key), other))).toBeUndefined();
    }
  });

  it('tells the slices that were encoded as a whole, not those of which only a close view was', () => {
    const { cache } = filled(10_000, ['close']);
    const region = { x: -0.5, y: -0.5, width: 64, height: 48 };
    const square = { x: -2, y: -10, width: 70, height: 70 };
    for (const [key, shown] of [
      ['whole', region],
      ['beyond', square],
    ] as const) {
      cache.put(cache.embeddingOf(slice(key), { ...spec(0), region: shown }), tensors());
    }
    expect([...cache.wholeSliceKeys].sort()).toEqual(['beyond', 'whole']);
  });

  it('stays under its cap and drops the least recently used', () => {
    const { cache, put, embeddings } = filled(1000, ['a', 'b']);
    cache.get(embeddings[0]);
    put('c');
    expect(cache.bytes).toBe(800);
    expect(cache.ofSlice(slice('a'))).toEqual([embeddings[0]]);
    expect(cache.ofSlice(slice('b'))).toEqual([]);
    expect(cache.ofSlice(slice('c'))).toHaveLength(1);
  });

  it('keeps the newest even when it is over the cap', () => {
    const { cache } = filled(100, ['a', 'b']);
    expect(cache.size).toBe(1);
    expect(cache.ofSlice(slice('b'))).toHaveLength(1);
  });

  it('counts 100 slices in a row as no more than the cap, on the CPU and on a device', () => {
    const keys = Array.from({ length: 100 }, (_, n) => `s${n}`);
    for (const make of [tensors, onDevice]) {
      const { cache } = filled(4000, keys, make);
      expect([cache.bytes, cache.size]).toEqual([4000, 10]);
    }
  });

  it("frees a device's memory once, when it drops what lies there", () => {
    const made: ReturnType<typeof onDevice>['e'][] = [];
    const make = () => {
      const embedding = onDevice();
      made.push(embedding.e);
      return embedding;
    };
    const { cache, put } = filled(800, ['a', 'b'], make);
    const freed = () => made.map(({ dispose }) => dispose.mock.calls.length);
    expect(freed()).toEqual([0, 0]);
    put('c');
    expect(freed()).toEqual([1, 0, 0]);
    cache.clear();
    expect(freed()).toEqual([1, 1, 1]);
    expect([cache.bytes, cache.size]).toEqual([0, 0]);
    expect(made.every(({ toHost }) => !toHost.mock.calls.length)).toBe(true);
  });
});

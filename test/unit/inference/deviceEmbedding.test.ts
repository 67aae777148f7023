import type { EncodeSpec } from '../../../extension/src/core/engine/types';
import { SamError } from '../../../extension/src/core/errors';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../../extension/src/inference/modelRuntime';
import { ortRuntime, type OrtModule } from '../../../extension/src/inference/runtime/ortRuntime';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import { checkEncoder } from '../../../extension/src/inference/selfCheck';
import mobileSam from '../../../models/mobile-sam/manifest.json';

/** Fills the model input with the first value of the slice: the preparation has tests of its own. */
jest.mock('../../../extension/src/core/image/modelInput', () => ({
  prepareModelInput: ({ values }: SliceImage, _: EncodeSpec, __: object, out: Float32Array) =>
    out.fill(values[0]),
}));

const manifest = {
  ...mobileSam,
  input: { ...mobileSam.input, size: 8 },
  promptsPerRun: 1,
} as unknown as ModelManifest;
const OUTPUT = manifest.encoder.output;
const VALUES = 100;
/** Of the buffer: devices give more than is asked for. */
const BUFFER_BYTES = 512;

interface FakeTensor {
  readonly location: 'cpu' | 'gpu-buffer';
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** onnxruntime-web as far as the runtime uses it, and what it was asked to do. */
class FakeOrt {
  readonly log: string[] = [];
  readonly fed: Record<string, FakeTensor>[] = [];
  readonly locations: unknown[] = [];
  /** Disposals of each tensor on the device, in the order in which they were made. */
  readonly disposed: number[] = [];
  /** Happens during the next run of the graph. */
  during: (graph: 'encoder' | 'decoder') => Promise<void> | void = () => {};
  readonly #onDevice = new Map<unknown, { values: Float32Array; n: number }>();

  get module(): OrtModule {
    const create = async (_: Uint8Array, options: { preferredOutputLocation?: object }) => {
      this.locations.push(options.preferredOutputLocation);
      return this.#session((options.preferredOutputLocation ?? {}) as Record<string, string>);
    };
    const Tensor = class {
      readonly location = 'cpu';
      constructor(
        readonly type: string,
        readonly data: unknown,
        readonly dims: readonly number[],
      ) {}
    };
    return { InferenceSession: { create }, Tensor } as unknown as OrtModule;
  }

  #session(locations: Record<string, string>) {
    return {
      inputNames: [],
      outputNames: [],
      release: async () => void this.log.push('release'),
      run: async (feeds: Record<string, FakeTensor>) => {
        const graph = manifest.encoder.input in feeds ? 'encoder' : 'decoder';
        this.log.push(graph);
        this.fed.push(feeds);
        const before = this.#valuesOf(Object.values(feeds)[0]);
        await this.during(graph);
        // What is used must be there until the run has ended.
        const [value] = this.#valuesOf(Object.values(feeds)[0]);
        expect(value).toBe(before[0]);
        if (graph === 'encoder') {
          const give = (name: string) => this.#output(value, locations[name]);
          return { [OUTPUT]: give(OUTPUT), unused: give('unused') };
        }
        return {
          low_res_masks: { data: new Float32Array(4 * 2 * 2).fill(value), dims: [1, 4, 2, 2] },
          iou_predictions: { data: Float32Array.of(1, 2, 3, 4), dims: [1, 4] },
        };
      },
    };
  }

  #output(value: number, location = 'cpu') {
    const values = new Float32Array(VALUES).fill(value);
    if (location === 'cpu') return { location, data: values, dims: [VALUES] };
    const n = this.disposed.push(0) - 1;
    const tensor = {
      location,
      dims: [VALUES],
      gpuBuffer: { size: BUFFER_BYTES },
      get data(): Float32Array {
        throw new Error('The data is not on CPU.');
      },
      getData: async (release: boolean) => {
        this.log.push('download');
        const read = this.#valuesOf(tensor);
        if (release) this.disposed[n]++;
        return read;
      },
      dispose: () => void this.disposed[n]++,
    };
    this.#onDevice.set(tensor, { values, n });
    return tensor;
  }

  #valuesOf(tensor: FakeTensor | object): Float32Array {
    const onDevice = this.#onDevice.get(tensor);
    if (onDevice && this.disposed[onDevice.n]) throw new Error('The tensor is disposed.');
    if (!onDevice && (tensor as FakeTensor).location !== 'cpu') {
      throw new Error('The tensor is of another device.');
    }
    return onDevice?.values ?? (tensor as FakeTensor).data;
  }
}

const slice = (key: string, value: number) =>
  ({
    key,
    plane: { columns: 4, rows: 4 },
    values: Float32Array.of(value),
  }) as unknown as SliceImage;
const spec: EncodeSpec = {
  region: { x: -0.5, y: -0.5, width: 4, height: 4 },
  window: { lower: 0, upper: 1 },
};
const prompts = { coords: Float32Array.of(1, 2, 0, 0), labels: Float32Array.of(1, -1) };
const NO_BYTES = new Uint8Array();

async function segmenterOn(encoding: ModelRuntime, decoding = encoding, cacheBytes = 1 << 20) {
  const encoder = await encoding.createEncoder(NO_BYTES, [OUTPUT]);
  const decoder = await decoding.createSession(NO_BYTES);
  return new ModelSegmenter({ manifest, sha256: 'hash', encoder, decoder }, cacheBytes);
}

async function onGpu(cacheBytes?: number) {
  const ort = new FakeOrt();
  let lose: (error: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => undefined);
  const runtime = ortRuntime(ort.module, {}, { lost });
  const segmenter = await segmenterOn(runtime, runtime, cacheBytes);
  return { ort, runtime, segmenter, lose: () => lose(new SamError('device-lost', 'gone')) };
}

describe('an image embedding on WebGPU', () => {
  it('stays on the device and is fed to the decoder as it is', async () => {
    const { ort, segmenter } = await onGpu();
    const embedding = await segmenter.encode(slice('a', 7), spec);
    const [first, second] = await segmenter.decodeMany(embedding, [prompts, prompts]);
    expect([first.logits[0], second.logits[0]]).toEqual([7, 7]);
    expect(ort.log).toEqual(['encoder', 'decoder', 'decoder']);
    expect(ort.fed[1].image_embeddings.location).toBe('gpu-buffer');
    expect(ort.fed[2].image_embeddings).toBe(ort.fed[1].image_embeddings);
    expect(ort.fed[1].point_coords.location).toBe('cpu');
  });

  it("is the only output that stays there: nobody frees the encoder's others", async () => {
    const { ort } = await onGpu();
    expect(ort.locations).toEqual([{ [OUTPUT]: 'gpu-buffer' }, undefined]);
  });

  it("counts as the device's memory under the cap, and is freed once when it is dropped", async () => {
    const { ort, segmenter } = await onGpu(2 * BUFFER_BYTES);
    for (const n of [1, 2, 3, 4]) await segmenter.encode(slice(`s${n}`, n), spec);
    expect(segmenter.stats).toEqual({ cacheBytes: 2 * BUFFER_BYTES, cachedEmbeddings: 2 });
    expect(ort.disposed).toEqual([1, 1, 0, 0]);
    await segmenter.release();
    expect(ort.disposed).toEqual([1, 1, 1, 1]);
    expect(segmenter.stats).toEqual({ cacheBytes: 0, cachedEmbeddings: 0 });
  });

  it('is encoded again for who holds it after it was dropped', async () => {
    const { ort, segmenter } = await onGpu(BUFFER_BYTES);
    const held = await segmenter.encode(slice('a', 1), spec);
    await segmenter.encode(slice('b', 2), spec);
    expect(ort.disposed).toEqual([1, 0]);
    expect((await segmenter.decode(held, prompts)).logits[0]).toBe(1);
    expect(ort.log).toEqual(['encoder', 'encoder', 'encoder', 'decoder']);
    expect(ort.disposed).toEqual([1, 1, 0]);
  });

  it('is not freed while the decoder runs on it', async () => {
    const { ort, segmenter } = await onGpu(BUFFER_BYTES);
    const first = await segmenter.encode(slice('a', 1), spec);
    ort.during = () => new Promise(resolve => setTimeout(resolve, 1));
    const answers = await Promise.all([
      segmenter.encode(slice('b', 2), spec),
      segmenter.decode(first, prompts),
      segmenter.encode(slice('c', 3), spec),
      segmenter.decode(first, prompts),
    ]);
    expect([answers[1].logits[0], answers[3].logits[0]]).toEqual([1, 1]);
    expect(ort.disposed.slice(0, -1).every(times => times === 1)).toBe(true);
    expect(ort.disposed.at(-1)).toBe(0);
  });

  it('is dropped when the device is lost in the middle of a run', async () => {
    const { ort, segmenter, lose } = await onGpu();
    const embedding = await segmenter.encode(slice('a', 1), spec);
    ort.during = () => {
      lose();
      return new Promise(() => {});
    };
    const lost = { code: 'device-lost' };
    await expect(segmenter.decode(embedding, prompts)).rejects.toMatchObject(lost);
    expect(segmenter.ready(slice('a', 1))).toEqual([]);
    expect(segmenter.stats).toEqual({ cacheBytes: 0, cachedEmbeddings: 0 });
    expect(ort.disposed).toEqual([1]);
    await expect(segmenter.encode(slice('a', 1), spec)).rejects.toMatchObject(lost);
  });

  it('is dropped when the device was lost while nothing ran', async () => {
    const { ort, segmenter, lose } = await onGpu();
    const embedding = await segmenter.encode(slice('a', 1), spec);
    lose();
    await expect(segmenter.decode(embedding, prompts)).rejects.toMatchObject({
      code: 'device-lost',
    });
    expect(segmenter.ready(slice('a', 1))).toEqual([]);
    expect(ort.disposed).toEqual([1]);
  });

  it('comes over by the CPU, once, where the decoder runs elsewhere', async () => {
    const { ort, runtime } = await onGpu();
    const other = new FakeOrt();
    const segmenter = await segmenterOn(runtime, ortRuntime(other.module, {}));
    const embedding = await segmenter.encode(slice('a', 5), spec);
    expect((await segmenter.decode(embedding, prompts)).logits[0]).toBe(5);
    expect(other.fed[0].image_embeddings).toMatchObject({ location: 'cpu', dims: [VALUES] });
    expect(ort.log).toEqual(['encoder', 'download']);
    expect(ort.disposed).toEqual([1]);
  });

  it('is read for the self-check, which leaves nothing on the device', async () => {
    const { ort, runtime } = await onGpu();
    const encoder = await runtime.createEncoder(NO_BYTES, [OUTPUT]);
    expect(await checkEncoder(encoder, manifest)).toEqual(Array(64).fill(-1));
    expect(ort.disposed).toEqual([1]);
  });

  it('is not made by a session that failed before: it might show the image before', async () => {
    const { ort, segmenter } = await onGpu();
    ort.during = () => Promise.reject(new Error('bad node'));
    const failed = { code: 'runtime-failed' };
    await expect(segmenter.encode(slice('a', 1), spec)).rejects.toMatchObject(failed);
    ort.during = () => {};
    await expect(segmenter.encode(slice('b', 2), spec)).rejects.toMatchObject(failed);
    expect(ort.log).toEqual(['encoder']);
  });
});

test('an image embedding on WebAssembly is on the CPU from the start', async () => {
  const ort = new FakeOrt();
  const segmenter = await segmenterOn(ortRuntime(ort.module, {}));
  const embedding = await segmenter.encode(slice('a', 7), spec);
  expect((await segmenter.decode(embedding, prompts)).logits[0]).toBe(7);
  expect(ort.locations).toEqual([undefined, undefined]);
  expect(ort.fed[1].image_embeddings.location).toBe('cpu');
  expect(segmenter.stats).toEqual({ cacheBytes: 4 * VALUES, cachedEmbeddings: 1 });
  // A run that failed does not matter to the next one.
  ort.during = () => Promise.reject(new Error('bad node'));
  await expect(segmenter.encode(slice('b', 1), spec)).rejects.toThrow('bad node');
  ort.during = () => {};
  await expect(segmenter.encode(slice('b', 1), spec)).resolves.toBeDefined();
  expect(ort.log).not.toContain('download');
});

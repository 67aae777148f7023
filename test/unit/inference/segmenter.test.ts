import type { EncodeSpec } from '../../../extension/src/core/engine/types';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import type { LoadedModel } from '../../../extension/src/inference/loadModel';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type { TensorMap } from '../../../extension/src/inference/modelRuntime';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import mobileSam from '../../../models/mobile-sam/manifest.json';

/** Fills the model input with the first value of the slice: the preparation has tests of its own. */
jest.mock('../../../extension/src/core/image/modelInput', () => ({
  prepareModelInput: ({ values }: SliceImage, _: EncodeSpec, __: object, out: Float32Array) =>
    out.fill(values[0]),
}));

const SIZE = 8;
const manifest = {
  ...mobileSam,
  input: { ...mobileSam.input, size: SIZE },
} as unknown as ModelManifest;
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

/** Graphs that pass numbers through after a while, and note what they were fed. */
function setUp(cacheBytes = 1 << 20) {
  const fed: TensorMap[] = [];
  let running = 0;
  const session = (answer: (feeds: TensorMap) => TensorMap) => ({
    release: async () => {},
    run: async (feeds: TensorMap) => {
      expect(++running).toBe(1);
      fed.push(feeds);
      const before = answer(feeds);
      await new Promise(resolve => setTimeout(resolve, 1));
      // What was fed must not have changed under the run.
      expect(answer(feeds)).toEqual(before);
      running--;
      return before;
    },
  });
  const model: LoadedModel = {
    manifest,
    sha256: 'hash',
    encoder: session(({ input }) => ({ output: { data: input.data.slice(0, 100), dims: [100] } })),
    decoder: session(({ image_embeddings }) => ({
      low_res_masks: {
        data: new Float32Array(4 * 2 * 2).fill(image_embeddings.data[0]),
        dims: [1, 4, 2, 2],
      },
      iou_predictions: { data: Float32Array.of(1, 2, 3, 4), dims: [1, 4] },
    })),
  };
  return { segmenter: new ModelSegmenter(model, cacheBytes), fed };
}

describe('ModelSegmenter', () => {
  it('feeds the encoder the prepared image and the decoder its embedding', async () => {
    const { segmenter, fed } = setUp();
    const embedding = await segmenter.encode(slice('a', 7), spec);
    expect(fed[0].input.dims).toEqual([1, 3, SIZE, SIZE]);
    const { logits, predictedIoU } = await segmenter.decode(embedding, prompts);
    expect(logits[0]).toBe(7);
    expect([...predictedIoU]).toEqual([1, 2, 3, 4]);
    expect(fed[1].point_coords).toEqual({ data: prompts.coords, dims: [1, 2, 2] });
    expect(fed[1].point_labels).toEqual({ data: prompts.labels, dims: [1, 2] });
    expect(fed[1].mask_input.dims).toEqual([1, 1, 2, 2]);
    expect([...fed[1].has_mask_input.data]).toEqual([0]);
  });

  it('feeds an earlier mask back when there is one', async () => {
    const { segmenter, fed } = setUp();
    const embedding = await segmenter.encode(slice('a', 7), spec);
    const maskInput = new Float32Array(2 * 2).fill(5);
    await segmenter.decode(embedding, { ...prompts, maskInput });
    expect(fed[1].mask_input.data).toBe(maskInput);
    expect([...fed[1].has_mask_input.data]).toEqual([1]);
  });

  it('never overlaps two runs, nor mixes up their images', async () => {
    const { segmenter } = setUp();
    const embeddings = await Promise.all(
      [1, 2, 3].map(value => segmenter.encode(slice(`s${value}`, value), spec)),
    );
    const answers = await Promise.all(embeddings.map(e => segmenter.decode(e, prompts)));
    expect(answers.map(({ logits }) => logits[0])).toEqual([1, 2, 3]);
  });

  it('lists what is ready, and decodes what the cache has dropped meanwhile', async () => {
    const { segmenter } = setUp(400);
    const first = await segmenter.encode(slice('a', 1), spec);
    expect(segmenter.ready(slice('a', 1))).toEqual([first]);
    expect(first.spec).toBe(spec);
    await segmenter.encode(slice('b', 2), spec);
    expect(segmenter.ready(slice('a', 1))).toEqual([]);
    expect((await segmenter.decode(first, prompts)).logits[0]).toBe(1);
    expect(segmenter.stats).toEqual({ cacheBytes: 400, cachedEmbeddings: 1 });
  });

  it('encodes a slice in one view once, for all who ask while it lasts and later', async () => {
    const { segmenter, fed } = setUp();
    const ask = () => segmenter.encode(slice('a', 7), spec);
    const [one, two] = await Promise.all([ask(), ask()]);
    expect([two, await ask()]).toEqual([one, one]);
    expect(fed).toHaveLength(1);
  });

  it('does not encode for a signal that is aborted while it waits for its turn', async () => {
    const { segmenter, fed } = setUp();
    const aborted = new AbortController();
    const all = Promise.allSettled([
      segmenter.encode(slice('a', 1), spec),
      segmenter.encode(slice('b', 2), spec, aborted.signal),
    ]);
    aborted.abort();
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(fed).toHaveLength(1);
  });

  it('does not start for a signal that is aborted already', async () => {
    const { segmenter, fed } = setUp();
    const aborted = segmenter.encode(slice('a', 1), spec, AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    expect(fed).toEqual([]);
  });

  it('goes on after a failed run', async () => {
    const { segmenter } = setUp();
    const bad = { ...slice('bad', 1), values: undefined } as unknown as SliceImage;
    await expect(segmenter.encode(bad, spec)).rejects.toThrow();
    await expect(segmenter.encode(slice('a', 1), spec)).resolves.toBeDefined();
  });
});

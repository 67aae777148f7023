/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import * as ort from 'onnxruntime-node';
import { segment } from '../../../../extension/src/core/engine';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import { toFull } from '../../../../extension/src/core/mask/regionMask';
import type { Prompt } from '../../../../extension/src/core/prompt/prompt';
import { adapters } from '../../../../extension/src/inference/adapters';
import { checkSignature } from '../../../../extension/src/inference/adapters/checkSignature';
import { masksOf } from '../../../../extension/src/inference/adapters/tensors';
import {
  parseModelList,
  type ModelManifest,
} from '../../../../extension/src/inference/modelManifest';
import type { FeedMap } from '../../../../extension/src/inference/modelRuntime';
import { ortRuntime } from '../../../../extension/src/inference/runtime/ortRuntime';
import { ModelSegmenter } from '../../../../extension/src/inference/segmenter';
import { plausible } from '../../../../extension/src/inference/selfCheck';
import { decoder, encoder, INT64, SIDE } from './tinySam';

const MEAN = [123.675, 116.28, 103.53];
const FILE = { path: 'model.onnx', size: 1, sha256: 'a'.repeat(64) };
const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });

const points = { name: 'point_coords', dims: [1, 'n', 2] };
const labels = { name: 'point_labels', dims: [1, 'n'] };
const own = { points, labels, mask: 'mask_input', hasMask: 'has_mask_input', batch: [1] };

interface Layout {
  readonly entry: object;
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array;
}

const exported = (count: number, entry: object, image: Uint8Array): Layout => ({
  entry: { family: 'sam-export', encoder: { input: 'x', output: 'y' }, ...entry },
  encoder: image,
  decoder: decoder({
    ...own,
    count,
    embedding: 'image_embeddings',
    others: [{ name: 'orig_im_size', dims: [2] }],
    masks: 'low_res_masks',
    scores: 'iou_predictions',
    extra: ['masks'],
  }),
});

/** A site's layouts, each with what its graphs are called and how they take images. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  'sam-onnx': {
    entry: { family: 'sam-onnx', encoder: { input: 'x', output: 'y' } },
    encoder: encoder('x', ['y']),
    decoder: decoder({
      ...own,
      count: 4,
      embedding: 'image_embeddings',
      masks: 'low_res_masks',
      scores: 'iou_predictions',
    }),
  },
  'sam-export, four masks': exported(4, {}, encoder('x', ['y'])),
  'sam-export, one mask': exported(1, {}, encoder('x', ['y'])),
  'sam-export that normalises, [H, W, 3]': exported(
    4,
    { encoder: { input: 'x', output: 'y', layout: 'hwc', normalises: true } },
    encoder('x', ['y'], 'hwc', MEAN[0]),
  ),
  'sam-export, [1, H, W, 3]': exported(
    4,
    { encoder: { input: 'x', output: 'y', layout: 'nhwc' } },
    encoder('x', ['y'], 'nhwc'),
  ),
  'transformers-js': {
    entry: {
      family: 'transformers-js',
      encoder: { input: 'pixel_values', output: 'image_embeddings' },
      prompts: ['point', 'box'],
    },
    encoder: encoder('pixel_values', ['image_embeddings', 'image_positional_embeddings']),
    decoder: decoder({
      count: 3,
      embedding: 'image_embeddings',
      points: { name: 'input_points', dims: [1, 1, 'n', 2] },
      labels: { name: 'input_labels', dims: [1, 1, 'n'], type: INT64 },
      others: [{ name: 'image_positional_embeddings', dims: [1, 1, 256, 256] }],
      masks: 'pred_masks',
      scores: 'iou_scores',
      batch: [1, 1],
    }),
  },
  'sam2 with names of its own': {
    entry: {
      family: 'sam2',
      encoder: { input: 'image', output: 'embed' },
      tensors: { image_embed: 'embed', high_res_feats_0: 'fine', high_res_feats_1: 'medium' },
    },
    encoder: encoder('image', ['embed', 'fine', 'medium']),
    decoder: decoder({
      ...own,
      count: 3,
      embedding: 'embed',
      others: ['fine', 'medium'].map(name => ({ name, dims: [1, 1, 256, 256] })),
      masks: 'masks',
      scores: 'iou_predictions',
    }),
  },
};

function manifestOf(entry: object): ModelManifest {
  const [manifest] = parseModelList(
    JSON.stringify({
      models: [
        {
          ...{ id: 'tiny', name: 'Tiny', version: '1', licence: 'MIT', tier: 'no-gpu' },
          ...{ memoryBytes: 1e8, largestTensorBytes: 1e6, prompts: ['point', 'box', 'mask'] },
          files: { encoder: FILE, decoder: FILE },
          input: { size: SIDE, mean: MEAN, std: [58.395, 57.12, 57.375] },
          ...entry,
        },
      ],
    }),
  );
  return manifest;
}

async function load(layout: Layout) {
  const manifest = manifestOf(layout.entry);
  const sessions = {
    encoder: await runtime.createSession(layout.encoder),
    decoder: await runtime.createSession(layout.decoder),
  };
  checkSignature(manifest, sessions);
  return new ModelSegmenter({ manifest, sha256: 'hash', ...sessions }, 64 * 2 ** 20);
}

const COLUMNS = 128;
const inDisc = (x: number, y: number) => Math.hypot(x - 70, y - 50) < 22;
const slice: SliceImage = {
  key: 'disc',
  values: Float32Array.from({ length: COLUMNS * COLUMNS }, (_, n) =>
    inDisc(n % COLUMNS, Math.floor(n / COLUMNS)) ? 110 : -150,
  ),
  ...{ channels: 1, modality: 'CT', units: 'HU', inverted: false },
  plane: {
    ...{ origin: [0, 0, 0], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
    ...{ columnSpacing: 1, rowSpacing: 1, columns: COLUMNS, rows: COLUMNS },
  },
};

async function diceOf(segmenter: ModelSegmenter, prompts: readonly Prompt[]): Promise<number> {
  const { candidates } = await segment(segmenter, { slice, prompts, quality: 'best' });
  const mask = toFull(candidates[0].mask, COLUMNS, COLUMNS);
  let [both, sum] = [0, 0];
  mask.forEach((inside, n) => {
    const truth = inDisc(n % COLUMNS, Math.floor(n / COLUMNS)) ? 1 : 0;
    both += inside & truth;
    sum += inside + truth;
  });
  return (2 * both) / sum;
}

const click: Prompt = { kind: 'point', polarity: 'include', at: [70, 50] };
const box: Prompt = {
  kind: 'box',
  corners: [
    [47, 27],
    [93, 73],
  ],
};

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  test('finds the disc from a click and from a box', async () => {
    const segmenter = await load(layout);
    // How close is the engine's; a layout that is read wrongly finds something else.
    expect(await diceOf(segmenter, [click])).toBeGreaterThan(0.85);
    expect(await diceOf(segmenter, [box])).toBeGreaterThan(0.85);
  });

  test('feeds the prompts in pixels of the model input', async () => {
    const segmenter = await load(layout);
    const whole = { x: -0.5, y: -0.5, width: COLUMNS, height: COLUMNS };
    const spec = { region: whole, window: { lower: -150, upper: 150 } };
    const embedding = await segmenter.encode(slice, spec);
    const { predictedIoU, logits, firstToken } = await segmenter.decode(embedding, {
      coords: Float32Array.of(256, 512, 0, 0),
      labels: Float32Array.of(1, -1),
    });
    const told = [0.25, 1, 0.02, 1].slice(0, predictedIoU.length);
    predictedIoU.forEach((score, n) => expect(score).toBeCloseTo(told[n], 5));
    expect(logits).toHaveLength(predictedIoU.length * 256 * 256);
    expect(firstToken).toBe(predictedIoU.length === 3 ? 1 : 0);
  });

  test('takes an earlier mask where the decoder does, and goes on without where not', async () => {
    const segmenter = await load(layout);
    const whole = { x: -0.5, y: -0.5, width: COLUMNS, height: COLUMNS };
    const spec = { region: whole, window: { lower: -150, upper: 150 } };
    const embedding = await segmenter.encode(slice, spec);
    const prompts = { coords: Float32Array.of(9, 9, 0, 0), labels: Float32Array.of(1, -1) };
    const [before, after] = [
      await segmenter.decode(embedding, prompts),
      await segmenter.decode(embedding, {
        ...prompts,
        maskInput: new Float32Array(256 * 256).fill(1000),
      }),
    ];
    const changed = after.logits[0] - before.logits[0];
    expect(changed).toBeCloseTo(manifestOf(layout.entry).prompts.includes('mask') ? 100 : 0, 2);
  });
});

test('a decoder of transformers.js that takes boxes is given boxes', async () => {
  const fed: Record<string, { readonly dims: readonly number[] }>[] = [];
  const names = { inputs: ['input_points', 'input_labels', 'input_boxes'], outputs: [] };
  const session = {
    names,
    run: async (feeds: FeedMap) => {
      fed.push(feeds as never);
      const sets = feeds.input_points.dims[1];
      return {
        pred_masks: {
          data: new Float32Array(sets * 3 * 256 * 256),
          dims: [1, sets, 3, 256, 256],
        },
        iou_scores: { data: Float32Array.from({ length: sets * 3 }, (_, n) => n), dims: [] },
      };
    },
    release: async () => {},
  };
  const manifest = manifestOf(LAYOUTS['transformers-js'].entry);
  const adapter = adapters['transformers-js'];
  const box = { coords: Float32Array.of(1, 2, 3, 4), labels: Float32Array.of(2, 3) };
  await adapter.decode(session, manifest, adapter.syntheticEmbedding(manifest), [box]);
  expect(fed[0].input_boxes).toEqual({ data: Float32Array.of(1, 2, 3, 4), dims: [1, 1, 4] });
  expect(fed[0].input_points.dims).toEqual([1, 1, 0, 2]);
  const other = { ...box, coords: Float32Array.of(5, 6, 7, 8) };
  const answers = await adapter.decode(session, manifest, adapter.syntheticEmbedding(manifest), [
    box,
    other,
  ]);
  expect(fed[1].input_boxes.dims).toEqual([1, 2, 4]);
  expect(fed[1].input_points.dims).toEqual([1, 2, 0, 2]);
  expect(answers.map(({ predictedIoU }) => [...predictedIoU])).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

describe('an entry that does not fit its files', () => {
  test('is refused with the names that are missing and those that there are', async () => {
    const { entry } = LAYOUTS['sam-onnx'];
    const { decoder: other } = LAYOUTS['transformers-js'];
    await expect(load({ ...LAYOUTS['sam-onnx'], entry, decoder: other })).rejects.toMatchObject({
      code: 'model-corrupt',
      detail: expect.stringMatching(
        /tiny: the decoder of family sam-onnx lacks the inputs point_coords, .*; it has .*input_points/,
      ),
    });
  });

  test('is refused with entry and field', () => {
    expect(() => manifestOf({ family: 'sam3', encoder: { input: 'x', output: 'y' } })).toThrow(
      /The list of models \(tiny\): models\.0\.family/,
    );
  });

  test('masks of another size are refused', () => {
    const manifest = manifestOf({ family: 'sam-onnx', encoder: { input: 'x', output: 'y' } });
    const scores = { data: new Float32Array(1), dims: [1, 1] };
    const masks = { data: new Float32Array(64 * 64), dims: [1, 1, 64, 64] };
    expect(() => masksOf(manifest, masks, scores, 1)).toThrow(
      /masks of 1 × 1 × 64 × 64 for 1 scores/,
    );
  });
});

test('every tensor of an embedding counts against the cap', async () => {
  const segmenter = await load(LAYOUTS['sam2 with names of its own']);
  const whole = { x: -0.5, y: -0.5, width: COLUMNS, height: COLUMNS };
  await segmenter.encode(slice, { region: whole, window: { lower: -150, upper: 150 } });
  expect(segmenter.stats).toEqual({ cacheBytes: 3 * 4 * 256 * 256, cachedEmbeddings: 1 });
});

test('answers of a model without reference answers must be plausible', () => {
  expect(plausible([0.1, 0.2])).toBe(true);
  expect(plausible([0.1, NaN])).toBe(false);
  expect(plausible([0, 0, 0])).toBe(false);
});

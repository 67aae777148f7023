/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import * as ort from 'onnxruntime-node';
import type {
  DecoderOutput,
  EncodeSpec,
  ModelPrompts,
} from '../../../../extension/src/core/engine/types';
import { prepareModelInput } from '../../../../extension/src/core/image/modelInput';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
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
import { decoder, encoder, GAIN, INT64, MASK_SIDE, SIDE } from './tinySam';

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
      others: [{ name: 'image_positional_embeddings', dims: [1, 1, MASK_SIDE, MASK_SIDE] }],
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
      others: ['fine', 'medium'].map(name => ({ name, dims: [1, 1, MASK_SIDE, MASK_SIDE] })),
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

const WHOLE: EncodeSpec = {
  region: { x: -0.5, y: -0.5, width: COLUMNS, height: COLUMNS },
  window: { lower: -150, upper: 150 },
};

/** What a set of prompts should arrive as: the points with their labels, in their order. */
interface Asked {
  readonly prompts: ModelPrompts;
  readonly points: readonly (readonly [x: number, y: number, label: number])[];
}

const asIs = (...points: [number, number, number][]): Asked => ({
  prompts: {
    coords: Float32Array.from(points.flatMap(([x, y]) => [x, y])),
    labels: Float32Array.from(points.map(([, , label]) => label)),
  },
  points,
});
const box = asIs([25, 50, 2], [75, 125, 3]);
const clickAndBox = asIs([64, 128, 1], [25, 50, 2], [75, 125, 3]);
const clicks: Readonly<Record<string, Asked>> = {
  'a click': asIs([64, 128, 1], [0, 0, -1]),
  'clicks that include and exclude': asIs([225, 5, 0], [64, 128, 1], [0, 0, -1]),
};
/** Its middle and, as excluded points, its corners. */
const BOX_AS_POINTS: Asked['points'] = [
  [50, 87.5, 1],
  ...([
    [25, 50, 0],
    [75, 50, 0],
    [25, 125, 0],
    [75, 125, 0],
  ] as const),
];
const boxes = ({ family }: ModelManifest): Readonly<Record<string, Asked>> =>
  family === 'transformers-js'
    ? {
        'a box': { ...box, points: BOX_AS_POINTS },
        'a click and a box': { ...clickAndBox, points: [[64, 128, 1], ...BOX_AS_POINTS] },
      }
    : { 'a box': box, 'a click and a box': clickAndBox };

/** A colour of the model input as the tiny encoders give it. */
function colourOf({ input, encoder: { normalises } }: ModelManifest, c: number): Float32Array {
  const { size, std } = input;
  const pixels = prepareModelInput(slice, WHOLE, input).subarray(c * size ** 2);
  const side = size / 4;
  return Float32Array.from({ length: side * side }, (_, n) => {
    let sum = 0;
    for (let i = 0; i < 16; i++) {
      const [x, y] = [4 * (n % side) + (i % 4), 4 * Math.floor(n / side) + (i >> 2)];
      sum += pixels[y * size + x];
    }
    return (sum / 16) * (normalises ? std[c] : 1);
  });
}

const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
const weighed = (values: readonly number[]) => values.reduce((sum, v, n) => sum + v * (n + 1), 0);

/** What the tiny decoders are given beside embedding and prompts, each as its mean. */
const besides: Readonly<Record<string, (model: ModelManifest) => readonly number[]>> = {
  'sam-onnx': () => [],
  'sam-export': () => [MASK_SIDE],
  'transformers-js': model => [mean(colourOf(model, 1))],
  sam2: model => [mean(colourOf(model, 1)), mean(colourOf(model, 2))],
};

const furthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n])), 0);

/** Every value that the graphs give when all arrives where it should. */
function expectAnswer(
  model: ModelManifest,
  { logits, predictedIoU, firstToken }: DecoderOutput,
  points: Asked['points'],
  mask?: Float32Array,
): void {
  const told = [
    weighed(points.flatMap(([x, y]) => [x / SIDE, y / SIDE])),
    weighed(points.map(([, , label]) => label)),
    weighed([0, ...besides[model.family](model)]),
  ];
  const count = predictedIoU.length;
  const scores = Float32Array.from([...told, told[0]].slice(0, count));
  expect(furthest(predictedIoU, scores)).toBeLessThan(1e-3);
  const area = MASK_SIDE ** 2;
  const first = colourOf(model, 0);
  const expected = Float32Array.from({ length: count * area }, (_, n) => {
    const at = n % area;
    return GAIN * first[at] + 0.1 * (mask?.[at] ?? 0) - 3 * Math.floor(n / area);
  });
  expect(logits).toHaveLength(expected.length);
  expect(furthest(logits, expected)).toBeLessThan(1e-2);
  expect(firstToken).toBe(count === 3 ? 1 : 0);
}

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  const model = manifestOf(layout.entry);

  test('feeds image, embedding and prompts each to its own input, value for value', async () => {
    const segmenter = await load(layout);
    const embedding = await segmenter.encode(slice, WHOLE);
    const asked = Object.entries({ ...clicks, ...boxes(model) });
    expect(asked).toHaveLength(4);
    for (const [, { prompts, points }] of asked) {
      expectAnswer(model, await segmenter.decode(embedding, prompts), points);
    }
  });

  test('takes an earlier mask where the decoder does, and goes on without where not', async () => {
    const segmenter = await load(layout);
    const embedding = await segmenter.encode(slice, WHOLE);
    const { prompts, points } = clicks['a click'];
    const maskInput = Float32Array.from({ length: MASK_SIDE ** 2 }, (__, n) => (n % 500) - 250);
    const answer = await segmenter.decode(embedding, { ...prompts, maskInput });
    expectAnswer(model, answer, points, model.prompts.includes('mask') ? maskInput : undefined);
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
          data: new Float32Array(sets * 3 * MASK_SIDE ** 2),
          dims: [1, sets, 3, MASK_SIDE, MASK_SIDE],
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
    const masks = { data: new Float32Array(16 * 16), dims: [1, 1, 16, 16] };
    expect(() => masksOf(manifest, masks, scores, 1)).toThrow(
      /masks of 1 × 1 × 16 × 16 for 1 scores/,
    );
  });
});

test('every tensor of an embedding counts against the cap', async () => {
  const segmenter = await load(LAYOUTS['sam2 with names of its own']);
  await segmenter.encode(slice, WHOLE);
  expect(segmenter.stats).toEqual({ cacheBytes: 3 * 4 * MASK_SIDE ** 2, cachedEmbeddings: 1 });
});

test('answers of a model without reference answers must be plausible', () => {
  expect(plausible([0.1, 0.2])).toBe(true);
  expect(plausible([0.1, NaN])).toBe(false);
  expect(plausible([0, 0, 0])).toBe(false);
});

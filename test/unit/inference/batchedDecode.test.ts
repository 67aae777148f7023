/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import * as ort from 'onnxruntime-node';
import type { EncodeSpec, ModelPrompts } from '../../../extension/src/core/engine/types';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { adapters } from '../../../extension/src/inference/adapters';
import { parseModelList } from '../../../extension/src/inference/modelManifest';
import type { FeedMap, ModelSession } from '../../../extension/src/inference/modelRuntime';
import { promptBatches } from '../../../extension/src/inference/promptBatches';
import { ortRuntime } from '../../../extension/src/inference/runtime/ortRuntime';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import halfAt448 from '../../../models/mobile-sam-448-half/manifest.json';
import { readSource } from '../../../models/prepare';
import { applySteps, parseSteps } from '../../../models/steps';

const [manifest] = parseModelList(JSON.stringify({ models: [halfAt448] }));
const SIDE = manifest.input.size / 4;

const click = (x: number, y: number): ModelPrompts => ({
  coords: Float32Array.of(x, y, 0, 0),
  labels: Float32Array.of(1, -1),
});
const box = (x: number, y: number): ModelPrompts => ({
  coords: Float32Array.of(x, y, x + 150, y + 90),
  labels: Float32Array.of(2, 3),
});
const disc = (middle: number) =>
  Float32Array.from({ length: SIDE * SIDE }, (_, n) =>
    Math.hypot(Math.floor(n / SIDE) - middle, (n % SIDE) - 40) < 15 ? 8 : -8,
  );
const withMask = (prompts: ModelPrompts, middle: number) => ({
  ...prompts,
  maskInput: disc(middle),
});

/** Clicks, boxes, a box with a click, and clicks with an earlier mask, mixed. */
const SETS: readonly ModelPrompts[] = [
  click(200, 180),
  box(100, 120),
  withMask(click(220, 160), 50),
  click(60, 300),
  { coords: Float32Array.of(210, 190, 100, 120, 300, 260), labels: Float32Array.of(1, 2, 3) },
  box(40, 200),
  withMask(click(170, 200), 60),
  click(330, 90),
];

const slice = {
  key: 'a',
  plane: { columns: 8, rows: 8, rowSpacing: 1, columnSpacing: 1 },
  values: new Float32Array(64),
  ...{ channels: 1, modality: 'CT', units: 'HU', inverted: false },
} as unknown as SliceImage;
const spec: EncodeSpec = {
  region: { x: -0.5, y: -0.5, width: 8, height: 8 },
  window: { lower: 0, upper: 1 },
};

/** The published decoder of the 16-bit entry with a made-up image, and what it was fed. */
async function open(promptsPerRun: number | undefined) {
  const bytes = applySteps(
    await readSource('dist/sam.onnx'),
    parseSteps(halfAt448.source.steps.decoder.join(',')),
  );
  const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });
  const graph = await runtime.createSession(bytes);
  const fed: FeedMap[] = [];
  const decoder: ModelSession = {
    ...graph,
    run: (feeds: FeedMap) => {
      fed.push(feeds);
      return graph.run(feeds);
    },
  };
  const { image_embeddings } = adapters['sam-onnx'].syntheticEmbedding(manifest);
  const encoder: ModelSession = {
    run: async () => ({ [manifest.encoder.output]: image_embeddings }),
    release: async () => {},
  };
  const model = { manifest: { ...manifest, promptsPerRun }, sha256: 'hash', encoder, decoder };
  const segmenter = new ModelSegmenter(model, 1 << 20);
  return { segmenter, fed, embedding: await segmenter.encode(slice, spec) };
}

const furthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n])), 0);

describe('many sets of prompts on one embedding', () => {
  it('give in few runs of the 448 px decoder what they give one by one, in their order', async () => {
    const single = await open(undefined);
    const many = await open(manifest.promptsPerRun);
    const expected = await single.segmenter.decodeMany(single.embedding, SETS);
    const got = await many.segmenter.decodeMany(many.embedding, SETS);
    expect(single.fed).toHaveLength(SETS.length);
    // Clicks, boxes, clicks with a mask, a box with a click.
    expect(many.fed.map(feeds => feeds.point_coords.dims)).toEqual([
      [3, 2, 2],
      [2, 2, 2],
      [2, 2, 2],
      [1, 3, 2],
    ]);
    expect(got).toHaveLength(SETS.length);
    got.forEach(({ logits, predictedIoU }, n) => {
      expect(furthest(logits, expected[n].logits)).toBeLessThan(1e-3);
      expect(furthest(predictedIoU, expected[n].predictedIoU)).toBeLessThan(1e-3);
    });
    // The sets are told apart at all.
    expect(furthest(got[0].logits, got[3].logits)).toBeGreaterThan(1);
  }, 60_000);

  it('stop between two runs when they are aborted', async () => {
    const { segmenter, fed, embedding } = await open(1);
    const abort = new AbortController();
    const answers = segmenter.decodeMany(embedding, SETS, abort.signal);
    // Heard before the next run; the first has started.
    setTimeout(() => abort.abort());
    await expect(answers).rejects.toMatchObject({ name: 'AbortError' });
    expect(fed.length).toBeLessThan(SETS.length);
  }, 60_000);
});

test('a run takes no more sets than the decoder can answer', () => {
  const five = Array.from({ length: 5 }, (_, n) => click(n, n));
  expect(promptBatches(five, 2)).toEqual([[0, 1], [2, 3], [4]]);
  expect(promptBatches([...five, box(1, 1)], 8)).toEqual([[0, 1, 2, 3, 4], [5]]);
  expect(promptBatches([], 8)).toEqual([]);
});

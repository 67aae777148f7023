/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ensureModels, fourMaskDecoder, MANIFESTS, readSource } from '../../../models/prepare';
import { readModel, writeModel } from '../../../models/onnx/onnxProto';
import { batchPrompts } from '../../../models/rewrite/batchPrompts';
import { difference, noise, PREPARING_MS } from './tinyGraph';

function feeds(points: number[][], labels: number[], mask?: Float32Array) {
  return {
    image_embeddings: new Tensor('float32', noise(256 * 64 * 64, 7), [1, 256, 64, 64]),
    point_coords: new Tensor('float32', points.flat(), [1, points.length, 2]),
    point_labels: new Tensor('float32', labels, [1, labels.length]),
    mask_input: new Tensor('float32', mask ?? new Float32Array(256 * 256), [1, 1, 256, 256]),
    has_mask_input: new Tensor('float32', [mask ? 1 : 0], [1]),
  };
}

const data = (tensor: Tensor) => tensor.data as Float32Array;

describe('the prepared models', () => {
  /** Made anew whenever a source of it has changed. */
  const outDir = path.resolve('.cache/models');
  beforeAll(() => ensureModels(outDir), PREPARING_MS);

  it('are the files that the manifests describe', async () => {
    const list = JSON.parse(await readFile(path.join(outDir, 'manifest.json'), 'utf8'));
    expect(list).toEqual({ models: MANIFESTS });
    for (const manifest of MANIFESTS) {
      const folder = path.join(outDir, manifest.id);
      const own = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8'));
      expect(own).toEqual(manifest);
      for (const file of Object.values(manifest.files)) {
        const bytes = await readFile(path.join(folder, file.path));
        expect(bytes.length).toBe(file.size);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
      }
    }
  });

  it('have a default of at most 60 % of the published files', () => {
    const size = ({ files }: (typeof MANIFESTS)[number]) => files.encoder.size + files.decoder.size;
    const [first] = MANIFESTS;
    const published = MANIFESTS.find(({ id }) => id === 'mobile-sam')!;
    expect(size(first)).toBeLessThan(0.6 * size(published));
  });
});

describe('batched prompts', () => {
  const sets = [
    {
      points: [
        [200, 240],
        [610, 580],
      ],
      labels: [2, 3],
    },
    {
      points: [
        [100, 90],
        [300, 420],
      ],
      labels: [2, 3],
    },
    {
      points: [
        [512, 300],
        [0, 0],
      ],
      labels: [1, -1],
    },
  ];

  it('give for each what it gives alone', async () => {
    const source = readModel(fourMaskDecoder(await readSource('dist/sam.onnx')));
    const session = await InferenceSession.create(writeModel(batchPrompts(source)));
    const batch = await session.run({
      ...feeds([], []),
      point_coords: new Tensor(
        'float32',
        sets.flatMap(s => s.points.flat()),
        [3, 2, 2],
      ),
      point_labels: new Tensor(
        'float32',
        sets.flatMap(s => s.labels),
        [3, 2],
      ),
    });
    expect(batch.low_res_masks.dims).toEqual([3, 4, 256, 256]);
    expect(batch.iou_predictions.dims).toEqual([3, 4]);
    for (const [n, { points, labels }] of sets.entries()) {
      const alone = await session.run(feeds(points, labels));
      const part = (all: Tensor, size: number) => data(all).subarray(n * size, (n + 1) * size);
      const masks = part(batch.low_res_masks, 4 * 65536);
      expect(difference(masks, data(alone.low_res_masks))).toBeLessThan(1e-3);
      const ious = part(batch.iou_predictions, 4);
      expect(difference(ious, data(alone.iou_predictions))).toBeLessThan(1e-5);
    }
    await session.release();
  });
});

describe('the four-mask decoder', () => {
  let original: InferenceSession;
  let cut: InferenceSession;
  beforeAll(async () => {
    const source = await readSource('dist/sam.onnx');
    original = await InferenceSession.create(source);
    cut = await InferenceSession.create(fourMaskDecoder(source));
  });

  it('has no upsampling left', () => {
    expect(cut.inputNames).toEqual([
      'image_embeddings',
      'point_coords',
      'point_labels',
      'mask_input',
      'has_mask_input',
    ]);
    expect(cut.outputNames).toEqual(['low_res_masks', 'iou_predictions']);
  });

  const box = {
    points: [
      [200, 240],
      [610, 580],
    ],
    labels: [2, 3],
  };
  const click = {
    points: [
      [512, 300],
      [0, 0],
    ],
    labels: [1, -1],
  };
  it.each([
    ['one point', click.points, click.labels, undefined],
    ['a box', box.points, box.labels, undefined],
    ['a box with a point', [...box.points, [400, 400]], [2, 3, 1], undefined],
    ['a point with a mask', click.points, click.labels, noise(256 * 256, 3)],
  ])('agrees with the original on %s', async (_, points, labels, mask) => {
    const given = feeds(points, labels, mask);
    const theirs = await original.run({
      ...given,
      orig_im_size: new Tensor('float32', [1024, 1024], [2]),
    });
    const ours = await cut.run(given);
    expect(ours.low_res_masks.dims).toEqual([1, 4, 256, 256]);
    expect(ours.iou_predictions.dims).toEqual([1, 4]);

    // The original keeps the one mask of the highest predicted IoU, after adding a preference for
    // the single-mask token when there are more than two points and against it otherwise.
    const bestIoU = data(theirs.iou_predictions)[0];
    const token = data(ours.iou_predictions).indexOf(bestIoU);
    expect(token).toBeGreaterThanOrEqual(0);
    const mask256 = data(ours.low_res_masks).subarray(token * 65536, (token + 1) * 65536);
    expect(Buffer.compare(bytesOf(mask256), bytesOf(data(theirs.low_res_masks)))).toBe(0);
  });
});

const bytesOf = (a: Float32Array) => new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readSource } from '../../../models/prepare';
import { applySteps, type Step } from '../../../models/steps';
import { difference, noise } from './tinyGraph';

/** The published decoder with its four masks, and with the rewrites that keep its function. */
const PLAIN: Step[] = ['four-masks'];
const REWRITES: Step[] = [
  'share-image',
  'output-tokens',
  'absorb-attention',
  'upscale-by-products',
  'norm-by-columns',
  'mask-when-given',
];

const disc = Float32Array.from({ length: 256 * 256 }, (_, n) =>
  ((n >> 8) - 128) ** 2 + ((n & 255) - 90) ** 2 < 1500 ? 8 : -8,
);
const PROMPTS = {
  'a click': { points: [500, 400, 0, 0], labels: [1, -1], mask: undefined },
  'a box and clicks': {
    points: [300, 350, 420, 300, 200, 220, 700, 640],
    labels: [1, 0, 2, 3],
    mask: undefined,
  },
  'a click and a mask': { points: [360, 512, 0, 0], labels: [1, -1], mask: disc },
};

const sessionOf = async (steps: Step[]) =>
  InferenceSession.create(applySteps(await readSource('dist/sam.onnx'), steps), {
    logSeverityLevel: 3,
  });

async function answer(
  session: InferenceSession,
  { points, labels, mask }: (typeof PROMPTS)[keyof typeof PROMPTS],
) {
  const outputs = await session.run({
    image_embeddings: new Tensor('float32', noise(256 * 64 * 64, 7), [1, 256, 64, 64]),
    point_coords: new Tensor('float32', points, [1, labels.length, 2]),
    point_labels: new Tensor('float32', labels, [1, labels.length]),
    mask_input: new Tensor('float32', mask ?? new Float32Array(256 * 256), [1, 1, 256, 256]),
    has_mask_input: new Tensor('float32', [mask ? 1 : 0], [1]),
  });
  return {
    masks: outputs.low_res_masks.data as Float32Array,
    dims: outputs.low_res_masks.dims,
    ious: outputs.iou_predictions.data as Float32Array,
  };
}

describe('the rewrites of the mask decoder', () => {
  const cases: [base: Step[], steps: Step[]][] = [
    ...REWRITES.map((step): [Step[], Step[]] => [PLAIN, [step]]),
    [PLAIN, REWRITES],
    [[...PLAIN, 'fast-gelu'], REWRITES],
  ];
  it.each(cases)('%s, then %s: the same function', async (base, steps) => {
    const plain = await sessionOf(base);
    const rewritten = await sessionOf([...base, ...steps]);
    for (const prompts of Object.values(PROMPTS)) {
      const [expected, got] = [await answer(plain, prompts), await answer(rewritten, prompts)];
      expect(got.dims).toEqual([1, 4, 256, 256]);
      expect(difference(got.masks, expected.masks)).toBeLessThan(0.002);
      expect(difference(got.ious, expected.ious)).toBeLessThan(0.0002);
    }
    await Promise.all([plain.release(), rewritten.release()]);
  });

  it('say so when a graph is not as they know it', async () => {
    const encoder = await readSource('dist/encoder.onnx');
    for (const step of ['output-tokens', 'absorb-attention', 'upscale-by-products'] as const) {
      expect(() => applySteps(encoder, [step])).toThrow('as Meta names it');
    }
    expect(() => applySteps(encoder, ['mask-when-given'])).toThrow('as Meta names it');
  });
});

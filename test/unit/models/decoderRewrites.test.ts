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

/** Logits of a disc in a mask of that side. */
const disc = (side: number) =>
  Float32Array.from({ length: side * side }, (_, n) =>
    Math.hypot(Math.floor(n / side) / side - 0.5, (n % side) / side - 0.35) < 0.15 ? 8 : -8,
  );
/** Coordinates for an input of 1024 pixels. */
const PROMPTS = {
  'a click': { points: [500, 400, 0, 0], labels: [1, -1], mask: false },
  'a box and clicks': {
    points: [300, 350, 420, 300, 200, 220, 700, 640],
    labels: [1, 0, 2, 3],
    mask: false,
  },
  'a click and a mask': { points: [360, 512, 0, 0], labels: [1, -1], mask: true },
};

const sessionOf = async (steps: Step[]) =>
  InferenceSession.create(applySteps(await readSource('dist/sam.onnx'), steps), {
    logSeverityLevel: 3,
  });

async function answer(
  session: InferenceSession,
  { points, labels, mask }: (typeof PROMPTS)[keyof typeof PROMPTS],
  size: number,
) {
  const [embedding, side] = [size / 16, size / 4];
  const scaled = points.map(at => (at * size) / 1024);
  const given = mask ? disc(side) : new Float32Array(side * side);
  const image = noise(256 * embedding * embedding, 7);
  const outputs = await session.run({
    image_embeddings: new Tensor('float32', image, [1, 256, embedding, embedding]),
    point_coords: new Tensor('float32', scaled, [1, labels.length, 2]),
    point_labels: new Tensor('float32', labels, [1, labels.length]),
    mask_input: new Tensor('float32', given, [1, 1, side, side]),
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
    [['input-448', ...PLAIN], REWRITES],
  ];
  /** What each base answers, asked once. */
  const known = new Map<string, ReturnType<typeof answers>>();
  async function answers(base: Step[], size: number) {
    const plain = await sessionOf(base);
    const given = [];
    for (const prompts of Object.values(PROMPTS)) given.push(await answer(plain, prompts, size));
    await plain.release();
    return given;
  }
  it.each(cases)('%s, then %s: the same function', async (base, steps) => {
    const size = base[0] === 'input-448' ? 448 : 1024;
    const key = base.join();
    if (!known.has(key)) known.set(key, answers(base, size));
    const rewritten = await sessionOf([...base, ...steps]);
    for (const [n, prompts] of Object.values(PROMPTS).entries()) {
      const expected = (await known.get(key)!)[n];
      const got = await answer(rewritten, prompts, size);
      expect(got.dims).toEqual([1, 4, size / 4, size / 4]);
      expect(difference(got.masks, expected.masks)).toBeLessThan(0.002);
      expect(difference(got.ious, expected.ious)).toBeLessThan(0.0002);
    }
    await rewritten.release();
  });

  it('say so when a graph is not as they know it', async () => {
    const encoder = await readSource('dist/encoder.onnx');
    for (const step of ['output-tokens', 'absorb-attention', 'upscale-by-products'] as const) {
      expect(() => applySteps(encoder, [step])).toThrow('as Meta names it');
    }
    expect(() => applySteps(encoder, ['mask-when-given'])).toThrow('as Meta names it');
  });
});

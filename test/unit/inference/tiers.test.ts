import type { Tier } from '../../../extension/src/inference/api';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { chooseModel, type Evidence } from '../../../extension/src/inference/tiers';

const GIB = 2 ** 30;
const model = (id: string, tier: Tier, encoderBytes: number, more: Partial<ModelManifest> = {}) =>
  ({
    id,
    tier,
    memoryBytes: GIB,
    largestTensorBytes: 64 * 2 ** 20,
    input: { size: 1024 },
    files: { encoder: { size: encoderBytes }, decoder: { size: 1e7 } },
    ...more,
  }) as ModelManifest;

/** What a site might host: sizes of SAM's encoders as published. */
const small = model('vit-b-int8', 'no-gpu', 95e6);
const medium = model('vit-l', 'laptop-gpu', 1.23e9, { memoryBytes: 3 * GIB });
const mediumHalf = model('vit-l-fp16', 'laptop-gpu', 0.62e9, {
  requires: ['shader-f16'],
  memoryBytes: 2 * GIB,
});
const large = model('vit-h-fp16', 'workstation-gpu', 1.27e9, {
  requires: ['shader-f16'],
  memoryBytes: 4 * GIB,
});
const site = [small, medium, mediumHalf, large];

const nothing: Evidence = {
  gpu: false,
  gpuFailed: false,
  shaderF16: false,
  largestBindingBytes: 0,
  memoryGiB: 8,
};
const gpu: Evidence = { ...nothing, gpu: true, shaderF16: true, largestBindingBytes: 2 * GIB };
/** An encoder of 95 MB in so many milliseconds. */
const measured = (milliseconds: number, inputSize = 1024) => ({
  ...gpu,
  rate: { encoderBytes: 95e6, inputSize, milliseconds },
});

test.each<[string, Evidence, Tier, string, string]>([
  ['no adapter', nothing, 'no-gpu', 'no-gpu', 'vit-b-int8'],
  ['an adapter that failed', { ...nothing, gpuFailed: true }, 'no-gpu', 'gpu-failed', 'vit-b-int8'],
  ['an adapter not yet measured', gpu, 'laptop-gpu', 'gpu-unmeasured', 'vit-b-int8'],
  ['a fast adapter', measured(100), 'workstation-gpu', 'gpu-rate', 'vit-h-fp16'],
  ['a fair adapter', measured(200), 'laptop-gpu', 'gpu-slow', 'vit-l-fp16'],
  ['a slow adapter', measured(2000), 'laptop-gpu', 'gpu-slow', 'vit-b-int8'],
  [
    'an adapter fast at a fifth of the area',
    measured(100, 448),
    'laptop-gpu',
    'gpu-slow',
    'vit-b-int8',
  ],
  [
    'a fast adapter, measured at that area',
    measured(18, 448),
    'workstation-gpu',
    'gpu-rate',
    'vit-h-fp16',
  ],
  [
    'a fast adapter with little memory',
    { ...measured(100), memoryGiB: 4 },
    'laptop-gpu',
    'little-memory',
    'vit-l-fp16',
  ],
  [
    'a browser that does not tell its memory',
    { ...measured(100), memoryGiB: undefined },
    'laptop-gpu',
    'little-memory',
    'vit-l-fp16',
  ],
  [
    'a fast adapter without 16-bit shaders',
    { ...measured(100), shaderF16: false },
    'workstation-gpu',
    'gpu-rate',
    'vit-l',
  ],
  [
    'an adapter that binds little',
    { ...measured(100), largestBindingBytes: 2 ** 20 },
    'workstation-gpu',
    'gpu-rate',
    'vit-b-int8',
  ],
])('%s', (_, evidence, tier, reason, id) => {
  const chosen = chooseModel(site, evidence);
  expect([chosen.tier, chosen.reason, chosen.model.id]).toEqual([tier, reason, id]);
});

test('within a tier the site’s order decides, 16-bit models before others where they run', () => {
  const [a, b] = [model('a', 'no-gpu', 28e6), model('b', 'no-gpu', 14e6)];
  const half = model('half', 'no-gpu', 14e6, { requires: ['shader-f16'] });
  expect(chooseModel([a, b, half], nothing).model.id).toBe('a');
  expect(chooseModel([a, b, half], gpu).model.id).toBe('half');
});

test('a small model of a higher tier needs no proof', () => {
  const [a, b] = [model('a', 'no-gpu', 14e6), model('b', 'laptop-gpu', 28e6)];
  expect(chooseModel([a, b], gpu).model.id).toBe('b');
  expect(chooseModel([a, b], nothing).model.id).toBe('a');
});

describe('the reader’s choice', () => {
  test('a tier brings its model, measured or not', () => {
    expect(chooseModel(site, gpu, { tier: 'laptop-gpu' })).toMatchObject({
      tier: 'laptop-gpu',
      reason: 'chosen',
      model: { id: 'vit-l-fp16' },
    });
    expect(chooseModel(site, measured(100), { tier: 'no-gpu' }).model.id).toBe('vit-b-int8');
    expect(chooseModel(site, nothing, { tier: 'workstation-gpu' }).model.id).toBe('vit-l');
  });

  test('a model is taken where it can run at all', () => {
    expect(chooseModel(site, gpu, { model: 'vit-h-fp16' }).model.id).toBe('vit-h-fp16');
    // 16-bit graphs need the GPU, and a model may have left the site's list.
    expect(chooseModel(site, nothing, { model: 'vit-h-fp16' }).model.id).toBe('vit-b-int8');
    expect(chooseModel(site, nothing, { model: 'gone' }).model.id).toBe('vit-b-int8');
  });
});

test('with nothing suitable the site’s default is tried', () => {
  expect(chooseModel([large], nothing).model.id).toBe('vit-h-fp16');
  const tooMuch = model('huge', 'no-gpu', 1e9, { memoryBytes: 64 * GIB });
  expect(chooseModel([large, tooMuch], nothing).model.id).toBe('huge');
});

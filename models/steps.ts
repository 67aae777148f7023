import { readModel, writeModel, type Model } from './onnx/onnxProto';
import { absorbAttention } from './rewrite/absorbAttention';
import { batchPrompts } from './rewrite/batchPrompts';
import { dynamicInt8 } from './rewrite/dynamicInt8';
import { fourMasks } from './rewrite/fourMasks';
import { fuseGelu } from './rewrite/fuseGelu';
import { halfWeights } from './rewrite/halfWeights';
import { resizeInput } from './rewrite/inputSize';
import { int8Weights } from './rewrite/int8Weights';
import { maskWhenGiven } from './rewrite/maskWhenGiven';
import { normByColumns } from './rewrite/normByColumns';
import { outputTokens } from './rewrite/outputTokens';
import { shareImage } from './rewrite/shareImage';
import { singleWeights } from './rewrite/singleWeights';
import { upscaleByProducts } from './rewrite/upscaleByProducts';

/** Normalisations over the image's positions in SAM's mask decoder. */
const IMAGE_NORMS = /norm4|output_upscaling/;

/** The products of SAM's mask decoder that take longer than quantising their input does. */
const UPSCALING = /^\/output_upscaling\/spread_/;

/** The rewrites of a graph by the names that the command line gives them. */
export const STEPS = {
  'input-448': (model: Model) => resizeInput(model, 448),
  'four-masks': fourMasks,
  'batched-prompts': batchPrompts,
  'share-image': shareImage,
  'mask-when-given': maskWhenGiven,
  'output-tokens': outputTokens,
  'absorb-attention': absorbAttention,
  'upscale-by-products': upscaleByProducts,
  'norm-by-columns': (model: Model) => normByColumns(model, IMAGE_NORMS),
  gelu: (model: Model) => fuseGelu(model, 'exact'),
  'fast-gelu': (model: Model) => fuseGelu(model, 'tanh'),
  'int8-products': (model: Model) => dynamicInt8(model),
  'int8-upscaling': (model: Model) => dynamicInt8(model, ({ name }) => !UPSCALING.test(name ?? '')),
  'int8-weights': int8Weights,
  'half-weights': halfWeights,
  'single-weights': singleWeights,
} as const satisfies Record<string, (model: Model) => Model>;

export type Step = keyof typeof STEPS;

/** Reads a list such as `four-masks,half-weights`. Throws when a name is not among the steps. */
export function parseSteps(text: string): readonly Step[] {
  return text
    .split(',')
    .filter(name => name !== '')
    .map(name => {
      if (!Object.hasOwn(STEPS, name)) {
        throw new Error(`No step is called ${name}. There are: ${Object.keys(STEPS).join(', ')}.`);
      }
      return name as Step;
    });
}

/** The .onnx file after the steps, one after the other. The file itself when there are none. */
export function applySteps(bytes: Uint8Array, steps: readonly Step[]): Uint8Array {
  if (steps.length === 0) return bytes;
  return writeModel(steps.reduce((model, step) => STEPS[step](model), readModel(bytes)));
}

import { createImageTransform } from '../geometry/imageTransform';
import { upsampleLogits, type LogitField } from '../mask/fromLogits';
import { fieldOf } from '../mask/toLogits';
import type { Shown } from './encode';
import type { ModelRuns } from './modelRuns';
import type { Plan } from './plan';
import type { DecoderOutput, EncodeSpec, PreviousMask } from './types';

/** What the decoder said of one view when it was asked one thing. */
export interface Output {
  readonly view: number;
  readonly spec: EncodeSpec;
  readonly answer: DecoderOutput;
}

/** Asks for the reader's prompts on every view, with the mask before fed back. */
export async function decodePrompts(runs: ModelRuns, plan: Plan, shown: Shown): Promise<Output[]> {
  const { prompts, previous } = plan;
  const mask = previous && previousField(runs, previous, plan.config.decode.maskLogit);
  const outputs: Output[] = [];
  for (const [view, { spec, embedding }] of shown.views.entries()) {
    const [answer] = await runs.decode(embedding, [{ prompts, mask }]);
    outputs.push({ view, spec, answer });
  }
  return outputs;
}

function previousField(
  { slice, inputSize }: ModelRuns,
  { mask, answer }: PreviousMask,
  maskLogit: number,
): LogitField | undefined {
  if (!answer) return mask.width && maskLogit ? fieldOf(mask, maskLogit) : undefined;
  const transform = createImageTransform(slice.plane, answer.spec.region, inputSize);
  return upsampleLogits(answer.logits, transform, slice.plane);
}

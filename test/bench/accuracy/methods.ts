import {
  ENGINE_CONFIG,
  segment,
  type EngineConfig,
  type Trace,
} from '../../../extension/src/core/engine';
import type { PreviousMask, Segmenter } from '../../../extension/src/core/engine/types';
import { createImageTransform } from '../../../extension/src/core/geometry/imageTransform';
import { wholeImage } from '../../../extension/src/core/geometry/region';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import {
  CT_SOFT_TISSUE,
  percentileWindow,
  sampleValues,
} from '../../../extension/src/core/image/window';
import { thresholdLogits, upsampleLogits } from '../../../extension/src/core/mask/fromLogits';
import type { RegionMask } from '../../../extension/src/core/mask/regionMask';
import { promptGeometry, toModelPrompts } from '../../../extension/src/core/prompt/modelPrompts';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';

export interface Answer {
  /** Best first; one at least. */
  readonly masks: readonly RegionMask[];
  /** The model's own opinion of the first mask. */
  readonly predictedIoU: number;
  readonly encodes: number;
  readonly decodes: number;
  readonly trace?: Trace;
}

/** A reader's dialogue about one object: each call has all the prompts given so far. */
export type Dialogue = (prompts: readonly Prompt[]) => Promise<Answer>;

export interface Method {
  readonly name: string;
  begin(slice: SliceImage): Dialogue;
}

/** Makes a method of a segmenter that has encoded nothing yet. */
export type MakeMethod = (segmenter: Segmenter) => Method;

/** The product's engine at its best quality, with what it answered last as a viewer has it. */
export function ours(segmenter: Segmenter, config: EngineConfig = ENGINE_CONFIG): Method {
  return {
    name: 'ours',
    begin(slice) {
      let previous: PreviousMask | undefined;
      return async prompts => {
        const request = { slice, prompts, previous, quality: 'best' as const };
        const answer = await segment(segmenter, request, undefined, config);
        const { candidates, spec, encodes, decodes, trace } = answer;
        const [{ logits, mask, predictedIoU }] = candidates;
        previous = { mask, answer: { logits, spec } };
        return { masks: candidates.map(one => one.mask), predictedIoU, encodes, decodes, trace };
      };
    },
  };
}

/**
 * SAM as every peer prompts it: whole slice, W400/L40 or the 1st to 99th percentile, the masks by
 * predicted IoU, nothing fed back, nothing cleaned.
 */
export function plain(segmenter: Segmenter): Method {
  return {
    name: 'plain',
    begin(slice) {
      const window = slice.units === 'HU' ? CT_SOFT_TISSUE : percentileWindow(sampleValues(slice));
      const spec = { region: wholeImage(slice.plane), window };
      const transform = createImageTransform(slice.plane, spec.region, segmenter.inputSize);
      let encodes = 1;
      return async prompts => {
        const embedding = await segmenter.encode(slice, spec);
        const asked = toModelPrompts(promptGeometry(prompts), transform);
        const { logits, predictedIoU } = await segmenter.decode(embedding, asked);
        const size = logits.length / predictedIoU.length;
        const order = [...predictedIoU.keys()].sort((a, b) => predictedIoU[b] - predictedIoU[a]);
        const masks = order.map(n => {
          const low = logits.subarray(n * size, (n + 1) * size);
          return thresholdLogits(upsampleLogits(low, transform, slice.plane));
        });
        const answer = { masks, predictedIoU: predictedIoU[order[0]], encodes, decodes: 1 };
        encodes = 0;
        return answer;
      };
    },
  };
}

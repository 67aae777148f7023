import { ENGINE_CONFIG, segment, type EngineConfig } from '../../../extension/src/core/engine';
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
  readonly mask: RegionMask;
  readonly encodes: number;
  readonly decodes: number;
}

/** A reader's dialogue about one object: each call has all the prompts given so far. */
export type Dialogue = (prompts: readonly Prompt[]) => Promise<Answer>;

export interface Method {
  readonly name: string;
  begin(slice: SliceImage): Dialogue;
}

/** The product's engine at its best quality, with what it answered last as a viewer has it. */
export function ours(segmenter: Segmenter, config: EngineConfig = ENGINE_CONFIG): Method {
  return {
    name: 'ours',
    begin(slice) {
      let previous: PreviousMask | undefined;
      return async prompts => {
        const request = { slice, prompts, previous, quality: 'best' as const };
        const { candidates, spec, encodes, decodes } = await segment(
          segmenter,
          request,
          undefined,
          config,
        );
        const [{ logits, mask }] = candidates;
        previous = { mask, answer: { logits, spec } };
        return { mask: candidates[0].mask, encodes, decodes };
      };
    },
  };
}

/**
 * MobileSAM as every peer prompts it: whole slice, W400/L40 or the 1st to 99th percentile, the
 * mask with the best predicted IoU, nothing fed back, nothing cleaned.
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
        const { logits, predictedIoU } = await segmenter.decode(
          embedding,
          toModelPrompts(promptGeometry(prompts), transform),
        );
        const best = predictedIoU.indexOf(Math.max(...predictedIoU));
        const size = logits.length / predictedIoU.length;
        const field = upsampleLogits(
          logits.subarray(best * size, (best + 1) * size),
          transform,
          slice.plane,
        );
        const answer = { mask: thresholdLogits(field), encodes, decodes: 1 };
        encodes = 0;
        return answer;
      };
    },
  };
}

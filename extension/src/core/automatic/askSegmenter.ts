import type { Segmenter } from '../engine/types';
import { createImageTransform } from '../geometry/imageTransform';
import type { SliceImage, ValueWindow } from '../image/sliceImage';
import { positiveBounds, upsampleLogits } from '../mask/fromLogits';
import { toModelPrompts } from '../prompt/modelPrompts';
import type { Box } from './crops';
import type { AskPoints, PointAnswer } from './initialize';
import type { GridParameters } from './parameters';

/** SAM's answer to one point is the masks of the multi-mask tokens; the first one is left out. */
const MULTI_MASK_TOKENS = 3;

/**
 * Has a model answer the points of the grid: each crop is encoded in the window, each point is a
 * prompt of its own, and a batch of them goes to the decoder together.
 */
export const askSegmenter =
  (
    segmenter: Segmenter,
    slice: SliceImage,
    window: ValueWindow,
    { stabilityScoreOffset }: Pick<GridParameters, 'stabilityScoreOffset'>,
    signal?: AbortSignal,
  ): AskPoints =>
  async ({ box }, points) => {
    const region = regionOf(box);
    const embedding = await segmenter.encode(slice, { region, window }, signal);
    const transform = createImageTransform(slice.plane, region, segmenter.inputSize);
    const prompts = points.map(point =>
      toModelPrompts({ include: [point], exclude: [] }, transform),
    );
    const outputs = await segmenter.decodeMany(embedding, prompts, signal);
    return outputs.map(({ logits, predictedIoU, firstToken = 0 }): PointAnswer => {
      const size = logits.length / predictedIoU.length;
      const first = firstToken === 0 && predictedIoU.length > MULTI_MASK_TOKENS ? 1 : 0;
      return {
        predictedIoU: predictedIoU.subarray(first),
        field: mask => {
          const low = logits.subarray((first + mask) * size, (first + mask + 1) * size);
          // As far as the stability score looks.
          const bounds = positiveBounds(low, transform, -stabilityScoreOffset);
          return bounds && upsampleLogits(low, transform, slice.plane, bounds);
        },
      };
    });
  };

const regionOf = ([left, top, right, bottom]: Box) => ({
  x: left - 0.5,
  y: top - 0.5,
  width: right - left,
  height: bottom - top,
});

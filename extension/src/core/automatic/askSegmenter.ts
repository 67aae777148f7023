import { defaultSpec } from '../engine';
import type { Segmenter, SegmentRequest } from '../engine/types';
import { createImageTransform } from '../geometry/imageTransform';
import type { Region } from '../geometry/region';
import { presetWindow } from '../image/presets';
import type { SliceImage, ValueWindow } from '../image/sliceImage';
import { positiveBounds, upsampleLogits } from '../mask/fromLogits';
import { toModelPrompts } from '../prompt/modelPrompts';
import type { Box } from './crops';
import type { AskPoints, PointAnswer } from './initialize';
import type { GridParameters } from './parameters';

/** SAM's answer to one point is the masks of the multi-mask tokens; the first one is left out. */
const MULTI_MASK_TOKENS = 3;

/** The window that the model is shown a slice in; that of the whole slice when none is asked for. */
export function shownWindow({
  slice,
  window,
}: Pick<SegmentRequest, 'slice' | 'window'>): ValueWindow {
  if (!window || slice.channels === 3) return defaultSpec(slice).window;
  return typeof window === 'string' ? presetWindow(window, slice) : window;
}

/** A crop as what the encoder is shown. */
export const regionOf = ([left, top, right, bottom]: Box): Region => ({
  x: left - 0.5,
  y: top - 0.5,
  width: right - left,
  height: bottom - top,
});

/**
 * Has a model answer the points of the grid: each crop is encoded in the window, each point is a
 * prompt of its own, and a batch of them goes to the decoder together.
 */
export function askSegmenter(
  segmenter: Segmenter,
  slice: SliceImage,
  window: ValueWindow,
  { stabilityScoreOffset }: Pick<GridParameters, 'stabilityScoreOffset'>,
): AskPoints {
  return async ({ box }, points) => {
    const region = regionOf(box);
    const embedding = await segmenter.encode(slice, { region, window });
    const transform = createImageTransform(slice.plane, region, segmenter.inputSize);
    const prompts = points.map(point =>
      toModelPrompts({ include: [point], exclude: [] }, transform),
    );
    const outputs = await segmenter.decodeMany(embedding, prompts);
    return outputs.map(({ logits, predictedIoU, firstToken = 0 }): PointAnswer => {
      const size = logits.length / predictedIoU.length;
      const first = firstToken === 0 && predictedIoU.length > MULTI_MASK_TOKENS ? 1 : 0;
      return {
        predictedIoU: predictedIoU.subarray(first),
        firstToken: firstToken + first,
        field: mask => {
          const low = logits.subarray((first + mask) * size, (first + mask + 1) * size);
          // As far as the stability score looks.
          const bounds = positiveBounds(low, transform, -stabilityScoreOffset);
          return bounds && upsampleLogits(low, transform, slice.plane, bounds);
        },
      };
    });
  };
}

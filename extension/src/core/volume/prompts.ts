import type { SegmentRequest } from '../engine/types';
import type { ImagePlane } from '../geometry/imagePlane';
import type { SliceImage } from '../image/sliceImage';
import { components } from '../mask/components';
import { deepestPixel } from '../mask/distance';
import { boundsOfMask, maskArea, type RegionMask } from '../mask/regionMask';
import type { Prompt } from '../prompt/prompt';
import type { VolumeConfig } from './config';

/**
 * What the engine is asked on a slice where the object is expected: the box that it may have grown
 * to, the middle of each of its larger parts, and the mask, which the answers are compared with.
 *
 * @param expected the neighbour's mask, as far as this slice still has the object's values.
 * @param gapMm distance of the two slices.
 */
export function requestFrom(
  slice: SliceImage,
  expected: RegionMask,
  gapMm: number,
  { prompts: config }: VolumeConfig,
): SegmentRequest {
  const prompts = [
    boxAround(expected, slice.plane, gapMm, config),
    ...middles(expected, slice.plane, config),
  ];
  const previous = { mask: expected };
  return { slice, prompts, previous, promptedBy: 'neighbour', quality: 'best' };
}

type PromptConfig = VolumeConfig['prompts'];

function boxAround(
  mask: RegionMask,
  { columnSpacing, rowSpacing }: ImagePlane,
  gapMm: number,
  { slackPerMm, leastSlackMm, mostSlackMm }: PromptConfig,
): Prompt {
  const slackMm = Math.min(Math.max(slackPerMm * gapMm, leastSlackMm), mostSlackMm);
  // A pixel at least: nothing is known of less.
  const [dx, dy] = [columnSpacing, rowSpacing].map(spacing => Math.max(1, slackMm / spacing));
  const { x, y, width, height } = boundsOfMask(mask);
  return {
    kind: 'box',
    corners: [
      [x - dx, y - dy],
      [x + width + dx, y + height + dy],
    ],
  };
}

/** The deepest pixel of each larger part, the largest part's first. */
function middles(
  mask: RegionMask,
  plane: ImagePlane,
  { partShare, mostPoints }: PromptConfig,
): Prompt[] {
  const parts = components(mask)
    .map(part => ({ part, area: maskArea(part) }))
    .sort((a, b) => b.area - a.area);
  return parts
    .filter(({ area }) => area >= partShare * parts[0].area)
    .slice(0, mostPoints)
    .flatMap(({ part }) => {
      const deepest = deepestPixel(part, plane);
      return deepest ? [{ kind: 'point', polarity: 'include', at: deepest.at } as const] : [];
    });
}

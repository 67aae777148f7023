import type { ImageTransform } from '../geometry/imageTransform';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { median } from '../image/statistics';
import { dropIslands, fillHoles } from '../mask/components';
import { LOGITS_SIDE, stabilityScore, thresholdLogits, upsampleLogits } from '../mask/fromLogits';
import type { RegionMask } from '../mask/regionMask';
import type { PromptGeometry } from '../prompt/modelPrompts';
import type { Candidate, DecoderOutput } from './types';

/** Values within this share of the window's width of the tissue's median count as the same. */
const SAME_TISSUE = 0.3;
/** Islands smaller than this share of the largest part are specks. */
const ISLAND_SHARE = 0.2;

/** The decoder's four masks at the slice's resolution, cleaned and scored, best first. */
export function rankCandidates(
  slice: SliceImage,
  prompts: PromptGeometry,
  transform: ImageTransform,
  tissue: Float32Array,
  tolerance: number,
  output: DecoderOutput,
): Candidate[] {
  const points = prompts.include;
  const centre = tissue.length ? median(tissue) : undefined;
  const candidates = Array.from(output.predictedIoU, (predictedIoU, token): Candidate => {
    const size = LOGITS_SIDE * LOGITS_SIDE;
    const logits = output.logits.slice(token * size, (token + 1) * size);
    const raw = thresholdLogits(upsampleLogits(logits, transform, slice.plane));
    const mask = fillHoles(dropIslands(raw, points, ISLAND_SHARE));
    const same = centre === undefined ? 1 : purity(slice, mask, centre, tolerance);
    return {
      token,
      predictedIoU,
      stabilityScore: stabilityScore(logits),
      score: predictedIoU * (prompts.box ? 1 : same ** 2),
      mask,
      logits,
    };
  });
  return candidates.sort((a, b) => b.score - a.score);
}

/** Share of a window's width within which values are taken for the same tissue, in slice units. */
export const sameTissueTolerance = (width: number): number => width * SAME_TISSUE;

/** Share of the mask's pixels whose value is within `tolerance` of `centre`. */
function purity(slice: SliceImage, mask: RegionMask, centre: number, tolerance: number): number {
  const { values, channels, plane, padding } = slice;
  let inside = 0;
  let same = 0;
  for (let v = 0, n = 0; v < mask.height; v++) {
    for (let u = 0; u < mask.width; u++, n++) {
      if (!mask.data[n]) continue;
      inside++;
      const value = values[((mask.y + v) * plane.columns + mask.x + u) * channels];
      if (!isBackground(value, padding) && Math.abs(value - centre) <= tolerance) same++;
    }
  }
  return inside ? same / inside : 0;
}

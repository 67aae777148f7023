import { createImageTransform, type ImageTransform } from '../geometry/imageTransform';
import type { SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import {
  LOGITS_SIDE,
  stabilityScore,
  thresholdLogits,
  upsampleLogits,
  type LogitField,
} from '../mask/fromLogits';
import { cropMask, type RegionMask } from '../mask/regionMask';
import { toModelPrompts, type PromptGeometry } from '../prompt/modelPrompts';
import type { EncodeSpec, ImageEmbedding, Segmenter } from './types';

/** One mask that the model offered, at the slice's own pixels. */
export interface Proposal {
  readonly spec: EncodeSpec;
  readonly token: number;
  readonly predictedIoU: number;
  readonly stabilityScore: number;
  readonly field: LogitField;
  /** The field above 0, without specks and holes. */
  readonly mask: RegionMask;
}

/** Parts smaller than this share of the largest one, without a click in them, are specks. */
const SPECK_SHARE = 0.2;

/** The decoder's masks for the prompts on one embedding; those without a pixel are left out. */
export async function propose(
  segmenter: Segmenter,
  slice: SliceImage,
  embedding: ImageEmbedding,
  prompts: PromptGeometry,
  previousLogits?: Float32Array,
): Promise<Proposal[]> {
  const { spec } = embedding;
  const transform = createImageTransform(slice.plane, spec.region, segmenter.inputSize);
  const modelPrompts = toModelPrompts(prompts, transform, previousLogits);
  const answer = await segmenter.decode(embedding, modelPrompts);
  const { logits, predictedIoU, firstToken = 0 } = answer;
  const size = LOGITS_SIDE * LOGITS_SIDE;
  return Array.from(predictedIoU).flatMap((iou, n) => {
    const token = firstToken + n;
    const low = logits.subarray(n * size, (n + 1) * size);
    const field = upsampleLogits(low, transform, slice.plane);
    if (!field) return [];
    const mask = fillHoles(dropIslands(thresholdLogits(field), prompts.include, SPECK_SHARE));
    if (mask.width === 0) return [];
    const stability = stabilityScore(low);
    return [{ spec, token, predictedIoU: iou, stabilityScore: stability, field, mask }];
  });
}

/** A field of logits brought to the model's 256 × 256 grid, to be fed back; outside is -10. */
export function toLowResolution(field: LogitField, transform: ImageTransform): Float32Array {
  const out = new Float32Array(LOGITS_SIDE * LOGITS_SIDE).fill(OUTSIDE_LOGIT);
  const step = transform.inputSize / LOGITS_SIDE;
  const models = Array.from({ length: LOGITS_SIDE }, (_, n) => (n + 0.5) * step - 0.5);
  const xs = models.map(at => transform.toPixel([at, 0])[0] - field.x);
  const ys = models.map(at => transform.toPixel([0, at])[1] - field.y);
  for (let v = 0; v < LOGITS_SIDE; v++) {
    for (let u = 0; u < LOGITS_SIDE; u++) {
      const value = sample(field, xs[u], ys[v]);
      if (value !== undefined) out[v * LOGITS_SIDE + u] = value;
    }
  }
  return out;
}

const OUTSIDE_LOGIT = -10;
/** How sure a mask without logits of its own is taken to be. */
const MASK_LOGIT = 6;

/** A mask as a field of logits, with a pixel of outside around it. */
export function fieldOf(mask: RegionMask): LogitField {
  const rectangle = {
    x: mask.x - 1,
    y: mask.y - 1,
    width: mask.width + 2,
    height: mask.height + 2,
  };
  const { data } = cropMask(mask, rectangle);
  return { ...rectangle, data: Float32Array.from(data, v => (v ? MASK_LOGIT : -MASK_LOGIT)) };
}

function sample({ data, width, height }: LogitField, x: number, y: number): number | undefined {
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return undefined;
  const left = Math.min(Math.max(Math.floor(x), 0), width - 1);
  const top = Math.min(Math.max(Math.floor(y), 0), height - 1);
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const fx = Math.min(Math.max(x - left, 0), 1);
  const fy = Math.min(Math.max(y - top, 0), 1);
  return (
    (1 - fy) * ((1 - fx) * data[top * width + left] + fx * data[top * width + right]) +
    fy * ((1 - fx) * data[bottom * width + left] + fx * data[bottom * width + right])
  );
}

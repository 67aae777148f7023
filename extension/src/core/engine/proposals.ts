import { createImageTransform, type ImageTransform } from '../geometry/imageTransform';
import { widen, type Region } from '../geometry/region';
import { dropIslands, fillHoles } from '../mask/components';
import {
  LOGITS_SIDE,
  positiveBounds,
  thresholdLogits,
  upsampleLogits,
  type LogitField,
} from '../mask/fromLogits';
import { cropMask, type RegionMask } from '../mask/regionMask';
import type { Scene } from './scene';
import type { DecoderOutput, EncodeSpec } from './types';

/** One mask that the model offered, at the pixels of a scene. */
export interface Proposal {
  readonly spec: EncodeSpec;
  /** The spec's region in the scene's pixels. */
  readonly crop: Region;
  readonly token: number;
  readonly predictedIoU: number;
  /** 256 × 256 logits over the spec's region. */
  readonly low: Float32Array;
  /** The mask and some of what is around it. */
  readonly field: LogitField;
  /** The field above 0, without specks and holes. */
  readonly mask: RegionMask;
}

/** Parts smaller than this share of the largest one, without a click in them, are specks. */
const SPECK_SHARE = 0.2;
/** What is looked at around a mask, in pixels and as a share of its longer side. */
const MIN_MARGIN = 12;
const MARGIN_SHARE = 0.25;

/** The decoder's masks on a scene; those without a pixel are left out. */
export function proposalsOf(
  scene: Scene,
  spec: EncodeSpec,
  { logits, predictedIoU, firstToken = 0 }: DecoderOutput,
  inputSize: number,
): Proposal[] {
  const size = LOGITS_SIDE * LOGITS_SIDE;
  return Array.from(predictedIoU).flatMap((iou, n) => {
    const low = logits.subarray(n * size, (n + 1) * size);
    const read = { spec, token: firstToken + n, predictedIoU: iou, low };
    return proposalOf(scene, read, inputSize) ?? [];
  });
}

/** One of the decoder's masks on a scene; undefined when no pixel of it is inside. */
export function proposalOf(
  { slice, prompts, region }: Scene,
  { spec, token, predictedIoU, low }: Pick<Proposal, 'spec' | 'token' | 'predictedIoU' | 'low'>,
  inputSize: number,
): Proposal | undefined {
  const crop = region(spec.region);
  const transform = createImageTransform(slice.plane, crop, inputSize);
  const bounds = positiveBounds(low, transform);
  const field = bounds && upsampleLogits(low, transform, slice.plane, withMargin(bounds));
  if (!field) return undefined;
  const mask = fillHoles(dropIslands(thresholdLogits(field), prompts.include, SPECK_SHARE));
  if (mask.width === 0) return undefined;
  return { spec, crop, token, predictedIoU, low, field, mask };
}

const withMargin = (bounds: Region) =>
  widen(bounds, Math.max(MIN_MARGIN, MARGIN_SHARE * Math.max(bounds.width, bounds.height)));

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

import { createImageTransform, type ImageTransform } from '../geometry/imageTransform';
import { widen, type Region } from '../geometry/region';
import { dropIslands, fillHoles } from '../mask/components';
import {
  positiveBounds,
  thresholdLogits,
  upsampleLogits,
  type LogitField,
} from '../mask/fromLogits';
import { cropMask, type RegionMask } from '../mask/regionMask';
import type { SliceImage } from '../image/sliceImage';
import type { Scene } from './scene';
import type { DecoderOutput, EncodeSpec } from './types';

/** One mask that the model offered, at the pixels of a scene. */
export interface Proposal {
  readonly spec: EncodeSpec;
  /** The spec's region in the scene's pixels. */
  readonly crop: Region;
  readonly token: number;
  readonly predictedIoU: number;
  /** Square of low-resolution logits over the spec's region. */
  readonly low: Float32Array;
  /** The logits above 0 at the scene's pixels, without specks and holes. */
  readonly mask: RegionMask;
}

/** Parts smaller than this share of the largest one, without a click in them, are specks. */
const SPECK_SHARE = 0.2;
/** What is looked at around a mask, in pixels and as a share of its longer side. */
const MIN_MARGIN = 12;
const MARGIN_SHARE = 0.25;

/** The decoder's masks on a scene; those without a pixel are left out. */
export function proposalsOf(
  { slice, prompts, region }: Scene,
  spec: EncodeSpec,
  { logits, predictedIoU, firstToken = 0 }: DecoderOutput,
  inputSize: number,
): Proposal[] {
  const size = logits.length / predictedIoU.length;
  const crop = region(spec.region);
  const transform = createImageTransform(slice.plane, crop, inputSize);
  return Array.from(predictedIoU).flatMap((iou, n) => {
    const low = logits.subarray(n * size, (n + 1) * size);
    const bounds = positiveBounds(low, transform);
    const field = bounds && upsampleLogits(low, transform, slice.plane, bounds);
    const mask = fillHoles(dropIslands(thresholdLogits(field), prompts.include, SPECK_SHARE));
    if (mask.width === 0) return [];
    return [{ spec, crop, token: firstToken + n, predictedIoU: iou, low, mask }];
  });
}

/**
 * The logits of a proposal at the slice's own pixels: its mask and some of what is around it.
 * Undefined when no pixel of the slice can be inside.
 */
export function softMask(
  { plane }: SliceImage,
  { spec, low }: Pick<Proposal, 'spec' | 'low'>,
  inputSize: number,
): LogitField | undefined {
  const transform = createImageTransform(plane, spec.region, inputSize);
  const bounds = positiveBounds(low, transform);
  return bounds && upsampleLogits(low, transform, plane, withMargin(bounds));
}

const withMargin = (bounds: Region) =>
  widen(bounds, Math.max(MIN_MARGIN, MARGIN_SHARE * Math.max(bounds.width, bounds.height)));

/** A field of logits brought to the model's grid of side × side, to be fed back; outside is -10. */
export function toLowResolution(
  field: LogitField,
  transform: ImageTransform,
  side: number,
): Float32Array {
  const out = new Float32Array(side * side).fill(OUTSIDE_LOGIT);
  const { x, y, width, height, data } = field;
  const toModel = (at: number) => ((at + 0.5) * transform.inputSize) / side - 0.5;
  const columns = samplesOf(width, at => transform.toPixel([toModel(at), 0])[0] - x, side);
  const rows = samplesOf(height, at => transform.toPixel([0, toModel(at)])[1] - y, side);
  for (const row of rows) {
    const [above, below] = [row.from * width, row.to * width];
    for (const { at, from, to, share } of columns) {
      const upper = data[above + from] + share * (data[above + to] - data[above + from]);
      const lower = data[below + from] + share * (data[below + to] - data[below + from]);
      out[row.at * side + at] = upper + row.share * (lower - upper);
    }
  }
  return out;
}

/** A place on the model's grid that lies in a field, and the two pixels that it is between. */
interface Sample {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** How far towards `to`, 0 to 1. */
  readonly share: number;
}

/** Along one axis, the model's places in a field of so many pixels. */
function samplesOf(length: number, toPixel: (at: number) => number, side: number): Sample[] {
  return Array.from({ length: side }, (_, at) => at).flatMap(at => {
    const pixel = toPixel(at);
    if (pixel < -0.5 || pixel > length - 0.5) return [];
    const from = Math.min(Math.max(Math.floor(pixel), 0), length - 1);
    const share = Math.min(Math.max(pixel - from, 0), 1);
    return [{ at, from, to: Math.min(from + 1, length - 1), share }];
  });
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

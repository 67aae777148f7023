import type { ImageTransform } from '../geometry/imageTransform';
import type { LogitField } from './fromLogits';
import { cropMask, type RegionMask } from './regionMask';

const OUTSIDE_LOGIT = -10;
/** How sure a mask without logits of its own is taken to be. */
const MASK_LOGIT = 6;

/** A mask as a field of logits of that size, with a pixel of outside around it. */
export function fieldOf(mask: RegionMask, logit = MASK_LOGIT): LogitField {
  const rectangle = {
    x: mask.x - 1,
    y: mask.y - 1,
    width: mask.width + 2,
    height: mask.height + 2,
  };
  const { data } = cropMask(mask, rectangle);
  return { ...rectangle, data: Float32Array.from(data, v => (v ? logit : -logit)) };
}

/**
 * A field of logits brought to the model's square of low-resolution logits, to be fed back; outside
 * the field it is OUTSIDE_LOGIT.
 *
 * @param side of that square.
 */
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

import type { EncodeSpec } from '../engine/types';
import { createImageTransform } from '../geometry/imageTransform';
import { smooth } from './patch';
import { resampleAxis, resamplePlane } from './resample';
import { isBackground, type SliceImage } from './sliceImage';

/** Side of the square input, and the normalisation of each channel in grey levels 0 to 255. */
export interface ModelInputForm {
  readonly size: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * What the encoder sees: the spec's region of the slice in the spec's window, as planar RGB
 * [3, size, size], (grey level 0–255 − mean) / std. Beyond region and image the input is 0, as SAM
 * pads after normalisation.
 *
 * Values that are not finite and padding values (PS3.3 C.7.5.1.1.2) are shown as background:
 * black. MONOCHROME1 is inverted, so that it looks as the reader sees it. RGB slices ignore the
 * window. Values are clamped to the window before resampling, so metal doesn't ring; smoothing
 * comes before that.
 *
 * @param out reused when given; must hold 3 × size × size.
 */
export function prepareModelInput(
  slice: SliceImage,
  spec: EncodeSpec,
  input: ModelInputForm,
  out = new Float32Array(3 * input.size * input.size),
): Float32Array {
  const { size, mean, std } = input;
  const { columns, rows } = slice.plane;
  const transform = createImageTransform(slice.plane, spec.region, size);
  const x = resampleAxis(columns, spec.region.x, transform.scaleX, transform.contentWidth);
  const y = resampleAxis(rows, spec.region.y, transform.scaleY, transform.contentHeight);
  out.fill(0);
  if (x.length === 0 || y.length === 0) return out;

  for (let channel = 0; channel < slice.channels; channel++) {
    const grey = greyLevels(slice, spec, channel, x.source, y.source);
    const shown = resamplePlane(grey, x, y);
    for (let target = channel; target < 3; target += slice.channels) {
      const offset = mean[target];
      const factor = 1 / std[target];
      for (let v = 0; v < y.length; v++) {
        const row = (target * size + v + y.start) * size + x.start;
        for (let u = 0; u < x.length; u++) {
          const level = shown[v * x.length + u];
          // Cubic interpolation overshoots at edges.
          out[row + u] = (clamp(level, 0, 255) - offset) * factor;
        }
      }
    }
  }
  return out;
}

/** Grey levels 0 to 255 of the part of one channel that resampling will read, x fastest. */
function greyLevels(
  { values, channels, plane, padding, inverted }: SliceImage,
  { window: { lower, upper }, smoothing = 0 }: EncodeSpec,
  channel: number,
  xs: readonly [number, number],
  ys: readonly [number, number],
): Float32Array {
  const [width, height] = [xs[1] - xs[0], ys[1] - ys[0]];
  const grey = new Float32Array(width * height);
  // RGB pixels are grey levels already.
  const low = channels === 3 ? 0 : lower;
  const factor = channels === 3 ? 1 : 255 / Math.max(upper - lower, Number.MIN_VALUE);
  // Smoothing must average noise that goes beyond the window, but no metal.
  const margin = smoothing > 0 ? 255 : 0;
  let target = 0;
  for (let j = ys[0]; j < ys[1]; j++) {
    let source = (j * plane.columns + xs[0]) * channels + channel;
    for (let i = 0; i < width; i++, source += channels) {
      const value = values[source];
      let level = 0;
      if (!isBackground(value, padding)) {
        level = (value - low) * factor;
        if (inverted) level = 255 - level;
        level = clamp(level, -margin, 255 + margin);
      }
      grey[target++] = level;
    }
  }
  if (smoothing === 0) return grey;
  const { data } = smooth({ x: xs[0], y: ys[0], width, height, data: grey }, smoothing);
  return data.map(level => clamp(level, 0, 255));
}

const clamp = (level: number, least: number, most: number) =>
  level < least ? least : level > most ? most : level;

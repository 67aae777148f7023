import type { EncodeSpec } from '../engine/types';
import { prepareModelInput } from './modelInput';
import type { SliceImage } from './sliceImage';

/**
 * What the model sees, small: the spec's region in the spec's window by the very code that prepares
 * the model's input.
 *
 * @returns RGBA, side × side, x fastest; beyond region and image black.
 */
export function thumbnail(slice: SliceImage, spec: EncodeSpec, side: number): Uint8ClampedArray {
  const form = { size: side, mean: [0, 0, 0], std: [1, 1, 1] };
  const planar = prepareModelInput(slice, spec, form);
  const area = side * side;
  const rgba = new Uint8ClampedArray(4 * area);
  for (let n = 0; n < area; n++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * n + channel] = planar[channel * area + n];
    }
    rgba[4 * n + 3] = 255;
  }
  return rgba;
}

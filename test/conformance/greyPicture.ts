import type {
  KeyImagePixels,
  KeyImageRequest,
} from '../../extension/src/core/export/capture/keyImage';
import { maskHas } from '../../extension/src/core/mask/regionMask';
import { percentileWindow } from '../../extension/src/core/image/window';

/** The viewer draws key images on a canvas; here, without one, the region in grey, the mask red. */
export function greyPicture({
  plane,
  region,
  side,
  values,
  mask,
}: KeyImageRequest): KeyImagePixels {
  const { lower, upper } = percentileWindow(values);
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const i = Math.round(region.x + ((x + 0.5) / side) * region.width);
      const j = Math.round(region.y + ((y + 0.5) / side) * region.height);
      if (i < 0 || j < 0 || i >= plane.columns || j >= plane.rows) continue;
      const at = j * plane.columns + i;
      const share = (values[at] - lower) / (upper - lower);
      const level = Math.max(0, Math.min(255, share * 255));
      pixels.set([maskHas(mask, [i, j]) ? 255 : level, level, level], 3 * (y * side + x));
    }
  }
  return { pixels, columns: side, rows: side };
}

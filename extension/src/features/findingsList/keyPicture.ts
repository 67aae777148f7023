import { toErrorData } from '../../core/errors';
import { closeRegion } from '../../core/export/capture/keyImage';
import type { PixelPoint } from '../../core/geometry/imagePlane';
import { findingWindow } from '../../core/image/findingWindow';
import { thumbnail } from '../../core/image/thumbnail';
import type { SliceReader } from '../../host/slices';
import type { RowMeasurement } from './types';

/** A finding on the slice of its long axis, small. */
export interface KeyPicture {
  /** RGBA, side × side. */
  readonly pixels: Uint8ClampedArray;
  /** The ends of both axes, in pixels of the picture. */
  readonly axes: readonly (readonly [PixelPoint, PixelPoint])[];
}

/** Draws a finding and what is around it; null while it is not measured, or without its image. */
export async function keyPicture(
  reader: Pick<SliceReader, 'readImage'>,
  measurement: RowMeasurement,
  side: number,
): Promise<KeyPicture | null> {
  if (measurement.phase !== 'ready') return null;
  const { longAxis, shortAxis } = measurement.values.axes;
  try {
    const slice = await reader.readImage(measurement.imageId);
    const values = Float32Array.from(slice.values);
    const region = closeRegion(slice.plane, longAxis);
    const window = findingWindow({ ...slice, values }, longAxis);
    const toPicture = ([i, j]: PixelPoint): PixelPoint => [
      ((i - region.x) / region.width) * side,
      ((j - region.y) / region.height) * side,
    ];
    return {
      pixels: thumbnail(slice, { region, window }, side),
      axes: [longAxis, shortAxis].map(({ from, to }) => [toPicture(from), toPicture(to)] as const),
    };
  } catch (error) {
    // The list has its numbers all the same.
    toErrorData(error, 'pixels-unavailable');
    return null;
  }
}

import { type ImagePlane } from '../geometry/imagePlane';
import { maskArea, type RegionMask } from '../mask/regionMask';

/** Values of a rectangle of a slice after the modality LUT, x fastest. */
export interface RegionValues {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** One slice of a series with what a segment marks on it. */
export interface MeasuredSlice {
  readonly plane: ImagePlane;
  /**
   * What of the plane is true: all of it (the default), its spacing only, or nothing, as for images
   * without a place or without a spacing. Lengths are then in pixels.
   */
  readonly knows?: 'place' | 'spacing' | 'nothing';
  /** Null where the segment does not reach. */
  readonly mask: RegionMask | null;
  /**
   * Values that hold the mask's rectangle; may be left out where there is no mask, and everywhere
   * when no values are measured.
   */
  readonly values?: RegionValues | null;
}

/** The values of a whole slice, columns × rows. */
export const wholeValues = (data: Float32Array, columns: number, rows: number): RegionValues => ({
  ...{ x: 0, y: 0, width: columns, height: rows },
  data,
});

/** A slice with something marked on it. */
export type MarkedSlice = MeasuredSlice & { readonly mask: RegionMask };

export const isMarked = (slice: MeasuredSlice): slice is MarkedSlice =>
  slice.mask !== null && slice.mask.data.includes(1);

/** The values inside the mask, row by row; null where values are not at hand. */
export function valuesInside({ mask, values }: MarkedSlice): Float32Array | null {
  if (!values) return null;
  const inside = new Float32Array(maskArea(mask));
  for (let v = 0, n = 0, at = 0; v < mask.height; v++) {
    const row = (v + mask.y - values.y) * values.width + mask.x - values.x;
    for (let u = 0; u < mask.width; u++, n++) if (mask.data[n]) inside[at++] = values.data[row + u];
  }
  return inside;
}

import type { ImagePlane } from '../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';

/** An axial plane; pixels 1 mm unless told. */
export function axialPlane(
  columns: number,
  rows: number,
  columnSpacing = 1,
  rowSpacing = 1,
): ImagePlane {
  return {
    origin: [0, 0, 0],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    columnSpacing,
    rowSpacing,
    columns,
    rows,
  };
}

/** A CT slice whose HU at pixel [i, j] is `value(i, j)`. */
export function ctSlice(
  plane: ImagePlane,
  value: (i: number, j: number) => number,
  change: Partial<SliceImage> = {},
): SliceImage {
  const values = Float32Array.from({ length: plane.columns * plane.rows }, (_, n) =>
    value(n % plane.columns, Math.floor(n / plane.columns)),
  );
  return {
    key: 'slice',
    plane,
    values,
    channels: 1,
    modality: 'CT',
    units: 'HU',
    inverted: false,
    ...change,
  };
}

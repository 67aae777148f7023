import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { CT_SOFT_TISSUE } from '../../../extension/src/core/image/window';
import { deepestPixel } from '../../../extension/src/core/mask/distance';
import { fromFull } from '../../../extension/src/core/mask/regionMask';
import { generatePhantom } from '../../../.webpack/demo/phantom/generatePhantom';

/** Pixels a side: the usual matrix of a CT. */
export const SIDE = 512;
/** What is clicked on. */
const STRUCTURE = 'liver';

/** The one image that all contestants get: a generated CT slice with exact truth. */
export interface Picture {
  readonly slice: SliceImage;
  /** Grey levels in the soft-tissue window W400/L40, as peers are shown it. */
  readonly grey: Uint8Array;
  /** 1 inside the structure. */
  readonly truth: Uint8Array;
  /** The pixel deepest inside the structure. */
  readonly click: PixelPoint;
}

export function makePicture(): Picture {
  const spacing = 0.75;
  const phantom = generatePhantom({
    columns: SIDE,
    rows: SIDE,
    slices: 1,
    columnSpacing: spacing,
    rowSpacing: spacing,
    sliceSpacing: 3,
    centre: [0, 0, -60],
  });
  const slice: SliceImage = {
    key: 'picture',
    values: Float32Array.from(phantom.values),
    channels: 1,
    modality: 'CT',
    units: 'HU',
    inverted: false,
    plane: {
      origin: phantom.origin,
      rowDirection: phantom.rowDirection,
      columnDirection: phantom.columnDirection,
      columnSpacing: spacing,
      rowSpacing: spacing,
      columns: SIDE,
      rows: SIDE,
    },
  };
  const truth = phantom.labels.get(STRUCTURE);
  const deepest = truth && deepestPixel(fromFull(truth, SIDE, SIDE), slice.plane);
  if (!deepest) throw new Error(`The picture shows no ${STRUCTURE}.`);
  const { lower, upper } = CT_SOFT_TISSUE;
  const grey = Uint8Array.from(phantom.values, value =>
    Math.round((255 * (Math.min(Math.max(value, lower), upper) - lower)) / (upper - lower)),
  );
  return { slice, grey, truth, click: deepest.at };
}

import { wholeValues, type MeasuredSlice } from '../../../../extension/src/core/measure';
import { fromFull } from '../../../../extension/src/core/mask/regionMask';

/** The digital phantom of the IBSI reference manual, [z][y][x], 2 mm voxels. */
const INTENSITIES = [
  [
    [1, 4, 4, 1, 1],
    [1, 4, 6, 1, 1],
    [4, 1, 6, 4, 1],
    [4, 4, 6, 4, 1],
  ],
  [
    [1, 4, 4, 1, 1],
    [1, 1, 6, 1, 1],
    [1, 1, 3, 1, 1],
    [4, 4, 6, 1, 1],
  ],
  [
    [1, 4, 4, 1, 1],
    [1, 1, 1, 1, 1],
    [1, 1, 9, 1, 1],
    [1, 1, 6, 1, 1],
  ],
  [
    [1, 4, 4, 1, 1],
    [1, 1, 1, 1, 1],
    [1, 1, 1, 1, 1],
    [1, 1, 6, 1, 1],
  ],
];
const EXCLUDED = ['1,2,0', '2,0,3', '2,0,4', '2,2,2', '3,0,3', '3,0,4'];

export const ibsiPhantom: readonly MeasuredSlice[] = INTENSITIES.map((rows, z) => ({
  plane: {
    origin: [0, 0, 2 * z],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    columnSpacing: 2,
    rowSpacing: 2,
    columns: 5,
    rows: 4,
  },
  mask: fromFull(
    rows.flatMap((row, y) => row.map((_, x) => (EXCLUDED.includes([z, y, x].join()) ? 0 : 1))),
    5,
    4,
  ),
  values: wholeValues(Float32Array.from(rows.flat()), 5, 4),
}));

import { planeNormal, type ImagePlane } from '../geometry/imagePlane';
import { dot } from '../geometry/vec3';
import { type RegionMask } from '../mask/regionMask';

/** One slice of a series with what a segment marks on it. */
export interface MeasuredSlice {
  readonly plane: ImagePlane;
  /** Null where the segment does not reach. */
  readonly mask: RegionMask | null;
  /**
   * Values after the modality LUT, columns × rows, x fastest; may be left out where there is no
   * mask, and everywhere when no values are measured.
   */
  readonly values?: Float32Array | null;
}

/** Parallel slices in ascending order along their normal. */
export interface SliceStack {
  readonly slices: readonly MeasuredSlice[];
  /** Index of each slice in the list that was given. */
  readonly order: readonly number[];
  /** Places along the normal, mm, ascending. */
  readonly positions: readonly number[];
  /** The usual distance of neighbours: the median gap, or the thickness of a single slice, mm. */
  readonly spacing: number;
  /** False when a gap differs from the usual one by more than a tenth: slices are missing. */
  readonly isRegular: boolean;
}

/** Gaps beyond this many times the usual one hold missing slices. */
const MISSING = 1.5;

/**
 * Sorts the slices of a series along their common normal.
 *
 * @param slices all slices of the series, in any order; those without a mask tell where a segment
 *   ends
 * @param sliceThickness mm, used for a series of one slice
 * @throws RangeError for slices that are not parallel, lie at one place, or for none
 */
export function sliceStack(slices: readonly MeasuredSlice[], sliceThickness?: number): SliceStack {
  if (slices.length === 0) throw new RangeError('There is no slice to measure on.');
  const normal = planeNormal(slices[0].plane);
  for (const { plane } of slices) {
    if (dot(normal, planeNormal(plane)) < 0.999) {
      throw new RangeError('The slices are not parallel.');
    }
  }
  const place = slices.map(({ plane }) => dot(normal, plane.origin));
  const order = slices.map((_, index) => index).sort((a, b) => place[a] - place[b]);
  const positions = order.map(index => place[index]);
  const gaps = positions.slice(1).map((position, n) => position - positions[n]);
  if (gaps.some(gap => gap < 1e-3)) throw new RangeError('Two slices lie at one place.');
  const sorted = [...gaps].sort((a, b) => a - b);
  const spacing = sorted[Math.floor((sorted.length - 1) / 2)] ?? sliceThickness;
  if (spacing === undefined) throw new RangeError('A single slice needs a thickness.');
  return {
    slices: order.map(index => slices[index]),
    order,
    positions,
    spacing,
    isRegular: gaps.every(gap => Math.abs(gap - spacing) <= 0.1 * spacing),
  };
}

/** True when slices n and n + 1 are neighbours, with none missing between them. */
export const isAdjacent = ({ positions, spacing }: SliceStack, n: number): boolean =>
  positions[n + 1] - positions[n] <= MISSING * spacing;

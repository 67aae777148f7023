import { planeNormal, type ImagePlane } from '../geometry/imagePlane';
import { usualGap } from '../geometry/usualGap';
import { dot } from '../geometry/vec3';
import { isMarked, type MeasuredSlice } from './measuredSlice';

/** Parallel slices in ascending order along their normal, one at each place. */
export interface SliceStack {
  readonly slices: readonly MeasuredSlice[];
  /** Places along the normal, mm, ascending. */
  readonly positions: readonly number[];
  /** The usual distance of neighbours: the median gap, or the thickness of a single slice, mm. */
  readonly spacing: number;
  /** False when a gap differs from the usual one by more than a tenth: slices are missing. */
  readonly isRegular: boolean;
}

/** Why marked slices are no stack, and a volume has no meaning or is not known. */
export type NoStack =
  /** An image does not say where it lies in the patient, or how large its pixels are. */
  | 'no-place'
  /** Marked images are turned against each other. */
  | 'several-orientations'
  /** Several images lie at one place. */
  | 'repeated-positions'
  /** A single image without a thickness. */
  | 'no-thickness';

/** Gaps beyond this many times the usual one hold missing slices. */
const MISSING = 1.5;
/** Places that differ by less are one, mm. */
const SAME_PLACE = 1e-3;
const PARALLEL = 0.999;

/**
 * The stack that a segment lies in: the slices parallel to those it marks, sorted along their
 * normal. What is not marked may lie in any way: images that are not parallel are left out, and of
 * several at one place the marked one counts.
 *
 * @param slices slices of the series, in any order; those without a mask tell where a segment ends
 * @param sliceThickness mm, used for a series of one slice
 */
export function sliceStack(
  slices: readonly MeasuredSlice[],
  sliceThickness?: number,
): SliceStack | NoStack {
  const marked = slices.filter(isMarked);
  if (marked.length === 0 || marked.some(({ knows = 'place' }) => knows !== 'place')) {
    return 'no-place';
  }
  const normal = planeNormal(marked[0].plane);
  const isParallel = (plane: ImagePlane) => Math.abs(dot(normal, planeNormal(plane))) > PARALLEL;
  if (!marked.every(({ plane }) => isParallel(plane))) return 'several-orientations';
  const places = slices
    .filter(({ plane, knows = 'place' }) => knows === 'place' && isParallel(plane))
    .map(slice => ({ slice, at: dot(normal, slice.plane.origin) }))
    .sort((a, b) => a.at - b.at);
  const stack: typeof places = [];
  let repeated = false;
  for (const place of places) {
    const last = stack.at(-1);
    if (!last || place.at - last.at >= SAME_PLACE) {
      stack.push(place);
      continue;
    }
    repeated = true;
    if (isMarked(last.slice) && isMarked(place.slice)) return 'repeated-positions';
    if (isMarked(place.slice)) stack[stack.length - 1] = { ...last, slice: place.slice };
  }
  return spaced(stack, repeated, sliceThickness);
}

function spaced(
  stack: readonly { readonly slice: MeasuredSlice; readonly at: number }[],
  repeated: boolean,
  sliceThickness: number | undefined,
): SliceStack | NoStack {
  const positions = stack.map(({ at }) => at);
  const gaps = positions.slice(1).map((position, n) => position - positions[n]);
  if (gaps.length === 0 && repeated) return 'repeated-positions';
  const thickness = sliceThickness && sliceThickness > 0 ? sliceThickness : undefined;
  const spacing = usualGap(positions) ?? thickness;
  if (spacing === undefined) return 'no-thickness';
  return {
    slices: stack.map(({ slice }) => slice),
    positions,
    spacing,
    isRegular: gaps.every(gap => Math.abs(gap - spacing) <= 0.1 * spacing),
  };
}

/** True when slices n and n + 1 are neighbours, with none missing between them. */
export const isAdjacent = ({ positions, spacing }: SliceStack, n: number): boolean =>
  positions[n + 1] - positions[n] <= MISSING * spacing;

/** Spacings that differ by a smaller part are one, written with other decimals. */
const SAME = 1e-4;

/** True when all marked slices have pixels of one size and direction, so that voxels line up. */
export function isOneGrid(slices: readonly MeasuredSlice[]): boolean {
  const [first, ...others] = slices.filter(isMarked).map(({ plane }) => plane);
  return others.every(
    plane =>
      Math.abs(plane.columnSpacing - first.columnSpacing) < SAME * first.columnSpacing &&
      Math.abs(plane.rowSpacing - first.rowSpacing) < SAME * first.rowSpacing &&
      dot(plane.rowDirection, first.rowDirection) > PARALLEL &&
      dot(plane.columnDirection, first.columnDirection) > PARALLEL,
  );
}

import { maskArea } from '../mask/regionMask';
import { type MeasuredSlice } from './measuredSlice';
import { isAdjacent, type SliceStack } from './sliceStack';

/**
 * Volume in mm³: the area on each slice times the distance that it stands for, half the way to
 * either neighbour, measured along the normal (so a tilted gantry does not count). With regular
 * slices this is voxel counting (IBSI YEKZ). A first or last slice stands for as much beyond it as
 * before it. Where slices are missing within a segment, the area between is interpolated.
 */
export function volume(stack: SliceStack): number {
  const areas = stack.slices.map(sliceArea);
  const { positions, spacing } = stack;
  const last = areas.length - 1;
  if (last === 0) return areas[0] * spacing;
  let sum = (areas[0] * (positions[1] - positions[0])) / 2;
  sum += (areas[last] * (positions[last] - positions[last - 1])) / 2;
  for (let n = 0; n < last; n++) {
    const gap = positions[n + 1] - positions[n];
    const bulge = isAdjacent(stack, n) ? 0 : bulgeBetween(areas, positions, n);
    sum += ((areas[n] + areas[n + 1]) / 2 + bulge) * gap;
  }
  return sum;
}

/** Area of the mask on a slice, mm². */
export const sliceArea = ({ plane, mask }: MeasuredSlice): number =>
  mask ? maskArea(mask) * plane.columnSpacing * plane.rowSpacing : 0;

/**
 * How much the mean area between slices n and n + 1 exceeds the mean of both, mm²: from the
 * curvature of the area over the two slices before or behind as well. Exact for ellipsoids, whose
 * area is quadratic along an axis. Zero where the segment begins or ends in the gap.
 */
function bulgeBetween(areas: readonly number[], positions: readonly number[], n: number): number {
  if (areas[n] === 0 || areas[n + 1] === 0) return 0;
  const curvatures = [n - 1, n]
    .filter(first => areas[first] > 0 && areas[first + 2] > 0)
    .map(first => curvature(areas, positions, first));
  if (curvatures.length === 0) return 0;
  const mean = curvatures.reduce((sum, c) => sum + c, 0) / curvatures.length;
  const gap = positions[n + 1] - positions[n];
  return (-mean * gap * gap) / 6;
}

/** Second divided difference of slices n to n + 2: half the second derivative. */
function curvature(areas: readonly number[], positions: readonly number[], n: number): number {
  const slope = (m: number) => (areas[m + 1] - areas[m]) / (positions[m + 1] - positions[m]);
  return (slope(n + 1) - slope(n)) / (positions[n + 2] - positions[n]);
}

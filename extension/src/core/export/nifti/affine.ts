import { cross, dot, subtract, type Vec3 } from '../../geometry/vec3';

/** Voxel index to millimetres: `steps[n]` is the way from a voxel to the next along axis n. */
export interface VoxelAffine {
  readonly steps: readonly [Vec3, Vec3, Vec3];
  readonly origin: Vec3;
}

/** DICOM's LPS to NIfTI's RAS, and back. */
const flipXY = ([x, y, z]: Vec3): Vec3 => [-x, -y, z];

export const flipAffine = ({ steps, origin }: VoxelAffine): VoxelAffine => ({
  steps: [flipXY(steps[0]), flipXY(steps[1]), flipXY(steps[2])],
  origin: flipXY(origin),
});

/** The continuous index of a point. Throws a RangeError for axes that span no volume. */
export function pointToIndex({ steps: [a, b, c], origin }: VoxelAffine, point: Vec3): Vec3 {
  const p = subtract(point, origin);
  const determinant = dot(a, cross(b, c));
  if (!(Math.abs(determinant) > 0)) throw new RangeError('The grid spans no volume.');
  return [
    dot(p, cross(b, c)) / determinant,
    dot(p, cross(c, a)) / determinant,
    dot(p, cross(a, b)) / determinant,
  ];
}

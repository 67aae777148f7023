import { add, cross, dot, type Vec3 } from '../geometry/vec3';

/** x ↦ rotation · x + translation, world to world, mm. */
export interface RigidTransform {
  /** Rows of the rotation matrix. */
  readonly rotation: readonly [Vec3, Vec3, Vec3];
  readonly translation: Vec3;
}

export const transformed = ({ rotation, translation }: RigidTransform, at: Vec3): Vec3 =>
  add([dot(rotation[0], at), dot(rotation[1], at), dot(rotation[2], at)], translation);

/**
 * The rotation by a vector: about its direction, by its length in radians (Rodrigues' formula).
 */
export function rotationBy(vector: Vec3): RigidTransform['rotation'] {
  const angle = Math.hypot(...vector);
  if (angle < 1e-12) {
    return [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
  }
  const k = vector.map(v => v / angle) as unknown as Vec3;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = (v: Vec3): Vec3 => {
    const side = cross(k, v);
    const along = dot(k, v) * (1 - cos);
    return v.map((value, n) => value * cos + side[n] * sin + k[n] * along) as unknown as Vec3;
  };
  // Columns are the turned axes.
  const [a, b, c] = [turned([1, 0, 0]), turned([0, 1, 0]), turned([0, 0, 1])];
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

/** The rotation by a vector about a centre, and then a shift. */
export function rigidAbout(centre: Vec3, vector: Vec3, shift: Vec3): RigidTransform {
  const rotation = rotationBy(vector);
  const turned = transformed({ rotation, translation: [0, 0, 0] }, centre);
  const translation = centre.map((c, n) => c + shift[n] - turned[n]) as unknown as Vec3;
  return { rotation, translation };
}

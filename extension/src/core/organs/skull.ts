import type { Body } from './body';
import type { PatientVolume } from './patientVolume';

/** Cortical bone in means over 3 mm. */
const BONE_HU = 250;
/** Scalp and muscles over the skull are thinner (mm). */
const SCALP_MM = 20;
/** Directions in which bone is looked for, and the share of them in which a skull has some. */
const DIRECTIONS = 72;
const LEAST_SHARE = 0.5;

/** The lowest axial plane in which bone lies under the skin nearly all around; null without one. */
export function lowestSkullPlane(volume: PatientVolume, body: Body): number | null {
  for (let z = 0; z < volume.grid.depth; z++) {
    if (boneShare(volume, body, z) >= LEAST_SHARE) return z;
  }
  return null;
}

function boneShare({ grid, values }: PatientVolume, { inside }: Body, z: number): number {
  const { width, height, step } = grid;
  const from = z * width * height;
  let [sx, sy, count] = [0, 0, 0];
  for (let n = 0; n < width * height; n++) {
    if (!inside[from + n]) continue;
    sx += n % width;
    sy += Math.floor(n / width);
    count++;
  }
  if (!count) return 0;
  let found = 0;
  for (let d = 0; d < DIRECTIONS; d++) {
    const angle = (2 * Math.PI * d) / DIRECTIONS;
    let [skin, bone] = [0, -Infinity];
    for (let r = 0; r < width + height; r++) {
      const x = Math.round(sx / count + r * Math.cos(angle));
      const y = Math.round(sy / count + r * Math.sin(angle));
      if (x < 0 || y < 0 || x >= width || y >= height) break;
      const n = from + y * width + x;
      // Beyond the field the skin is not known.
      if (Number.isNaN(values[n])) {
        bone = -Infinity;
        break;
      }
      if (inside[n]) skin = r;
      if (values[n] > BONE_HU) bone = r;
    }
    if ((skin - bone) * step < SCALP_MM) found++;
  }
  return found / DIRECTIONS;
}

import { dilated, eroded, filledAxially, largest, where, type Voxels } from './morphology';
import type { PatientVolume } from './patientVolume';

/** The body: without table, clothes and, where they do not touch it, arms. */
export interface Body {
  /** With all that it encloses, lungs and bowel gas too. */
  readonly inside: Voxels;
  /** Air within it. */
  readonly air: Voxels;
  /** Of each axial plane the middle of the body from right to left, in voxels; NaN without body. */
  readonly middle: readonly number[];
}

/** HU between air (−1000) and fat (−100), nearer to fat: foam and clothes are left out. */
const TISSUE_HU = -300;
/** Air in the body as means over 3 mm: half of the step from aerated lung to soft tissue. */
const AIR_HU = -400;
/** Room air; lungs that the field of view cuts have more tissue. */
const ROOM_AIR_HU = -930;
/** Table tops and clothes are thinner than twice that (mm), chest walls are not. */
const THIN_MM = 6;

/** The body of a CT; null when there is nothing of that kind. */
export function bodyOf({ grid, values }: PatientVolume): Body | null {
  const tissue = where(grid, n => values[n] > TISSUE_HU);
  // What was not measured counts as tissue: the body goes on there.
  const solid = where(grid, n => !(values[n] <= TISSUE_HU));
  const core = eroded(solid, grid, THIN_MM);
  for (let n = 0; n < core.length; n++) core[n] &= tissue[n];
  const trunk = largest(core, grid);
  const around = dilated(trunk, grid, THIN_MM + grid.step);
  const skin = where(grid, n => Boolean(around[n] && tissue[n]));
  const inside = filledAxially(
    skin,
    grid,
    n => !Number.isNaN(values[n]),
    n => values[n] < ROOM_AIR_HU,
  );
  const air = where(grid, n => Boolean(inside[n] && values[n] < AIR_HU));
  if (!trunk.some(Boolean)) return null;
  return { inside, air, middle: middleOf(inside, grid) };
}

function middleOf(inside: Voxels, { width, height, depth }: PatientVolume['grid']): number[] {
  return Array.from({ length: depth }, (_, z) => {
    let [sum, count] = [0, 0];
    for (let n = z * width * height; n < (z + 1) * width * height; n++) {
      if (!inside[n]) continue;
      sum += n % width;
      count++;
    }
    return count ? sum / count : NaN;
  });
}

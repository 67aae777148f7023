import { pixelToWorld, type ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import {
  add,
  cross,
  length,
  scale,
  subtract,
  type Vec3,
} from '../../../../extension/src/core/geometry/vec3';
import { fromFull } from '../../../../extension/src/core/mask/regionMask';
import { type MeasuredSlice } from '../../../../extension/src/core/measure';

export interface SphereGrid {
  readonly rowDirection?: Vec3;
  readonly columnDirection?: Vec3;
  /** Between columns, rows and slices, mm. */
  readonly spacing: readonly [number, number, number];
  /** Degrees that a tilted gantry shifts slices along the columns. */
  readonly tilt?: number;
  readonly missing?: readonly number[];
  readonly slices: number;
  readonly columns: number;
  readonly rows: number;
}

/** A sphere in the middle of a grid, moved off it by `offset` (mm); voxels by their centres. */
export function sphereSlices(
  grid: SphereGrid,
  radius: number,
  offset: Vec3 = [0, 0, 0],
): MeasuredSlice[] {
  const rowDirection = grid.rowDirection ?? [1, 0, 0];
  const columnDirection = grid.columnDirection ?? [0, 1, 0];
  const normal = cross(rowDirection, columnDirection);
  const [dx, dy, dz] = grid.spacing;
  const shift = Math.tan(((grid.tilt ?? 0) * Math.PI) / 180) * dz;
  const step = add(scale(normal, dz), scale(columnDirection, shift));
  const planes = Array.from({ length: grid.slices }, (_, k): ImagePlane => ({
    origin: scale(step, k),
    rowDirection,
    columnDirection,
    columnSpacing: dx,
    rowSpacing: dy,
    columns: grid.columns,
    rows: grid.rows,
  }));
  const middle = pixelToWorld(planes[Math.floor(grid.slices / 2)], [
    (grid.columns - 1) / 2,
    (grid.rows - 1) / 2,
  ]);
  const centre = add(middle, offset);
  return planes
    .filter((_, k) => !grid.missing?.includes(k))
    .map(plane => {
      const full = Array.from({ length: grid.columns * grid.rows }, (_, at) => {
        const pixel = [at % grid.columns, Math.floor(at / grid.columns)] as const;
        return length(subtract(pixelToWorld(plane, pixel), centre)) <= radius ? 1 : 0;
      });
      return { plane, mask: fromFull(full, grid.columns, grid.rows) };
    });
}

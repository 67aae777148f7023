import { pixelToWorld, type ImagePlane } from '../geometry/imagePlane';
import { subtract } from '../geometry/vec3';
import { sampleAt, toVoxel, type Grid } from './grid';
import { distanceTo, inverted, type Voxels } from './morphology';

/** A region of the patient as a field: distance from its border in mm, negative inside. */
export interface Region {
  readonly grid: Grid;
  readonly distance: Float32Array;
}

/** Signed distance of a set of voxels; the border lies between the voxels' centres. */
export function regionOf(set: Voxels, grid: Grid): Region {
  const outside = distanceTo(set, grid);
  const inside = distanceTo(inverted(set), grid);
  const half = grid.step / 2;
  const distance = outside.map((far, n) => (set[n] ? half - inside[n] : far - half));
  return { grid, distance };
}

/** A region's distance (mm) at each pixel of a rectangle of a slice. */
export interface SliceField {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * The region where it meets a slice: the distance at each pixel of the rectangle that holds all
 * that is nearer than `margin` mm; null where it does not come so near.
 */
export function fieldOn(region: Region, plane: ImagePlane, margin: number): SliceField | null {
  const { grid, distance } = region;
  const origin = toVoxel(grid, plane.origin);
  const right = subtract(toVoxel(grid, pixelToWorld(plane, [1, 0])), origin);
  const down = subtract(toVoxel(grid, pixelToWorld(plane, [0, 1])), origin);
  const at = (i: number, j: number) =>
    sampleAt(
      distance,
      grid,
      origin[0] + i * right[0] + j * down[0],
      origin[1] + i * right[1] + j * down[1],
      origin[2] + i * right[2] + j * down[2],
    );
  const bounds = coarseBounds(plane, grid.step, at, margin);
  if (!bounds) return null;
  const { x, y, width, height } = bounds;
  const data = new Float32Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) data[n] = at(x + u, y + v);
  }
  return { ...bounds, data };
}

/** Pixels in steps of the grid are enough to see where the region comes near. */
function coarseBounds(
  { columns, rows, columnSpacing, rowSpacing }: ImagePlane,
  step: number,
  at: (i: number, j: number) => number,
  margin: number,
) {
  const di = Math.max(1, Math.floor(step / columnSpacing));
  const dj = Math.max(1, Math.floor(step / rowSpacing));
  let [left, top, right, bottom] = [columns, rows, -1, -1];
  for (let j = 0; j < rows; j += dj) {
    for (let i = 0; i < columns; i += di) {
      if (at(i, j) > margin) continue;
      left = Math.min(left, i);
      right = Math.max(right, i);
      top = Math.min(top, j);
      bottom = Math.max(bottom, j);
    }
  }
  if (right < 0) return null;
  const [x, y] = [Math.max(0, left - di), Math.max(0, top - dj)];
  const width = Math.min(columns, right + di + 1) - x;
  const height = Math.min(rows, bottom + dj + 1) - y;
  return { x, y, width, height };
}

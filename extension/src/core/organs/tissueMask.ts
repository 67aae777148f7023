import { patchOf, smooth } from '../image/patch';
import type { SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import { EMPTY_MASK, tighten, type RegionMask } from '../mask/regionMask';
import { pixelToWorld } from '../geometry/imagePlane';
import { subtract } from '../geometry/vec3';
import { surroundingsOf, type Surroundings } from './growth';
import { toVoxel, type Grid } from './grid';
import type { Voxels } from './morphology';
import { fieldOn, regionOf, type Region, type SliceField } from './slices';

/** An organ of much the same values, ready to be drawn on slices. */
export interface TissueModel {
  readonly region: Region;
  readonly around: Surroundings;
  /** Values so far below and above the organ's mean nearby are of something else. */
  readonly tolerance: readonly [down: number, up: number];
  /** Below is gas, fat or nothing. */
  readonly least: number;
  /** The border is at most so many mm outside and inside of the coarse one. */
  readonly reach: { readonly out: number; readonly in: number };
  /** Organs that touch it: what is nearer to them is theirs. */
  readonly neighbours: readonly Region[];
}

/** Noise of a slice is smoothed over so many mm. */
const SMOOTH_MM = 1.4;
/** Parts below this share of the largest one are noise. */
const SPECK_SHARE = 0.1;
/** Vessels in an organ have a section of at most so many mm². */
const HOLE_MM2 = 400;
const AROUND_MM = 10;
/** So far below the least value all is alike: gas, and what was not measured. */
const NOT_TISSUE = 100;

/** The model of an organ by its coarse voxels. */
export function tissueModelOf(
  voxels: Voxels,
  values: Float32Array,
  grid: Grid,
  options: Pick<TissueModel, 'tolerance' | 'least' | 'reach' | 'neighbours'>,
): TissueModel {
  const region = regionOf(voxels, grid);
  return { region, around: surroundingsOf(values, voxels, grid, AROUND_MM), ...options };
}

/** The organ on a slice: within reach of its coarse border, the border that the values show. */
export function tissueMaskOn(slice: SliceImage, model: TissueModel): RegionMask {
  const { region, around, tolerance, least, reach } = model;
  const { grid } = region;
  const { plane } = slice;
  const [out, deep] = [reach.out, -reach.in];
  const field = fieldOn(region, plane, out);
  if (!field) return EMPTY_MASK;
  const { x, y, width, height, data: distance } = field;
  const spacing = Math.min(plane.columnSpacing, plane.rowSpacing);
  const passes = Math.min(6, Math.max(1, Math.round(2 * (SMOOTH_MM / 2.35 / spacing) ** 2)));
  // What was not measured counts as less than the organ, as near to it as that allows.
  const window = { lower: least - NOT_TISSUE, upper: Infinity };
  const patch = patchOf(slice, { x, y, width: width - 1, height: height - 1 }, window);
  const { data: values } = smooth(patch, passes);
  const meanAt = meansOn(around, grid, plane);
  withoutNeighbours(field, model.neighbours, plane, out);
  const data = new Uint8Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (distance[n] > out) continue;
      const value = values[n];
      if (distance[n] < deep) {
        if (value > least) data[n] = 1;
        continue;
      }
      const above = value - meanAt(x + u, y + v);
      if (above >= -tolerance[0] && above <= tolerance[1]) data[n] = 1;
    }
  }
  withHalfEdges(data, values, width, height, (n, outside) => {
    const j = Math.floor(n / width);
    return distance[n] <= out && values[n] > (meanAt(x + n - j * width, y + j) + outside) / 2;
  });
  const whole = { x, y, width, height, data: openedPlane(data, width, height) };
  const filled = fillHoles(whole, HOLE_MM2 / (plane.columnSpacing * plane.rowSpacing));
  for (let n = 0; n < filled.data.length; n++) if (values[n] < least) filled.data[n] = 0;
  return tighten(dropIslands(filled, [], SPECK_SHARE));
}

/** Puts what is nearer to a neighbour out of reach. */
function withoutNeighbours(
  { x, y, width, height, data }: SliceField,
  neighbours: readonly Region[],
  plane: SliceImage['plane'],
  out: number,
): void {
  for (const neighbour of neighbours) {
    const other = fieldOn(neighbour, plane, out);
    if (!other) continue;
    for (let v = Math.max(y, other.y); v < Math.min(y + height, other.y + other.height); v++) {
      for (let u = Math.max(x, other.x); u < Math.min(x + width, other.x + other.width); u++) {
        const n = (v - y) * width + u - x;
        const away = other.data[(v - other.y) * other.width + u - other.x];
        if (away < data[n]) data[n] = Infinity;
      }
    }
  }
}

/** The organ's mean around a pixel; that of the nearest known cell beyond it. */
function meansOn({ mean, share, cellOf }: Surroundings, grid: Grid, plane: SliceImage['plane']) {
  const origin = toVoxel(grid, plane.origin);
  const right = subtract(toVoxel(grid, pixelToWorld(plane, [1, 0])), origin);
  const down = subtract(toVoxel(grid, pixelToWorld(plane, [0, 1])), origin);
  const size = [grid.width, grid.height, grid.depth];
  const clamp = (at: number, axis: number) => Math.min(Math.max(Math.round(at), 0), size[axis] - 1);
  return (i: number, j: number): number => {
    const cell = cellOf(
      clamp(origin[0] + i * right[0] + j * down[0], 0),
      clamp(origin[1] + i * right[1] + j * down[1], 1),
      clamp(origin[2] + i * right[2] + j * down[2], 2),
    );
    return share[cell] > 1e-4 ? mean[cell] : NaN;
  };
}

/**
 * Pixels at the border that are more than half organ: their value is that of another tissue, but what
 * is on either side tells what they are.
 */
function withHalfEdges(
  data: Uint8Array,
  values: Float32Array,
  width: number,
  height: number,
  isHalf: (n: number, outside: number) => boolean,
): void {
  const added: number[] = [];
  for (let v = 1; v < height - 1; v++) {
    for (let u = 1; u < width - 1; u++) {
      const n = v * width + u;
      if (data[n]) continue;
      for (const stride of [1, -1, width, -width]) {
        const falls = values[n + stride] > values[n] && values[n] > values[n - stride];
        const outside = Math.min(values[n - stride], values[n - 2 * stride] ?? Infinity);
        if (data[n + stride] && falls && isHalf(n, outside)) {
          added.push(n);
          break;
        }
      }
    }
  }
  for (const n of added) data[n] = 1;
}

/** Without what is one pixel wide. */
function openedPlane(data: Uint8Array, width: number, height: number): Uint8Array {
  const core = new Uint8Array(data.length);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const n = v * width + u;
      const left = u === 0 || data[n - 1];
      const right = u === width - 1 || data[n + 1];
      const up = v === 0 || data[n - width];
      const down = v === height - 1 || data[n + width];
      core[n] = Number(data[n] && left && right && up && down);
    }
  }
  const out = Uint8Array.from(core);
  for (let n = 0; n < data.length; n++) {
    if (!core[n]) continue;
    const u = n % width;
    if (u > 0) out[n - 1] = data[n - 1];
    if (u + 1 < width) out[n + 1] = data[n + 1];
    if (n >= width) out[n - width] = data[n - width];
    if (n + width < data.length) out[n + width] = data[n + width];
  }
  return out;
}

import { usualGap } from '../geometry/usualGap';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { fillHoles } from '../mask/components';
import { cropMask, type RegionMask } from '../mask/regionMask';
import { closeMask, erodeMask } from './morphology';
import type { LesionConfig } from './config';
import type { OrganVolume } from './types';

/** A regular grid: x fastest, then y, then z. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Distance of neighbouring voxels along x, y and z, mm. */
  readonly spacing: readonly [number, number, number];
}

/** The part of a volume that an organ lies in, as coarse as the search wants it. */
export interface OrganGrid extends Grid {
  /** Mean of the values that a voxel stands for, of the organ's own where it has some; else 0. */
  readonly values: Float32Array;
  /** The share of a voxel that belongs to the organ. */
  readonly inside: Float32Array;
  /** Column, row and slice that the grid begins at. */
  readonly origin: readonly [number, number, number];
  /** Columns, rows and slices that a voxel stands for. */
  readonly block: readonly [number, number, number];
  /** The last slice of the organ; the grid's last plane may stand for fewer slices than others. */
  readonly last: number;
}

/**
 * The values of an organ, which is closed first: what differs from it was often left out of it.
 *
 * @param tell called after each slice.
 * @returns undefined where nothing of the organ was measured. Rejects with what reading rejects with.
 */
export async function readOrgan(
  { positions, organ, read }: OrganVolume,
  config: LesionConfig,
  tell: (done: number, total: number) => Promise<void>,
): Promise<OrganGrid | undefined> {
  const shown = [...organ.keys()].filter(k => organ.get(k)!.width).sort((a, b) => a - b);
  if (!shown.length) return undefined;
  const closed = new Map<number, RegionMask>();
  let grid: Sums | undefined;
  for (const [n, k] of shown.entries()) {
    const slice = await read(k);
    if (!grid) {
      for (const at of shown) closed.set(at, closedOrgan(organ.get(at)!, slice, config));
      grid = emptyGrid(closed, slice, positions, config);
      if (!grid) return undefined;
    }
    addSlice(grid, slice, closed.get(k)!, k);
    await tell(n + 1, shown.length);
  }
  return grid && finished(grid);
}

/** Without its notches, holes and rim, where voxels are mixed with what is beside the organ. */
const closedOrgan = (mask: RegionMask, { plane }: SliceImage, { organ }: LesionConfig) =>
  erodeMask(fillHoles(closeMask(mask, plane, organ.closeMm)), plane, organ.rimMm);

function emptyGrid(
  organ: ReadonlyMap<number, RegionMask>,
  { plane }: SliceImage,
  positions: readonly number[],
  { grid: config }: LesionConfig,
): Sums | undefined {
  const masks = [...organ.values()].filter(mask => mask.width);
  if (!masks.length) return undefined;
  const [mx, my] = [plane.columnSpacing, plane.rowSpacing].map(one =>
    Math.ceil(config.marginMm / one),
  );
  const [left, top] = [
    Math.min(...masks.map(m => m.x)) - mx,
    Math.min(...masks.map(m => m.y)) - my,
  ];
  const right = Math.max(...masks.map(m => m.x + m.width)) + mx;
  const bottom = Math.max(...masks.map(m => m.y + m.height)) + my;
  const slices = [...organ.keys()];
  const [first, last] = [Math.min(...slices), Math.max(...slices)];
  const size = [right - left, bottom - top, last - first + 1];
  const pixel = [plane.columnSpacing, plane.rowSpacing, usualGap(positions) ?? 1];
  const volume = size.reduce((product, n, axis) => product * n * pixel[axis], 1);
  const wanted = Math.max(config.voxelMm, Math.cbrt(volume / config.mostVoxels));
  const block = pixel.map(spacing => Math.max(1, Math.round(wanted / spacing)));
  const [width, height, depth] = size.map((n, axis) => Math.ceil(n / block[axis]));
  const spacing = pixel.map((one, axis) => one * block[axis]);
  const voxels = width * height * depth;
  return {
    ...{ width, height, depth, spacing: [spacing[0], spacing[1], spacing[2]] },
    ...{ origin: [left, top, first], block: [block[0], block[1], block[2]], last },
    ...{ values: new Float32Array(voxels), inside: new Float32Array(voxels) },
    ...{ others: new Float32Array(voxels), count: new Float32Array(voxels) },
  };
}

function addSlice(grid: Sums, slice: SliceImage, mask: RegionMask, k: number): void {
  const { width, height, origin, block, values, inside, others, count } = grid;
  const { columns, rows } = slice.plane;
  const plane = Math.floor((k - origin[2]) / block[2]) * width * height;
  const frame = {
    ...{ x: origin[0], y: origin[1] },
    ...{ width: width * block[0], height: height * block[1] },
  };
  const own = cropMask(mask, frame).data;
  for (let v = 0, m = 0; v < frame.height; v++) {
    const j = frame.y + v;
    const row = plane + Math.floor(v / block[1]) * width;
    for (let u = 0; u < frame.width; u++, m++) {
      const i = frame.x + u;
      if (i < 0 || j < 0 || i >= columns || j >= rows) continue;
      const value = slice.values[(j * columns + i) * slice.channels];
      if (isBackground(value, slice.padding)) continue;
      const n = row + Math.floor(u / block[0]);
      if (own[m]) {
        values[n] += value;
        inside[n]++;
      } else {
        others[n] += value;
        count[n]++;
      }
    }
  }
}

/** Sums become means and shares; undefined where nothing of the organ is. */
function finished({ others, count, ...grid }: Sums): OrganGrid | undefined {
  const { values, inside, block } = grid;
  const whole = block[0] * block[1] * block[2];
  let found = false;
  for (let n = 0; n < values.length; n++) {
    if (inside[n]) {
      found = true;
      values[n] /= inside[n];
      inside[n] /= whole;
    } else if (count[n]) values[n] = others[n] / count[n];
  }
  return found ? grid : undefined;
}

/** While it is read: sums of values and numbers of pixels, in the organ and beside it. */
interface Sums extends OrganGrid {
  readonly others: Float32Array;
  readonly count: Float32Array;
}

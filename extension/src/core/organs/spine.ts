import type { Body } from './body';
import type { Grid } from './grid';
import type { PatientVolume } from './patientVolume';

/** Where the vertebral column is: of each axial plane its middle in voxels. */
export interface Spine {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Trabecular bone of the old is about 100 HU; means over 3 mm of a vertebra with its cortex more. */
const BONE_HU = 150;
/** A vertebra with its arch, mm; what is counted together along the body. */
const VERTEBRA_MM = 44;
const ALONG_MM = 60;
/** Share of that box that is bone at least; ribs and sternum fill less. */
const LEAST_SHARE = 0.22;

/**
 * The brightest tenth of what surrounds the middle is below this (HU) in vertebrae; the shaft of a
 * long bone is a thick tube of cortex.
 */
const SHAFT_HU = 800;
const AROUND_MM = 20;

/** The vertebral column of a CT: where most bone stands above bone. Null when it is not in view. */
export function spineOf(volume: PatientVolume, body: Body): Spine | null {
  const column = boneColumn(volume, body);
  return column && !isShaft(column, volume) ? column : null;
}

function boneColumn({ grid, values }: PatientVolume, { inside }: Body): Spine | null {
  const { width, height, depth, step } = grid;
  const area = width * height;
  const half = Math.round(VERTEBRA_MM / step / 2);
  const along = Math.max(1, Math.round(ALONG_MM / step / 2));
  const density = new Float32Array(area * depth);
  for (let n = 0; n < density.length; n++) density[n] = Number(inside[n] && values[n] > BONE_HU);
  boxSums(density, grid, 0, half);
  boxSums(density, grid, 1, half);
  boxSums(density, grid, 2, along);
  const full = (2 * half + 1) ** 2;
  const x = new Array<number>(depth).fill(NaN);
  const y = new Array<number>(depth).fill(NaN);
  let before = -1;
  const start = bestPlane(density, area, depth);
  const planes = [...range(start, depth), ...range(start - 1, -1)];
  for (const z of planes) {
    if (z === start - 1) before = Math.round(y[start]) * width + Math.round(x[start]);
    const thick = Math.min(depth - 1, z + along) - Math.max(0, z - along) + 1;
    // From one plane to the next the column moves little.
    const at = strongest(density, z * area, grid, before);
    if (density[z * area + at] < LEAST_SHARE * full * thick) {
      if (before < 0) return null;
      x[z] = before % width;
      y[z] = Math.floor(before / width);
      continue;
    }
    x[z] = at % width;
    y[z] = Math.floor(at / width);
    before = at;
  }
  return { x, y };
}

function isShaft({ x, y }: Spine, { grid, values }: PatientVolume): boolean {
  const { width, height, depth, step } = grid;
  const reach = Math.round(AROUND_MM / step);
  const bright: number[] = [];
  for (let z = 0; z < depth; z++) {
    const around: number[] = [];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [i, j] = [x[z] + dx, y[z] + dy];
        if (Math.hypot(dx, dy) > reach || i < 0 || j < 0 || i >= width || j >= height) continue;
        const value = values[(z * height + j) * width + i];
        if (!Number.isNaN(value)) around.push(value);
      }
    }
    if (around.length) bright.push(around.sort((a, b) => a - b)[Math.floor(0.9 * around.length)]);
  }
  return bright.sort((a, b) => a - b)[bright.length >> 1] > SHAFT_HU;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.abs(to - from) }, (_, n) => from + Math.sign(to - from) * n);

function bestPlane(density: Float32Array, area: number, depth: number): number {
  let [best, at] = [-1, 0];
  for (let n = 0; n < area * depth; n++) {
    if (density[n] > best) [best, at] = [density[n], Math.floor(n / area)];
  }
  return at;
}

/** The place of most bone in a plane, near that of the plane before. */
function strongest(
  density: Float32Array,
  from: number,
  { width, height, step }: Grid,
  before: number,
): number {
  const reach = Math.ceil(6 / step);
  const [bx, by] = [before % width, Math.floor(before / width)];
  let [best, at] = [-1, 0];
  for (let y = 0, n = 0; y < height; y++) {
    for (let x = 0; x < width; x++, n++) {
      if (before >= 0 && (Math.abs(x - bx) > reach || Math.abs(y - by) > reach)) continue;
      if (density[from + n] > best) [best, at] = [density[from + n], n];
    }
  }
  return at;
}

/** Sums over 2 × half + 1 voxels along an axis, in place; beyond the grid is nothing. */
function boxSums(field: Float32Array, { width, height, depth }: Grid, axis: number, half: number) {
  const counts = [width, height, depth];
  const strides = [1, width, width * height];
  const [count, stride] = [counts[axis], strides[axis]];
  const line = new Float64Array(count + 1);
  for (let start = 0; start < field.length; start++) {
    if (Math.floor(start / stride) % count !== 0) continue;
    for (let n = 0; n < count; n++) line[n + 1] = line[n] + field[start + n * stride];
    for (let n = 0; n < count; n++) {
      const [low, high] = [Math.max(0, n - half), Math.min(count, n + half + 1)];
      field[start + n * stride] = line[high] - line[low];
    }
  }
}

/**
 * The middle of the patient from right to left in each axial plane, in voxels: the column's; without
 * it that of the body's outline, or, where the field cuts off one side, that edge of the field.
 */
export function midlineOf({ grid }: PatientVolume, body: Body, spine: Spine | null): number[] {
  if (spine) return [...spine.x];
  const { width, height, depth } = grid;
  let [left, right] = [0, 0];
  for (let row = 0; row < height * depth; row++) {
    right += body.inside[row * width];
    left += body.inside[row * width + width - 1];
  }
  const cut = Math.max(left, right) > 3 * Math.min(left, right) + 0.1 * depth * height;
  const known = body.middle.filter(x => !Number.isNaN(x)).sort((a, b) => a - b);
  const middle = known[known.length >> 1] ?? width / 2;
  const at = cut ? (left > right ? width - 1 : 0) : middle;
  return new Array<number>(depth).fill(at);
}

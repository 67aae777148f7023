import { envelopeRoom, lowerEnvelope, type EnvelopeRoom } from '../mask/lowerEnvelope';
import type { Grid } from './grid';

/** A set of voxels of a grid: 1 inside, 0 outside. */
export type Voxels = Uint8Array;

/** Voxels where a condition on their number holds. */
export function where(grid: Grid, holds: (n: number) => boolean): Voxels {
  const out = new Uint8Array(grid.width * grid.height * grid.depth);
  for (let n = 0; n < out.length; n++) if (holds(n)) out[n] = 1;
  return out;
}

export function countOf(voxels: Voxels): number {
  let count = 0;
  for (let n = 0; n < voxels.length; n++) count += voxels[n];
  return count;
}

const FAR = 1e12;

/**
 * Distance (mm) of each voxel to the nearest one that is set, between centres; beyond the grid is
 * nothing. Exact: Felzenszwalb and Huttenlocher 2012, Distance Transforms of Sampled Functions.
 */
export function distanceTo(set: Voxels, { width, height, depth, step }: Grid): Float32Array {
  const field = new Float32Array(set.length);
  for (let n = 0; n < set.length; n++) field[n] = set[n] ? 0 : FAR;
  const longest = Math.max(width, height, depth);
  const room = envelopeRoom(longest);
  const area = width * height;
  for (let row = 0; row < height * depth; row++) alongLine(field, row * width, 1, width, room);
  for (let z = 0; z < depth; z++) {
    for (let x = 0; x < width; x++) alongLine(field, z * area + x, width, height, room);
  }
  for (let n = 0; n < area; n++) alongLine(field, n, area, depth, room);
  for (let n = 0; n < field.length; n++) field[n] = step * Math.sqrt(field[n]);
  return field;
}

/** The distance transform along one line of the field, in place. */
function alongLine(
  field: Float32Array,
  start: number,
  stride: number,
  count: number,
  room: EnvelopeRoom,
): void {
  const { line, out } = room;
  let any = false;
  for (let n = 0; n < count; n++) {
    line[n] = field[start + n * stride];
    if (line[n] < FAR) any = true;
  }
  if (!any) return;
  lowerEnvelope(room, count, 1);
  for (let n = 0; n < count; n++) field[start + n * stride] = Math.min(FAR, out[n]);
}

/** Neighbours of a voxel nearer than so many mm, the nearest first. */
interface Ball {
  readonly reach: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
  /** The same as distances in the array. */
  readonly flat: Int32Array;
}

function ballOf({ width, height, step }: Grid, mm: number): Ball {
  const reach = Math.floor(mm / step + 1e-6);
  const offsets: (readonly [number, number, number])[] = [];
  for (let z = -reach; z <= reach; z++) {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        if ((x || y || z) && Math.hypot(x, y, z) * step <= mm + 1e-6) offsets.push([x, y, z]);
      }
    }
  }
  offsets.sort((p, q) => Math.hypot(...p) - Math.hypot(...q));
  return {
    reach,
    x: Int32Array.from(offsets, ([x]) => x),
    y: Int32Array.from(offsets, ([, y]) => y),
    z: Int32Array.from(offsets, ([, , z]) => z),
    flat: Int32Array.from(offsets, ([x, y, z]) => (z * height + y) * width + x),
  };
}

/** Beyond so many voxels a distance transform is faster than looking at all neighbours. */
const WIDE = 4.2;

/** What lies within so many mm of a set. */
export function dilated(set: Voxels, grid: Grid, mm: number): Voxels {
  if (mm / grid.step > WIDE) {
    const distance = distanceTo(set, grid);
    return where(grid, n => distance[n] <= mm);
  }
  return inverted(shrunk(inverted(set), grid, mm));
}

/** What lies deeper than so many mm in a set. The grid's own border counts as inside. */
export function eroded(set: Voxels, grid: Grid, mm: number): Voxels {
  if (mm / grid.step > WIDE) {
    const distance = distanceTo(inverted(set), grid);
    return where(grid, n => distance[n] > mm);
  }
  return shrunk(set, grid, mm);
}

function shrunk(set: Voxels, grid: Grid, mm: number): Voxels {
  const { width, height, depth } = grid;
  const ball = ballOf(grid, mm);
  const { reach, flat } = ball;
  const out = Uint8Array.from(set);
  for (let z = 0, n = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const inner = z >= reach && z < depth - reach && y >= reach && y < height - reach;
      for (let x = 0; x < width; x++, n++) {
        if (!set[n]) continue;
        if (inner && x >= reach && x < width - reach) {
          for (let m = 0; m < flat.length; m++) {
            if (!set[n + flat[m]]) {
              out[n] = 0;
              break;
            }
          }
        } else if (!keptAtBorder(set, grid, ball, x, y, z)) out[n] = 0;
      }
    }
  }
  return out;
}

function keptAtBorder(
  set: Voxels,
  { width, height, depth }: Grid,
  ball: Ball,
  x: number,
  y: number,
  z: number,
): boolean {
  const n = (z * height + y) * width + x;
  for (let m = 0; m < ball.flat.length; m++) {
    const [i, j, k] = [x + ball.x[m], y + ball.y[m], z + ball.z[m]];
    const outside = i < 0 || j < 0 || k < 0 || i >= width || j >= height || k >= depth;
    if (!outside && !set[n + ball.flat[m]]) return false;
  }
  return true;
}

export const inverted = (set: Voxels): Voxels => set.map(one => 1 - one);

/** Without what is thinner than twice so many mm. */
export const opened = (set: Voxels, grid: Grid, mm: number): Voxels =>
  dilated(eroded(set, grid, mm), grid, mm);

/** With what lies between parts that are nearer than twice so many mm. */
export const closed = (set: Voxels, grid: Grid, mm: number): Voxels =>
  eroded(dilated(set, grid, mm), grid, mm);

export interface Component {
  readonly label: number;
  readonly voxels: number;
  /** Mean voxel coordinate. */
  readonly centre: readonly [number, number, number];
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

export interface Components {
  /** 0 outside, else the component's label, from 1. */
  readonly labels: Int32Array;
  /** The largest first. */
  readonly parts: readonly Component[];
}

/** Connected components (voxels that share a face). */
export function componentsOf(set: Voxels, grid: Grid): Components {
  const { width, height, depth } = grid;
  const labels = new Int32Array(set.length);
  const stack = new Int32Array(set.length);
  const area = width * height;
  const parts: Component[] = [];
  let top = 0;
  let label = 0;
  const visit = (m: number) => {
    if (set[m] && !labels[m]) {
      labels[m] = label;
      stack[top++] = m;
    }
  };
  for (let start = 0; start < set.length; start++) {
    if (!set[start] || labels[start]) continue;
    label = parts.length + 1;
    stack[top++] = start;
    labels[start] = label;
    let [voxels, sx, sy, sz] = [0, 0, 0, 0];
    const low = [width, height, depth];
    const high = [0, 0, 0];
    while (top) {
      const n = stack[--top];
      const x = n % width;
      const y = ((n - x) / width) % height;
      const z = Math.floor(n / area);
      voxels++;
      sx += x;
      sy += y;
      sz += z;
      if (x < low[0]) low[0] = x;
      if (y < low[1]) low[1] = y;
      if (z < low[2]) low[2] = z;
      if (x > high[0]) high[0] = x;
      if (y > high[1]) high[1] = y;
      if (z > high[2]) high[2] = z;
      visitFaces(n, [x, y, z], grid, visit);
    }
    const centre = [sx / voxels, sy / voxels, sz / voxels] as const;
    parts.push({ label, voxels, centre, low: low as never, high: high as never });
  }
  return { labels, parts: parts.sort((a, b) => b.voxels - a.voxels) };
}

/** The six neighbours of voxel n, which lies at [x, y, z], as far as the grid has them. */
function visitFaces(
  n: number,
  [x, y, z]: readonly [number, number, number],
  { width, height, depth }: Grid,
  visit: (m: number) => void,
): void {
  const area = width * height;
  if (x > 0) visit(n - 1);
  if (x + 1 < width) visit(n + 1);
  if (y > 0) visit(n - width);
  if (y + 1 < height) visit(n + width);
  if (z > 0) visit(n - area);
  if (z + 1 < depth) visit(n + area);
}

/** The components that are chosen. */
export function choose(
  { labels, parts }: Components,
  chosen: (part: Component, place: number) => boolean,
): Voxels {
  const kept = new Set(parts.filter(chosen).map(({ label }) => label));
  const out = new Uint8Array(labels.length);
  for (let n = 0; n < out.length; n++) if (labels[n] && kept.has(labels[n])) out[n] = 1;
  return out;
}

/** The largest component. */
export const largest = (set: Voxels, grid: Grid): Voxels =>
  choose(componentsOf(set, grid), (_, place) => place === 0);

/** Seeds grown within a set, step by step, by faces; at most so many steps. */
export function grownWithin(seeds: Voxels, set: Voxels, grid: Grid, steps = Infinity): Voxels {
  const labels = grownLabels(Int32Array.from(seeds), set, grid, steps);
  return where(grid, n => labels[n] !== 0);
}

/** Labels grown within a set, all at the same pace; a seed outside the set stays. */
export function grownLabels(
  seeds: Int32Array,
  set: Voxels,
  grid: Grid,
  steps = Infinity,
): Int32Array {
  const { width, height } = grid;
  const labels = Int32Array.from(seeds);
  const area = width * height;
  let next: number[] = [];
  let label = 0;
  const visit = (m: number) => {
    if (!set[m] || labels[m]) return;
    labels[m] = label;
    next.push(m);
  };
  let front: number[] = [];
  for (let n = 0; n < labels.length; n++) if (labels[n]) front.push(n);
  for (let step = 0; front.length && step < steps; step++) {
    next = [];
    for (const n of front) {
      label = labels[n];
      const x = n % width;
      const y = ((n - x) / width) % height;
      visitFaces(n, [x, y, Math.floor(n / area)], grid, visit);
    }
    front = next;
  }
  return labels;
}

/**
 * With what it encloses in each axial plane: not connected there, outside the set, to a voxel of
 * `open` at the rim of what was measured.
 *
 * @param measured false beyond the images.
 */
export function filledAxially(
  set: Voxels,
  { width, height, depth }: Grid,
  measured: (n: number) => boolean = () => true,
  open: (n: number) => boolean = () => true,
): Voxels {
  const out = new Uint8Array(set.length);
  const area = width * height;
  const stack = new Int32Array(area);
  for (let z = 0; z < depth; z++) {
    const from = z * area;
    const outside = new Uint8Array(area);
    let top = 0;
    const visit = (n: number) => {
      if (outside[n] || set[from + n] || !measured(from + n)) return;
      outside[n] = 1;
      stack[top++] = n;
    };
    for (let n = 0; n < area; n++) {
      const x = n % width;
      const atRim =
        x === 0 ||
        x === width - 1 ||
        n < width ||
        n + width >= area ||
        !(measured(from + n - 1) && measured(from + n + 1)) ||
        !(measured(from + n - width) && measured(from + n + width));
      if (atRim && open(from + n)) visit(n);
    }
    while (top) {
      const n = stack[--top];
      const x = n % width;
      if (x > 0) visit(n - 1);
      if (x + 1 < width) visit(n + 1);
      if (n >= width) visit(n - width);
      if (n + width < area) visit(n + width);
    }
    for (let n = 0; n < area; n++) if (!outside[n] && measured(from + n)) out[from + n] = 1;
  }
  return out;
}

/** Means over cubes of 3 voxels a side of what was measured; NaN stays. */
export function smoothed(values: Float32Array, { width, height, depth }: Grid): Float32Array {
  const strides = [
    { stride: 1, count: width },
    { stride: width, count: height },
    { stride: width * height, count: depth },
  ];
  let source = values;
  for (const { stride, count } of strides) {
    const out = new Float32Array(source.length);
    for (let n = 0; n < source.length; n++) {
      const place = Math.floor(n / stride) % count;
      const [own, before, after] = [
        source[n],
        place > 0 ? source[n - stride] : NaN,
        place + 1 < count ? source[n + stride] : NaN,
      ];
      let [sum, weight] = [2 * own, 2];
      if (!Number.isNaN(before)) [sum, weight] = [sum + before, weight + 1];
      if (!Number.isNaN(after)) [sum, weight] = [sum + after, weight + 1];
      out[n] = sum / weight;
    }
    source = out;
  }
  return source;
}

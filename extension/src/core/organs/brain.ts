import { millilitres, type Grid } from './grid';
import {
  closed,
  countOf,
  dilated,
  eroded,
  filledAxially,
  inverted,
  largest,
  where,
  type Voxels,
} from './morphology';
import type { PatientVolume } from './patientVolume';

/** What is looked for: the largest tissue within a head, apart from the scalp. */
export interface BrainParameters {
  /** Tissue is brighter than these shares of the way from dark to the head's usual value, in MR. */
  readonly tissueShares: readonly number[];
  /** HU of brain, in CT. */
  readonly hu: readonly [least: number, most: number];
  /** ml that may be in view. */
  readonly ml: readonly [least: number, most: number];
  /** Sulci and ventricles up to twice this wide (mm) are filled in. */
  readonly sulciMm: number;
}

export interface Brain {
  readonly voxels: Voxels;
  readonly ml: number;
  /** How well it is apart from the scalp, symmetric and within a head, 0 to 1. */
  readonly fit: number;
  /** Values above are tissue. */
  readonly level: number;
}

/** Erosions (mm) that part the brain from scalp, eyes and neck, the smallest that does it first. */
const APART_MM = [2, 3, 4.5, 6, 8];
/** A head is at most so wide (mm) from side to side; a trunk is wider. */
const HEAD_MM = 200;
/** Scalp and skull are thicker (mm). */
const SCALP_MM = 5;
/** Share of a brain's border that may be so near to the skin where they are apart. */
const MOST_NEAR = 0.2;
/** Of candidates that are as far apart from it as that the largest one is taken. */
const ALIKE_NEAR = 0.02;
/** Depths (mm) at which a skull is; where less than a share of that is dark there is none. */
const RIM_MM = { from: 3, to: 12 };
const STRIPPED_DARK = 0.25;
/** Share of the border that lies on the field's sides: a limb is cut there, a brain is not. */
const MOST_CUT = 0.02;
/** Overlap of a brain with its mirror image, times how far it is apart from the scalp. */
const LEAST_FIT = 0.72;

/** Finds the brain; null when what is shown is no head. */
export function brainOf(volume: PatientVolume, parameters: BrainParameters): Brain | null {
  const { grid, values, units } = volume;
  const head = headOf(volume);
  if (!head || widthOf(head, grid) > HEAD_MM) return null;
  const levels =
    units === 'HU'
      ? [parameters.hu[0]]
      : parameters.tissueShares.map(share => tissueLevel(head, values, share));
  if (isStripped(volume, head, levels[0])) {
    const { near, ...brain } = measured(head, 0, levels[0], grid);
    if (isBrain({ near, ...brain }, grid, parameters)) return brain;
  }
  const inner = eroded(head, grid, SCALP_MM);
  const most = units === 'HU' ? parameters.hu[1] : Infinity;
  const candidates = levels.flatMap(level => {
    const tissue = where(grid, n => Boolean(head[n] && values[n] > level && values[n] < most));
    return APART_MM.map(mm => brainApart(tissue, inner, mm, level, grid, parameters));
  });
  const brains = candidates.filter(one => isBrain(one, grid, parameters));
  const nearest = Math.min(...brains.map(({ near }) => near));
  const apart = brains.filter(({ near }) => near <= nearest + ALIKE_NEAR);
  return apart.sort((a, b) => b.ml - a.ml)[0] ?? null;
}

interface Candidate extends Brain {
  /** Share of its border that lies so near to the skin as scalp does. */
  readonly near: number;
}

function brainApart(
  tissue: Voxels,
  inner: Voxels,
  mm: number,
  level: number,
  grid: Grid,
  { sulciMm }: BrainParameters,
): Candidate {
  const core = largest(eroded(tissue, grid, mm), grid);
  const around = dilated(core, grid, mm);
  const whole = where(grid, n => Boolean(around[n] && tissue[n]));
  const near = borderShare(whole, inverted(inner), grid);
  const filled = filledAxially(closed(whole, grid, sulciMm), grid);
  const voxels = largest(
    where(grid, n => Boolean(filled[n] && inner[n])),
    grid,
  );
  return measured(voxels, near, level, grid);
}

function measured(voxels: Voxels, near: number, level: number, grid: Grid): Candidate {
  const symmetry = symmetryOf(voxels, grid);
  const fit = Math.min(1, symmetry + 0.1) * (1 - near);
  return { voxels, ml: millilitres(grid, countOf(voxels)), fit, near, level };
}

function isBrain(
  { voxels, ml, near, fit }: Candidate,
  grid: Grid,
  { ml: [least, most] }: BrainParameters,
): boolean {
  if (ml < least || ml > most || near > MOST_NEAR || fit < LEAST_FIT) return false;
  return cutShare(voxels, grid) <= MOST_CUT;
}

/** True where the skull was taken away before: no dark layer lies under the outline. */
function isStripped({ grid, values, units }: PatientVolume, head: Voxels, level: number): boolean {
  if (units === 'HU') return false;
  const rim = eroded(head, grid, RIM_MM.from);
  const deep = eroded(head, grid, RIM_MM.to);
  let [dark, all] = [0, 0];
  for (let n = 0; n < head.length; n++) {
    if (!rim[n] || deep[n]) continue;
    all++;
    if (values[n] < level) dark++;
  }
  return dark < STRIPPED_DARK * all;
}

/** Head or limb: what is brighter than the background, with all that it encloses. */
function headOf({ grid, values, units }: PatientVolume): Voxels | null {
  const known: number[] = [];
  for (let n = 0; n < values.length; n += 7) if (values[n] > 0) known.push(values[n]);
  if (known.length < 100) return null;
  known.sort((a, b) => a - b);
  const level = units === 'HU' ? -300 : 0.12 * known[Math.floor(0.95 * known.length)];
  const bright = where(grid, n => values[n] > level);
  const core = largest(eroded(bright, grid, grid.step), grid);
  const around = dilated(core, grid, 2 * grid.step);
  const outline = where(grid, n => Boolean(around[n] && bright[n]));
  return filledAxially(closed(outline, grid, 3 * grid.step), grid);
}

function tissueLevel(head: Voxels, values: Float32Array, share: number): number {
  const inside: number[] = [];
  for (let n = 0; n < head.length; n += 3) if (head[n]) inside.push(values[n]);
  inside.sort((a, b) => a - b);
  const at = (rank: number) => inside[Math.floor(rank * (inside.length - 1))];
  // The median of a head is brain or muscle; fat may be far brighter.
  return at(0.02) + share * (at(0.6) - at(0.02));
}

/** Median width (mm) of the planes from side to side. */
function widthOf(head: Voxels, { width, height, depth, step }: Grid): number {
  const widths: number[] = [];
  for (let z = 0; z < depth; z++) {
    let [low, high] = [width, -1];
    for (let n = 0; n < width * height; n++) {
      if (!head[z * width * height + n]) continue;
      low = Math.min(low, n % width);
      high = Math.max(high, n % width);
    }
    if (high >= low) widths.push((high - low + 1) * step);
  }
  return widths.sort((a, b) => a - b)[widths.length >> 1] ?? Infinity;
}

/** Of a set's border voxels in its axial planes, the share that lies in another set. */
function borderShare(set: Voxels, other: Voxels, { width }: Grid): number {
  let [found, all] = [0, 0];
  for (let n = 0; n < set.length; n++) {
    if (!set[n] || (set[n - 1] && set[n + 1] && set[n - width] && set[n + width])) continue;
    all++;
    found += other[n];
  }
  return all ? found / all : 0;
}

/** Of a set's voxels, the share at the sides of the grid. */
function cutShare(set: Voxels, { width, height }: Grid): number {
  let [cut, all] = [0, 0];
  for (let n = 0; n < set.length; n++) {
    if (!set[n]) continue;
    all++;
    const x = n % width;
    const y = Math.floor(n / width) % height;
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) cut++;
  }
  return all ? cut / all : 0;
}

/** Dice of a set and its mirror image about its own middle from side to side. */
function symmetryOf(set: Voxels, { width }: Grid): number {
  let [sum, count] = [0, 0];
  for (let n = 0; n < set.length; n++) {
    if (!set[n]) continue;
    sum += n % width;
    count++;
  }
  if (!count) return 0;
  const twice = Math.round((2 * sum) / count);
  let both = 0;
  for (let n = 0; n < set.length; n++) {
    if (!set[n]) continue;
    const x = n % width;
    const mirrored = twice - x;
    if (mirrored >= 0 && mirrored < width && set[n - x + mirrored]) both++;
  }
  return both / count;
}

import type { Body } from './body';
import { millilitres, voxelCount, type Grid } from './grid';
import {
  choose,
  closed,
  componentsOf,
  countOf,
  dilated,
  eroded,
  grownLabels,
  where,
  type Voxels,
} from './morphology';
import type { PatientVolume } from './patientVolume';
import { labelPlane } from './planes';

/** The lungs of a CT and the airway between them. */
export interface Lungs {
  readonly right: Voxels;
  readonly left: Voxels;
  /** Trachea and main bronchi. */
  readonly airway: Voxels;
}

/** Between the lung (−850) and an airway's wall in voxels of 3 mm, which it fills only in part. */
const AIRWAY_HU = -650;
/** Sections of trachea and main bronchi, mm²: a trachea is 13 to 27 mm wide. */
const AIRWAY_MM2 = { least: 40, most: 900 };
/** Median of a lung: gas of bowel and stomach is below, a lung with more tissue above. */
const LUNG_HU = { least: -965, most: -500 };
/** What one lung has at least in a field that shows it, ml: less are other pockets of gas. */
const LEAST_ML = 30;
/** A further part of a lung that is alike in its values: of the same organ, cut by the field. */
const PART_ML = 1;
const ALIKE_HU = 60;
/** Gas of the bowel is further away (mm, along the body). */
const NEAR_MM = 15;
/** Erosions (mm) after which lungs that touch in front of or behind the heart come apart. */
const APART_MM = [3, 4.5, 6, 9, 12, 15];
/** Vessels and bronchi up to twice this wide (mm) are filled in. */
const VESSEL_MM = 6;

/** What is looked for. */
export interface LungParameters {
  /** −1 right, 1 left. */
  readonly side: -1 | 1;
  /** Below this (HU) is lung, above chest wall and mediastinum. */
  readonly borderHu: number;
}

/** Finds both lungs; one that is not there is empty. */
export function lungsOf(volume: PatientVolume, body: Body, midline: readonly number[]): Lungs {
  const { grid, values } = volume;
  const airway = airwayOf(volume, body, midline);
  const around = dilated(airway, grid, grid.step * 1.1);
  const air = where(grid, n => Boolean(body.air[n] && !around[n]));
  const found = componentsOf(air, grid);
  const medians = mediansOf(found.labels, eroded(air, grid, grid.step * 1.1), values);
  const isAerated = (median = NaN) => median > LUNG_HU.least && median < LUNG_HU.most;
  const aerated = found.parts.filter(
    ({ label, voxels }) => millilitres(grid, voxels) >= LEAST_ML && isAerated(medians.get(label)),
  );
  const empty = () => new Uint8Array(air.length);
  if (!aerated.length) return { right: empty(), left: empty(), airway };
  const [main] = aerated;
  const median = medians.get(main.label)!;
  const beside = NEAR_MM / grid.step;
  const kept = choose(found, ({ label, voxels, low, high }) => {
    const alike = Math.abs((medians.get(label) ?? NaN) - median) < ALIKE_HU;
    const near = high[2] >= main.low[2] - beside && low[2] <= main.high[2] + beside;
    return alike && near && millilitres(grid, voxels) >= PART_ML;
  });
  const sides = splitSides(kept, midline, grid);
  const side = (label: number) => {
    const own = where(grid, n => sides[n] === label);
    if (millilitres(grid, countOf(own)) < LEAST_ML) return empty();
    const filled = closed(own, grid, VESSEL_MM);
    for (let n = 0; n < filled.length; n++) {
      const other = sides[n] !== 0 && sides[n] !== label;
      if (around[n] || other || Number.isNaN(values[n])) filled[n] = 0;
    }
    return filled;
  };
  return { right: side(1), left: side(2), airway };
}

/** The median of each component's values, of those voxels that are set in `inner`. */
function mediansOf(labels: Int32Array, inner: Voxels, values: Float32Array): Map<number, number> {
  const samples = new Map<number, number[]>();
  for (let n = 0; n < labels.length; n++) {
    if (!labels[n] || !inner[n]) continue;
    const list = samples.get(labels[n]);
    if (list) list.push(values[n]);
    else samples.set(labels[n], [values[n]]);
  }
  return new Map(
    [...samples].map(([label, list]) => [label, list.sort((a, b) => a - b)[list.length >> 1]]),
  );
}

/** 1 right, 2 left; parts that hold both sides are taken apart where they are thinnest. */
function splitSides(lungs: Voxels, midline: readonly number[], grid: Grid): Int32Array {
  const middles = [...midline].sort((a, b) => a - b);
  const middle = middles[middles.length >> 1];
  const seeds = new Int32Array(lungs.length);
  let rest = lungs;
  for (const mm of [0, ...APART_MM]) {
    const cores = mm ? eroded(rest, grid, mm) : rest;
    const parts = componentsOf(cores, grid);
    const done = new Map<number, number>();
    for (const part of parts.parts) {
      const across = Math.min(part.high[0] - middle, middle - part.low[0]);
      const wide = part.high[0] - part.low[0];
      // It reaches as far to either side as a lung does.
      const both = across > 0.25 * wide && across * grid.step > 40;
      if (!both || mm === APART_MM[APART_MM.length - 1]) {
        done.set(part.label, part.centre[0] < middle ? 1 : 2);
      }
    }
    const next = new Uint8Array(rest.length);
    for (let n = 0; n < rest.length; n++) {
      const label = parts.labels[n];
      if (!label) continue;
      const known = done.get(label);
      if (known) seeds[n] = known;
      else next[n] = 1;
    }
    rest = next;
    if (!rest.some(Boolean)) break;
  }
  return grownLabels(seeds, lungs, grid);
}

/**
 * Trachea and main bronchi, followed downwards from the highest axial section that is round, near
 * the middle and of their size; as far as they are apart from the lungs.
 */
function airwayOf({ grid, values }: PatientVolume, body: Body, midline: readonly number[]): Voxels {
  const { width, height, depth, step } = grid;
  const area = width * height;
  const airway = new Uint8Array(voxelCount(grid));
  let above: Uint8Array | null = null;
  for (let z = depth - 1; z >= 0; z--) {
    const from = z * area;
    const plane = new Uint8Array(area);
    for (let n = 0; n < area; n++) {
      plane[n] = Number(body.inside[from + n] && values[from + n] < AIRWAY_HU);
    }
    const parts = labelPlane(plane, width, height);
    const own = new Uint8Array(area);
    let any = false;
    for (const part of parts.parts) {
      const mm2 = part.pixels * step * step;
      if (mm2 < AIRWAY_MM2.least || mm2 > AIRWAY_MM2.most) continue;
      const centred = Math.abs(part.x - midline[z]) * step < 35;
      const round = part.pixels > 0.45 * part.width * part.height && part.width < 2.2 * part.height;
      const follows = above !== null && overlaps(parts.labels, part.label, above);
      const begins = above === null && centred && round && z > depth * 0.3;
      if (!follows && !begins) continue;
      any = true;
      for (let n = 0; n < area; n++) if (parts.labels[n] === part.label) own[n] = 1;
    }
    if (any) airway.set(own, from);
    if (any) above = own;
    else if (above) break;
  }
  return airway;
}

function overlaps(labels: Int32Array, label: number, above: Uint8Array): boolean {
  for (let n = 0; n < labels.length; n++) if (above[n] && labels[n] === label) return true;
  return false;
}

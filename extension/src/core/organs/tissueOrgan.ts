import type { CtAnatomy } from './anatomy';
import { boxOf, cropField, cropGrid, uncropped, type Box } from './crop';
import { millilitres } from './grid';
import { grown } from './growth';
import {
  choose,
  closed,
  componentsOf,
  countOf,
  eroded,
  filledAxially,
  grownLabels,
  grownWithin,
  opened,
  where,
  type Component,
  type Voxels,
} from './morphology';

type Range = readonly [least: number, most: number];

/** What is looked for: an organ of much the same values, at a place of the body. */
export interface TissueParameters {
  /** −1 right, 1 left. */
  readonly side: -1 | 1;
  /** From the midline (0) to the skin (1), and mm behind the vertebrae's middle: of its core. */
  readonly lateral: Range;
  readonly behind: Range;
  /** How far to the side it reaches at least and at most, of all of it. */
  readonly reach: Range;
  /** HU of its core, with and without contrast. */
  readonly hu: Range;
  /** What of it may be in view, ml. */
  readonly ml: Range;
  /** Its core is so deep (mm). */
  readonly coreMm: number;
  /** Growth: see `GrowthOptions`. */
  readonly tolerance: number;
  readonly drift: Range;
  readonly neckMm: number;
  /** With contrast its cortex is brighter by so many HU than its core. */
  readonly cortexHu?: number;
}

/** An organ that was found. */
export interface TissueOrgan {
  readonly voxels: Voxels;
  /** HU of its core. */
  readonly mean: number;
  readonly ml: number;
  /** How well all that was looked for fits, 0 to 1. */
  readonly fit: number;
  /** Found as what is brighter than all around it, above `least` HU. */
  readonly bright: boolean;
  readonly least: number;
}

/** Beyond is bone or a calcification. */
const BONE_HU = 420;
const SOFT_HU = { least: -10, most: 300 };
/** Above this an organ has taken up contrast; without it none is. */
const ENHANCED_HU = 90;
/** Means of an organ are taken over so many mm around. */
const AROUND_MM = 12;
/** Half width of the values that a core is made of, HU: noise of means over 3 mm, and its texture. */
const CORE_HU = 15;
/** A histogram's bins, HU. */
const BIN = 4;
/** A core is at least such a share of the least volume: it is eroded. */
const CORE_SHARE = 0.06;
/** Candidates beyond are noise. */
const MOST_CANDIDATES = 6;
/** Where more of the body's section is lung there are no organs of the abdomen. */
const LUNG_SHARE = 0.3;
/** No organ reaches further from its core (mm). */
const EXTENT_MM = 110;

/**
 * Finds an organ of much the same values: cores of the values that are frequent where it lies, each
 * grown into what is alike, and of those the one that fits best. Null when none fits at all.
 *
 * @param taken voxels that belong to other organs.
 */
export function tissueOrganOf(
  anatomy: CtAnatomy,
  parameters: TissueParameters,
  taken: Voxels | null,
): TissueOrgan | null {
  const { grid, fine, body } = anatomy;
  const { side, lateral, behind, coreMm } = parameters;
  const place = anatomy.placesWithin(side, widened(lateral, 0.1), widened(behind, 15));
  const soft = where(grid, n => {
    if (!body.inside[n] || taken?.[n]) return false;
    const value = fine[n];
    return value > SOFT_HU.least && value < SOFT_HU.most;
  });
  const box = boxOf(place, grid, Math.ceil(coreMm / grid.step) + 1);
  if (!box) return null;
  const deep = eroded(cropField(soft, grid, box), cropGrid(grid, box), coreMm);
  const domain = uncropped(deep, grid, box);
  for (let n = 0; n < domain.length; n++) domain[n] &= place[n];
  let best: TissueOrgan | null = null;
  for (const { core, mean } of coresOf(anatomy, domain, parameters)) {
    const organ = growCore(anatomy, core, mean, soft, parameters);
    if (organ && organ.fit > (best?.fit ?? 0)) best = organ;
  }
  return best;
}

const widened = ([least, most]: Range, by: number): Range => [least - by, most + by];

/**
 * Finds an organ that takes up more contrast than all around it but vessels and bone, and whose
 * inside may take up less: what is bright, with what it encloses. Null when nothing fits.
 *
 * @param least HU of what is bright.
 */
export function brightOrganOf(
  anatomy: CtAnatomy,
  parameters: TissueParameters,
  taken: Voxels | null,
  least: number,
): TissueOrgan | null {
  const { grid, fine, values, body } = anatomy;
  const { side, lateral, behind, neckMm } = parameters;
  const place = anatomy.placesWithin(side, widened(lateral, 0.15), widened(behind, 40));
  const box = boxOf(place, grid, 2);
  if (!box) return null;
  const bright = where(grid, n =>
    Boolean(place[n] && body.inside[n] && !taken?.[n] && fine[n] > least && fine[n] < BONE_HU),
  );
  const part = cropGrid(grid, box);
  const filled = filledAxially(closed(cropField(bright, grid, box), part, neckMm), part);
  const tissue = cropField(fine, grid, box);
  for (let n = 0; n < filled.length; n++) if (!(tissue[n] >= SOFT_HU.least)) filled[n] = 0;
  const found = componentsOf(opened(filled, part, neckMm), part);
  let best: TissueOrgan | null = null;
  for (const candidate of found.parts.slice(0, MOST_CANDIDATES)) {
    const core = choose(found, ({ label }) => label === candidate.label);
    const whole = grownWithin(core, filled, part, Math.max(1, Math.round(neckMm / grid.step)));
    const voxels = uncropped(whole, grid, box);
    const mean = medianIn(voxels, values);
    const ml = millilitres(grid, countOf(voxels));
    const fit = fitOf(anatomy, voxels, ml, mean, parameters);
    if (fit > (best?.fit ?? 0)) best = { voxels, mean, ml, fit, bright: true, least };
  }
  return best;
}

interface Core {
  readonly core: Voxels;
  readonly mean: number;
}

/** Connected voxels of frequent values in the domain, the largest first. */
function coresOf(
  { grid, values }: CtAnatomy,
  domain: Voxels,
  { hu, ml }: TissueParameters,
): Core[] {
  const histogram = new Float64Array(Math.ceil((SOFT_HU.most - SOFT_HU.least) / BIN));
  for (let n = 0; n < domain.length; n++) {
    if (domain[n]) histogram[Math.floor((values[n] - SOFT_HU.least) / BIN)]++;
  }
  const least = (CORE_SHARE * ml[0] * 1000) / grid.step ** 3;
  const cores: (Core & { readonly size: number })[] = [];
  for (const peak of peaksOf(histogram)) {
    const value = SOFT_HU.least + (peak + 0.5) * BIN;
    if (value < hu[0] || value > hu[1]) continue;
    const alike = where(grid, n => domain[n] !== 0 && Math.abs(values[n] - value) <= CORE_HU);
    const found = componentsOf(alike, grid);
    for (const part of found.parts.slice(0, 3)) {
      if (part.voxels < least) break;
      const core = choose(found, ({ label }) => label === part.label);
      cores.push({ core, mean: medianIn(core, values), size: part.voxels });
    }
  }
  return cores.sort((a, b) => b.size - a.size).slice(0, MOST_CANDIDATES);
}

/** Bins that are the greatest of their neighbourhood after smoothing. */
function peaksOf(histogram: Float64Array): number[] {
  const smooth = histogram.map((_, n) => {
    let sum = 0;
    for (let d = -2; d <= 2; d++) sum += histogram[n + d] ?? 0;
    return sum;
  });
  return [...smooth.keys()].filter(n => {
    if (smooth[n] < 10) return false;
    for (let d = 1; d <= 3; d++) {
      if ((smooth[n - d] ?? 0) >= smooth[n] || (smooth[n + d] ?? 0) > smooth[n]) return false;
    }
    return true;
  });
}

function medianIn(set: Voxels, values: Float32Array): number {
  const inside: number[] = [];
  for (let n = 0; n < set.length; n++) if (set[n]) inside.push(values[n]);
  return inside.sort((a, b) => a - b)[inside.length >> 1];
}

function growCore(
  anatomy: CtAnatomy,
  core: Voxels,
  mean: number,
  soft: Voxels,
  parameters: TissueParameters,
): TissueOrgan | null {
  const { grid } = anatomy;
  const box = boxOf(core, grid, Math.round(EXTENT_MM / grid.step))!;
  const part = cropGrid(grid, box);
  const brighter = parameters.cortexHu && mean > ENHANCED_HU ? parameters.cortexHu : 0;
  const { tolerance, drift, neckMm } = parameters;
  const organ = grown(
    cropField(core, grid, box),
    cropField(anatomy.fine, grid, box),
    cropField(soft, grid, box),
    part,
    {
      tolerance: [tolerance, Math.max(tolerance, brighter)],
      drift: [drift[0], Math.max(drift[1], brighter)],
      ...{ neckMm, aroundMm: AROUND_MM, mean },
    },
  );
  const own = ownBulk(anatomy, uncropped(organ, grid, box), core, box, parameters);
  const voxels = uncropped(closed(own, part, 1.5 * grid.step), grid, box);
  for (let n = 0; n < voxels.length; n++) if (Number.isNaN(anatomy.fine[n])) voxels[n] = 0;
  const ml = millilitres(grid, countOf(voxels));
  const fit = fitOf(anatomy, voxels, ml, mean, parameters);
  return fit > 0 ? { voxels, mean, ml, fit, bright: false, least: mean - tolerance } : null;
}

/**
 * Without what hangs on to the organ by a neck and lies elsewhere: what comes apart from the core
 * when it is eroded, with all that is nearer to it.
 */
function ownBulk(
  anatomy: CtAnatomy,
  organ: Voxels,
  core: Voxels,
  box: Box,
  { side, lateral, behind, neckMm }: TissueParameters,
): Voxels {
  const { grid } = anatomy;
  const part = cropGrid(grid, box);
  let own = cropField(organ, grid, box);
  const inner = cropField(core, grid, box);
  for (const mm of [1.3 * neckMm, 1.7 * neckMm, 2.1 * neckMm]) {
    const { labels, parts } = componentsOf(eroded(own, part, mm), part);
    const seeds = new Int32Array(own.length);
    const holdsCore = new Set<number>();
    for (let n = 0; n < own.length; n++) if (inner[n] && labels[n]) holdsCore.add(labels[n]);
    const isOwn = ({ label, centre }: Component) => {
      if (holdsCore.has(label)) return true;
      const [x, y, z] = centre.map((at, a) => at + box.low[a]);
      const at = anatomy.placeOf(x, y, Math.round(z));
      const onSide = (x - anatomy.midline[Math.round(z)]) * side > 0;
      const near = within(onSide ? at.lateral : -at.lateral, lateral, 0.1);
      return near * within(at.behind, behind, 15) > 0 && anatomy.lungShareAt(z) < LUNG_SHARE;
    };
    const kept = new Set(parts.filter(isOwn).map(({ label }) => label));
    if (!holdsCore.size) break;
    for (let n = 0; n < own.length; n++) if (labels[n]) seeds[n] = kept.has(labels[n]) ? 1 : 2;
    const grownTo = grownLabels(seeds, own, part);
    own = where(part, n => grownTo[n] === 1);
  }
  return own;
}

/** How well an organ's volume, place, reach and surroundings fit, 0 to 1. */
function fitOf(
  anatomy: CtAnatomy,
  voxels: Voxels,
  ml: number,
  mean: number,
  { ml: wanted, lateral, behind, reach, cortexHu }: TissueParameters,
): number {
  if (ml < wanted[0] || ml > wanted[1]) return 0;
  const { grid } = anatomy;
  const [{ centre }] = componentsOf(voxels, grid).parts;
  const z = Math.round(centre[2]);
  if (anatomy.lungShareAt(z) > LUNG_SHARE || !anatomy.mayBeTrunk(z)) return 0;
  const at = anatomy.placeOf(centre[0], centre[1], z);
  const far = reachOf(anatomy, voxels);
  return (
    within(at.lateral, lateral, 0.1) *
    within(at.behind, behind, 15) *
    within(far, reach, 0.1) *
    (cortexHu ? 0.5 + 0.5 * Math.min(1, mean / 150) : 1) *
    Math.min(1, Math.sqrt(ml / (8 * wanted[0])))
  );
}

/** 1 within a range, 0 further from it than `margin`. */
const within = (value: number, [least, most]: Range, margin: number): number =>
  Math.min(1, Math.max(0, 1 - Math.max(least - value, value - most) / margin));

/** The 95th percentile of how far to the side an organ's voxels are. */
function reachOf(anatomy: CtAnatomy, voxels: Voxels): number {
  const { width, height } = anatomy.grid;
  const reaches: number[] = [];
  for (let n = 0; n < voxels.length; n++) {
    if (!voxels[n]) continue;
    const x = n % width;
    const row = (n - x) / width;
    reaches.push(anatomy.placeOf(x, row % height, Math.floor(row / height)).lateral);
  }
  return reaches.sort((a, b) => a - b)[Math.floor(0.95 * reaches.length)];
}

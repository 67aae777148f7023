import type { CtAnatomy } from './anatomy';
import { sampleAt, voxelCount } from './grid';
import type { Region } from './slices';

type Range = readonly [least: number, most: number];

/** A vessel along the vertebral column. */
export interface TubeParameters {
  /** mm to the left of the vertebrae's middle, and behind it (less than 0: in front). */
  readonly left: Range;
  readonly behind: Range;
  /** mm */
  readonly leastRadius: number;
  readonly mostRadius: number;
  /** Its section is followed so far at least, mm; less where the field is shorter. */
  readonly lengthMm: number;
  /** HU of blood, with and without contrast. */
  readonly hu: Range;
}

/** A vessel that was found. */
export interface Tube {
  readonly region: Region;
  readonly mean: number;
  /** Mean share of its rim that shows an edge, 0 to 1. */
  readonly fit: number;
  readonly lengthMm: number;
}

/** Steps of the radius, and directions in which the rim is looked at. */
const RADIUS_STEP_MM = 2;
const DIRECTIONS = 16;
/** The rim is looked for just inside and just outside the radius (mm). */
const RIM_MM = { in: 2, out: 2.5 };
/** A section is fitted to edges that are so near to its radius (mm), in so many rounds. */
const FIT = { mm: 6, rounds: 4, stepMm: 0.5 };
/** An edge: a step of so many HU, or a share of what blood has above fat. */
const EDGE = { leastHu: 14, share: 0.14 };
/** Sections with less of a rim end the vessel; all of them together need more. */
const RIM = { end: 0.3, mean: 0.42 };
/** Price of a step to the side or in radius from plane to plane: it goes straight on. */
const BEND = 0.03;
/** Price of HU that are spread within the section. */
const SPREAD_HU = 60;

interface Section {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly mean: number;
  /** What speaks for a vessel's section, 0 to 1. */
  readonly score: number;
}

/**
 * Follows a round vessel in front of the vertebral column through the axial planes: the way whose
 * sections have the most of a rim all around (dynamic programming). Null when there is none.
 */
export function tubeOf(anatomy: CtAnatomy, parameters: TubeParameters): Tube | null {
  const { grid, spine } = anatomy;
  if (!spine) return null;
  const sections = sectionsOf(anatomy, parameters);
  const path = trimmed(bestPath(sections)).map(
    (section, z) => section && fitted(section, z, anatomy),
  );
  const known = path.filter(section => section !== null);
  const lengthMm = known.length * grid.step;
  if (lengthMm < Math.min(parameters.lengthMm, 0.6 * grid.depth * grid.step)) return null;
  const means = known.map(({ mean }) => mean).sort((a, b) => a - b);
  const fit = known.reduce((sum, { score }) => sum + score, 0) / known.length;
  if (fit < RIM.mean) return null;
  return { region: regionAround(path, anatomy), mean: means[means.length >> 1], fit, lengthMm };
}

/** All sections of a plane, by column, row and radius. */
interface PlaneSections {
  readonly columns: number;
  readonly rows: number;
  readonly radii: number;
  readonly all: readonly Section[];
}

function sectionsOf(anatomy: CtAnatomy, parameters: TubeParameters): PlaneSections[] {
  const { grid, spine, fine } = anatomy;
  const { left, behind, leastRadius, mostRadius, hu } = parameters;
  const step = grid.step;
  const columns = Math.round((left[1] - left[0]) / step) + 1;
  const rows = Math.round((behind[1] - behind[0]) / step) + 1;
  const radii = Math.round((mostRadius - leastRadius) / RADIUS_STEP_MM) + 1;
  return Array.from({ length: grid.depth }, (_, z) => {
    const all: Section[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = spine!.x[z] + left[0] / step + column;
        const y = spine!.y[z] + behind[0] / step + row;
        for (let n = 0; n < radii; n++) {
          all.push(sectionAt(fine, anatomy, x, y, z, leastRadius + n * RADIUS_STEP_MM, hu));
        }
      }
    }
    return { columns, rows, radii, all };
  });
}

function sectionAt(
  fine: Float32Array,
  { grid }: CtAnatomy,
  x: number,
  y: number,
  z: number,
  radius: number,
  hu: Range,
): Section {
  const at = (angle: number, mm: number) =>
    sampleAt(
      fine,
      grid,
      x + (Math.cos(angle) * mm) / grid.step,
      y + (Math.sin(angle) * mm) / grid.step,
      z,
    );
  let [sum, squares, count] = [0, 0, 0];
  for (const mm of [0.001, 0.4 * radius, 0.75 * radius]) {
    const directions = mm < 0.1 ? 1 : DIRECTIONS / 2;
    for (let n = 0; n < directions; n++) {
      const value = at((2 * Math.PI * n) / directions, mm);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  const mean = sum / count;
  const spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
  if (!(mean >= hu[0] && mean <= hu[1])) return { x, y, radius, mean: mean || 0, score: 0 };
  const step = Math.max(EDGE.leastHu, EDGE.share * (mean + 100));
  let rim = 0;
  for (let n = 0; n < DIRECTIONS; n++) {
    const angle = (2 * Math.PI * n) / DIRECTIONS;
    const inner = Math.abs(at(angle, radius - RIM_MM.in) - mean);
    const outer = Math.abs(at(angle, radius + RIM_MM.out) - mean);
    if (outer > step && inner < outer / 2) rim++;
  }
  return { x, y, radius, mean, score: (rim / DIRECTIONS) * Math.exp(-spread / SPREAD_HU) };
}

/** One section of each plane: the sequence with the most of a rim that bends the least. */
function bestPath(planes: readonly PlaneSections[]): (Section | null)[] {
  const backs: Int32Array[] = [];
  let total = Float64Array.from(planes[0].all, ({ score }) => score);
  for (let z = 1; z < planes.length; z++) {
    const { columns, rows, radii, all } = planes[z];
    const before = planes[z - 1].all;
    const next = new Float64Array(all.length);
    const back = new Int32Array(all.length);
    for (let row = 0, n = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let r = 0; r < radii; r++, n++) {
          let [best, from] = [-Infinity, n];
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
              for (let dr = -1; dr <= 1; dr++) {
                const [i, j, k] = [column + dx, row + dy, r + dr];
                if (i < 0 || j < 0 || k < 0 || i >= columns || j >= rows || k >= radii) continue;
                const m = (j * columns + i) * radii + k;
                const jump = Math.abs(before[m].mean - all[n].mean) / 200;
                const price = BEND * (Math.abs(dx) + Math.abs(dy) + Math.abs(dr)) + jump;
                if (total[m] - price > best) [best, from] = [total[m] - price, m];
              }
            }
          }
          next[n] = best + all[n].score;
          back[n] = from;
        }
      }
    }
    total = next;
    backs.push(back);
  }
  let at = total.indexOf(total.reduce((most, one) => Math.max(most, one), -Infinity));
  const path: Section[] = [planes[planes.length - 1].all[at]];
  for (let z = backs.length - 1; z >= 0; z--) {
    at = backs[z][at];
    path.unshift(planes[z].all[at]);
  }
  return path;
}

/** The circle through the edges around a section: where the step from blood is half done. */
function fitted(section: Section, z: number, { grid, fine }: CtAnatomy): Section {
  let { x, y, radius } = section;
  const { mean } = section;
  const step = Math.max(EDGE.leastHu, EDGE.share * (mean + 100));
  for (let round = 0; round < FIT.rounds; round++) {
    const edges: { cos: number; sin: number; mm: number }[] = [];
    for (let n = 0; n < 2 * DIRECTIONS; n++) {
      const [cos, sin] = [
        Math.cos((Math.PI * n) / DIRECTIONS),
        Math.sin((Math.PI * n) / DIRECTIONS),
      ];
      const away = (mm: number) =>
        Math.abs(
          sampleAt(fine, grid, x + (cos * mm) / grid.step, y + (sin * mm) / grid.step, z) - mean,
        );
      for (let mm = Math.max(2, radius - FIT.mm); mm < radius + FIT.mm; mm += FIT.stepMm) {
        const beyond = Math.max(away(mm + 3), away(mm + 4.5));
        if (beyond < step || away(mm) < beyond / 2) continue;
        edges.push({ cos, sin, mm });
        break;
      }
    }
    if (edges.length < DIRECTIONS / 2) return section;
    // Least squares of a circle near the one that is known: the mean edge, and how it leans.
    const lean = (of: 'cos' | 'sin') =>
      (2 * edges.reduce((sum, edge) => sum + (edge.mm - radius) * edge[of], 0)) / edges.length;
    const sorted = edges.map(({ mm }) => mm).sort((a, b) => a - b);
    // Calcified walls show an edge within the vessel.
    radius = sorted[Math.floor(0.65 * sorted.length)];
    x += (0.7 * lean('cos')) / grid.step;
    y += (0.7 * lean('sin')) / grid.step;
  }
  return { ...section, x, y, radius };
}

/** Without what is beyond the longest stretch that has a rim. */
function trimmed(path: readonly (Section | null)[]): (Section | null)[] {
  const scores = path.map((_, z) => {
    const near = [-2, -1, 0, 1, 2].flatMap(d => path[z + d] ?? []);
    return near.reduce((sum, { score }) => sum + score, 0) / near.length;
  });
  let [first, last, start] = [0, -1, 0];
  for (let z = 0; z <= path.length; z++) {
    if (z < path.length && scores[z] >= RIM.end) continue;
    if (z - start > last - first + 1) [first, last] = [start, z - 1];
    start = z + 1;
  }
  return path.map((section, z) => (z >= first && z <= last ? section : null));
}

function regionAround(path: readonly (Section | null)[], { grid }: CtAnatomy): Region {
  const { width, height, depth, step } = grid;
  const distance = new Float32Array(voxelCount(grid)).fill(1000);
  for (let z = 0; z < depth; z++) {
    // Ends are cut straight.
    const section = path[z];
    if (!section) continue;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const away = Math.hypot(x - section.x, y - section.y) * step - section.radius;
        distance[(z * height + y) * width + x] = away;
      }
    }
  }
  for (let z = 0; z < depth; z++) {
    if (path[z]) continue;
    for (const other of [z - 1, z + 1]) {
      if (!path[other]) continue;
      const area = width * height;
      for (let n = 0; n < area; n++)
        distance[z * area + n] = Math.max(step / 2, distance[other * area + n]);
    }
  }
  return { grid, distance };
}

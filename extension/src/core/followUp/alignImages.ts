import { add, subtract, type Vec3 } from '../geometry/vec3';
import { rigidAbout, type RigidTransform } from './rigid';
import { coarser, readerOf, voxelAt, type VolumeGrid } from './volumeGrid';

export interface Alignment {
  /** From the first image's world to the second's. */
  readonly transform: RigidTransform;
  /** Normalised cross-correlation of what overlaps, at most 1. */
  readonly correlation: number;
}

/** Blocks of the levels, mm; with the first steps of shift (mm) and rotation (radians). */
const LEVELS = [
  { mm: 16, shift: 16, turn: 0.12 },
  { mm: 8, shift: 4, turn: 0.04 },
  { mm: 4, shift: 1.5, turn: 0.012 },
] as const;
/** How often steps are halved on a level. */
const HALVINGS = 4;
/** So many points tell how well the images fit; more make no difference. */
const MOST_POINTS = 16_000;
/** Less overlap than this tells nothing. */
const LEAST_OVERLAP = 0.4;
/** HU that tell the body and its organs apart. */
export const CT_RANGE: readonly [number, number] = [-400, 300];

/**
 * The rigid alignment of two images of one kind: the rotation and shift of the highest normalised
 * cross-correlation, from coarse to fine, by a pattern search (Hooke and Jeeves 1961) that begins
 * where the centres of the bodies meet. A generator that yields after each comparison, so that a page
 * can go on meanwhile.
 *
 * @param range values beyond it are clipped
 * @returns null when they do not overlap enough to be compared
 * @yields the share of the work that is done, at most 1, as far as it can be known
 */
export function* alignImages(
  from: VolumeGrid,
  to: VolumeGrid,
  range: readonly [number, number],
): Generator<number, Alignment | null, void> {
  let parameters: Parameters | null = null;
  let pivot: Vec3 = [0, 0, 0];
  let correlation = -Infinity;
  for (const [level, { mm, shift, turn }] of LEVELS.entries()) {
    yield level / LEVELS.length;
    const [a, b] = [coarser(from, mm, range), coarser(to, mm, range)];
    if (!parameters) {
      const [middleA, middleB] = [bodyCentre(a, range[0]), bodyCentre(b, range[0])];
      if (!middleA || !middleB) return null;
      pivot = middleA;
      parameters = [...subtract(middleB, middleA), 0, 0, 0];
    }
    const fit = fitting(a, b, range[0], pivot);
    const steps = [shift, shift, shift, turn, turn, turn];
    const search = patternSearch(fit, parameters, steps);
    let step = search.next();
    for (; !step.done; step = search.next()) yield (level + step.value) / LEVELS.length;
    const found = step.value;
    [parameters, correlation] = [found.parameters, found.value];
  }
  if (!parameters || !Number.isFinite(correlation)) return null;
  return { transform: transformOf(pivot, parameters), correlation };
}

/** Shift in mm, then the vector of rotation in radians. */
type Parameters = readonly number[];

const transformOf = (pivot: Vec3, [x, y, z, a, b, c]: Parameters): RigidTransform =>
  rigidAbout(pivot, [a, b, c], [x, y, z]);

function bodyCentre(grid: VolumeGrid, least: number): Vec3 | null {
  let [sum, weight]: [Vec3, number] = [[0, 0, 0], 0];
  eachBodyVoxel(grid, least, at => {
    sum = add(sum, at);
    weight++;
  });
  return weight ? (sum.map(value => value / weight) as unknown as Vec3) : null;
}

function bodyVoxels({ values }: VolumeGrid, least: number): number {
  let count = 0;
  for (let n = 0; n < values.length; n++) if (values[n] > least) count++;
  return count;
}

/** Every n-th voxel of the body, in the order of the grid. */
function eachBodyVoxel(
  grid: VolumeGrid,
  least: number,
  use: (at: Vec3, value: number) => void,
  every = 1,
): void {
  const [nx, ny, nz] = grid.dims;
  let inside = 0;
  for (let k = 0, n = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, n++) {
        const value = grid.values[n];
        if (value > least && inside++ % every === 0) use(voxelAt(grid, i, j, k), value);
      }
    }
  }
}

/** Makes the function that tells how well the images fit; −Infinity where too little overlaps. */
function fitting(from: VolumeGrid, to: VolumeGrid, least: number, pivot: Vec3) {
  const points: number[] = [];
  const every = Math.max(1, Math.floor(bodyVoxels(from, least) / MOST_POINTS));
  eachBodyVoxel(from, least, ([x, y, z], value) => points.push(x, y, z, value), every);
  const used = points.length / 4;
  const read = readerOf(to);
  return (parameters: Parameters): number => {
    const { rotation, translation } = transformOf(pivot, parameters);
    const [[a, b, c], [d, e, f], [g, h, i]] = rotation;
    const [tx, ty, tz] = translation;
    let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
    for (let p = 0; p < points.length; p += 4) {
      const [x, y, z, value] = [points[p], points[p + 1], points[p + 2], points[p + 3]];
      const other = read(
        a * x + b * y + c * z + tx,
        d * x + e * y + f * z + ty,
        g * x + h * y + i * z + tz,
      );
      if (Number.isNaN(other)) continue;
      n++;
      sa += value;
      sb += other;
      saa += value * value;
      sbb += other * other;
      sab += value * other;
    }
    if (n < LEAST_OVERLAP * used) return -Infinity;
    const spread = (saa - (sa * sa) / n) * (sbb - (sb * sb) / n);
    return spread > 0 ? (sab - (sa * sb) / n) / Math.sqrt(spread) : -Infinity;
  };
}

/**
 * Tries each parameter either way as long as that helps, with smaller and smaller steps. Yields after
 * each parameter how often steps were halved, as a share.
 */
function* patternSearch(
  fit: (parameters: Parameters) => number,
  from: Parameters,
  firstSteps: Parameters,
): Generator<number, { readonly parameters: Parameters; readonly value: number }, void> {
  let [parameters, value] = [from, fit(from)];
  for (let halving = 0; halving <= HALVINGS; halving++) {
    const steps = firstSteps.map(step => step / 2 ** halving);
    for (let improves = true; improves;) {
      const before = parameters;
      for (let n = 0; n < steps.length; n++) {
        for (const sign of [1, -1]) {
          const tried = parameters.map((one, m) => (m === n ? one + sign * steps[n] : one));
          const found = fit(tried);
          if (found > value) [parameters, value] = [tried, found];
        }
        yield halving / (HALVINGS + 1);
      }
      improves = parameters !== before;
      if (!improves) continue;
      // On in the direction that helped.
      const tried = parameters.map((one, n) => 2 * one - before[n]);
      const found = fit(tried);
      if (found > value) [parameters, value] = [tried, found];
    }
  }
  return { parameters, value };
}

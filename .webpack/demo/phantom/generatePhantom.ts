import { cross, type Vec3 } from '../../../extension/src/core/geometry/vec3';
import { anatomy, type Lesions, type Part } from './anatomy';
import { noiseAt, randomStream } from './shapes';

const { floor, max, round, sqrt } = Math;

export interface PhantomOptions {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** mm */
  readonly columnSpacing: number;
  readonly rowSpacing: number;
  readonly sliceSpacing: number;
  /** Unit vectors along a row and along a column; default axial. */
  readonly orientation?: readonly [Vec3, Vec3];
  /** Centre of the volume, LPS mm; default the origin of the anatomy. */
  readonly centre?: Vec3;
  /** Slices from high to low along the normal. */
  readonly descending?: boolean;
  /** Standard deviation of the scanner's noise, HU; default 12. */
  readonly noise?: number;
  readonly seed?: number;
  /** Instead of the six. */
  readonly lesions?: Lesions;
}

/** A generated CT: attenuation in HU, and for each structure its voxels; x fastest, then y. */
export interface Phantom {
  readonly dims: readonly [number, number, number];
  readonly spacing: readonly [number, number, number];
  /** Centre of the first voxel, LPS mm. */
  readonly origin: Vec3;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** From one slice to the next, mm. */
  readonly step: Vec3;
  readonly values: Int16Array;
  readonly labels: ReadonlyMap<string, Uint8Array>;
}

const AIR = -1000;
/** What a stored value of 0 means in a CT. */
const LOWEST = -1024;
const TEXTURE_SIZE = 6;
/** Sub-voxels a side where a surface passes. */
const SUBSAMPLES = 3;

/**
 * Samples the anatomy on a grid. A voxel is the mixture of what is in it (partial volume), and
 * belongs to a structure when at least half of it does. The same options give the same voxels.
 */
export function generatePhantom(options: PhantomOptions): Phantom {
  const { columns, rows, slices, columnSpacing, rowSpacing, sliceSpacing } = options;
  const { seed = 1, noise = 12, centre = [0, 0, 0] } = options;
  const [rowDirection, columnDirection] = options.orientation ?? [
    [1, 0, 0],
    [0, 1, 0],
  ];
  const sign = options.descending ? -1 : 1;
  const normal = cross(rowDirection, columnDirection);
  const step = normal.map(c => c * sliceSpacing * sign) as unknown as Vec3;
  const a = rowDirection.map(c => c * columnSpacing) as unknown as Vec3;
  const b = columnDirection.map(c => c * rowSpacing) as unknown as Vec3;
  const origin = centre.map(
    (c, n) => c - (a[n] * (columns - 1) + b[n] * (rows - 1) + step[n] * (slices - 1)) / 2,
  ) as unknown as Vec3;

  const size = columns * rows * slices;
  const hu = new Float32Array(size).fill(AIR);
  const texture = new Float32Array(size);
  const owner = new Uint8Array(size);
  const grid: Grid = { dims: [columns, rows, slices], origin, axes: [a, b, step] };
  const sets: (readonly string[])[] = [[]];
  for (const part of anatomy(seed, options.lesions)) {
    let set = sets.findIndex(known => known.join() === (part.labels ?? []).join());
    if (set < 0) set = sets.push(part.labels ?? []) - 1;
    paint(grid, part, set, { hu, texture, owner });
  }
  addTexture(hu, texture, grid, seed);
  const values = addNoise(hu, grid, noise, seed);
  const labels = new Map<string, Uint8Array>();
  for (const name of new Set(sets.flat())) {
    const has = sets.map(set => (set.includes(name) ? 1 : 0));
    labels.set(
      name,
      owner.map(set => has[set]),
    );
  }
  return {
    dims: [columns, rows, slices],
    spacing: [columnSpacing, rowSpacing, sliceSpacing],
    origin,
    rowDirection,
    columnDirection,
    step,
    values,
    labels,
  };
}

interface Grid {
  readonly dims: readonly [number, number, number];
  readonly origin: Vec3;
  readonly axes: readonly [Vec3, Vec3, Vec3];
}

/** What the parts are painted on: attenuation, strength of texture, owner of each voxel. */
interface Canvas {
  readonly hu: Float32Array;
  readonly texture: Float32Array;
  readonly owner: Uint8Array;
}

function addTexture(
  hu: Float32Array,
  texture: Float32Array,
  { dims, origin, axes: [a, b, c] }: Grid,
  seed: number,
): void {
  for (let p = 0; p < hu.length; p++) {
    if (texture[p] < 0.5) continue;
    const i = p % dims[0];
    const j = floor(p / dims[0]) % dims[1];
    const k = floor(p / (dims[0] * dims[1]));
    const x = (origin[0] + i * a[0] + j * b[0] + k * c[0]) / TEXTURE_SIZE;
    const y = (origin[1] + i * a[1] + j * b[1] + k * c[1]) / TEXTURE_SIZE;
    const z = (origin[2] + i * a[2] + j * b[2] + k * c[2]) / TEXTURE_SIZE;
    // Smooth noise has a standard deviation of about 0.6.
    hu[p] += (texture[p] / 0.6) * noiseAt(x, y, z, seed + 99);
  }
}

function paint(grid: Grid, part: Part, set: number, { hu, texture, owner }: Canvas): void {
  const { solid } = part;
  const { dims, origin, axes } = grid;
  const [a, b, c] = axes;
  const [from, to] = indexBox(grid, solid.box);
  const halfDiagonal = Math.hypot(...[0, 1, 2].map(n => (a[n] + b[n] + c[n]) / 2)) + 0.5;
  for (let k = from[2]; k <= to[2]; k++) {
    for (let j = from[1]; j <= to[1]; j++) {
      for (let i = from[0]; i <= to[0]; i++) {
        const x = origin[0] + i * a[0] + j * b[0] + k * c[0];
        const y = origin[1] + i * a[1] + j * b[1] + k * c[1];
        const z = origin[2] + i * a[2] + j * b[2] + k * c[2];
        const d = solid.distance(x, y, z);
        if (d > halfDiagonal) continue;
        const share = d < -halfDiagonal ? 1 : coverage(solid.distance, axes, x, y, z);
        if (share === 0) continue;
        const p = (k * dims[1] + j) * dims[0] + i;
        hu[p] += share * (part.hu - hu[p]);
        texture[p] += share * ((part.texture ?? 0) - texture[p]);
        if (share >= 0.5) owner[p] = set;
      }
    }
  }
}

/** The share of a voxel that lies inside, by sub-voxels. */
function coverage(
  distance: (x: number, y: number, z: number) => number,
  [a, b, c]: readonly [Vec3, Vec3, Vec3],
  x: number,
  y: number,
  z: number,
): number {
  let inside = 0;
  for (let n = 0; n < SUBSAMPLES ** 3; n++) {
    const u = ((n % SUBSAMPLES) + 0.5) / SUBSAMPLES - 0.5;
    const v = ((floor(n / SUBSAMPLES) % SUBSAMPLES) + 0.5) / SUBSAMPLES - 0.5;
    const w = (floor(n / SUBSAMPLES ** 2) + 0.5) / SUBSAMPLES - 0.5;
    const d = distance(
      x + u * a[0] + v * b[0] + w * c[0],
      y + u * a[1] + v * b[1] + w * c[1],
      z + u * a[2] + v * b[2] + w * c[2],
    );
    if (d < 0) inside++;
  }
  return inside / SUBSAMPLES ** 3;
}

/** The range of indices that can touch a box in world space. */
function indexBox({ dims, origin, axes }: Grid, [low, high]: readonly [Vec3, Vec3]) {
  const from = [Infinity, Infinity, Infinity];
  const to = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const d = [0, 1, 2].map(n => ((corner >> n) & 1 ? high[n] : low[n]) - origin[n]);
    axes.forEach((axis, n) => {
      const length2 = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2;
      const index = (d[0] * axis[0] + d[1] * axis[1] + d[2] * axis[2]) / length2;
      from[n] = Math.min(from[n], index);
      to[n] = Math.max(to[n], index);
    });
  }
  return [
    from.map(v => Math.max(0, floor(v))),
    to.map((v, n) => Math.min(dims[n] - 1, Math.ceil(v))),
  ] as const;
}

/** Rounded HU with noise as a reconstruction kernel leaves it: correlated between neighbours. */
function addNoise(hu: Float32Array, { dims }: Grid, sd: number, seed: number): Int16Array {
  const [columns, rows, slices] = dims;
  const values = new Int16Array(hu.length);
  const next = randomStream(seed + 12345);
  const white = new Float32Array((columns + 1) * (rows + 1));
  for (let k = 0; k < slices; k++) {
    // The sum of four uniform numbers is near enough to a normal one (variance 4/12).
    for (let p = 0; p < white.length; p++) white[p] = next() + next() + next() + next() - 2;
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const q = j * (columns + 1) + i;
        const mixed = white[q] + white[q + 1] + white[q + columns + 1] + white[q + columns + 2];
        const p = (k * rows + j) * columns + i;
        values[p] = max(LOWEST, round(hu[p] + sd * mixed * sqrt(12 / 4 / 4)));
      }
    }
  }
  return values;
}

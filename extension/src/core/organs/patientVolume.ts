import { planeNormal, type ImagePlane } from '../geometry/imagePlane';
import { usualGap } from '../geometry/usualGap';
import { dot, type Vec3 } from '../geometry/vec3';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { sampleAt, type Grid } from './grid';

/** Parallel slices of one series, in the order in which they lie. */
export interface OrganStack {
  readonly planes: readonly ImagePlane[];
  /** The values of slice k. Rejects with a SamError `pixels-unavailable`. */
  read(k: number): Promise<SliceImage>;
}

/** A series as a coarse volume in the patient's axes: the same however it was acquired. */
export interface PatientVolume {
  readonly grid: Grid;
  /** Mean of what was measured around each voxel; NaN where nothing was. */
  readonly values: Float32Array;
  readonly units: SliceImage['units'];
  readonly modality: string;
  /** False where an image states no position, orientation or spacing: sides and sizes are unknown. */
  readonly placeKnown: boolean;
}

/** The step is a share of the field, within these bounds (mm). */
const STEP = { least: 2, most: 3, share: 1 / 120 };
/** A gap of so many usual ones between slices was not measured. */
const WIDEST_GAP = 3;
/** Share of what is around a voxel along the normal that has to be measured. */
const LEAST_WEIGHT = 0.3;
/** A voxel reaches half a step beyond its centre. */
const EDGE = 0.51;

/** One row of a stack's own coarse grid: along columns, rows and the normal. */
interface Axis {
  readonly direction: Vec3;
  readonly count: number;
}

/**
 * Reads a stack once, slice by slice, into a coarse volume: means over the step in the plane and
 * along the normal, then trilinear to the patient's axes. Rejects with what reading rejects with.
 *
 * @param told how far it is, 0 to 1.
 */
export async function patientVolume(
  stack: OrganStack,
  told: (done: number) => void = () => undefined,
): Promise<PatientVolume> {
  const [plane] = stack.planes;
  const normal = planeNormal(plane);
  const order = stack.planes
    .map(({ origin }, k) => ({ k, at: dot(origin, normal) }))
    .sort((a, b) => a.at - b.at);
  // A single slice stands for as much as a usual one.
  const gap = usualGap(order.map(({ at }) => at)) ?? STEP.most;
  const extent: Vec3 = [
    plane.columns * plane.columnSpacing,
    plane.rows * plane.rowSpacing,
    order[order.length - 1].at - order[0].at + gap,
  ];
  const step = Math.min(STEP.most, Math.max(STEP.least, Math.max(...extent) * STEP.share));
  const counts = extent.map(side => Math.max(1, Math.round(side / step)));
  const images: Float32Array[] = [];
  let kind: Pick<SliceImage, 'units' | 'modality'> = { units: 'arbitrary', modality: '' };
  for (const { k } of order) {
    const slice = await stack.read(k);
    kind = { units: slice.units, modality: slice.modality };
    images.push(reducedSlice(slice, step, counts[0], counts[1]));
    told(images.length / order.length);
  }
  const places = order.map(({ at }) => at);
  const middle = (places[0] + places[places.length - 1]) / 2;
  const own = alongNormal(images, places, { middle, step, count: counts[2], gap });
  const axes: Axis[] = [
    { direction: plane.rowDirection, count: counts[0] },
    { direction: plane.columnDirection, count: counts[1] },
    { direction: normal, count: counts[2] },
  ];
  const centre = centreOf(plane, normal, middle);
  const placeKnown = stack.planes.every(
    one => one.placeKnown !== false && one.spacingKnown !== false,
  );
  return { ...inPatientAxes(own, axes, centre, step), ...kind, placeKnown };
}

function centreOf(plane: ImagePlane, normal: Vec3, middle: number): Vec3 {
  const { origin, rowDirection: r, columnDirection: c } = plane;
  const u = ((plane.columns - 1) / 2) * plane.columnSpacing;
  const v = ((plane.rows - 1) / 2) * plane.rowSpacing;
  const w = middle - dot(origin, normal);
  return [0, 1, 2].map(a => origin[a] + u * r[a] + v * c[a] + w * normal[a]) as unknown as Vec3;
}

/**
 * A slice as `width × height` means over squares of the step, laid symmetrically about its centre;
 * NaN where less than half of a square was measured.
 */
function reducedSlice(slice: SliceImage, step: number, width: number, height: number) {
  const { plane, values, channels, padding } = slice;
  const measured = new Float64Array(plane.columns * plane.rows);
  const plain = new Float64Array(measured.length);
  for (let n = 0; n < plain.length; n++) {
    const at = n * channels;
    let value = values[at];
    if (channels === 3) value = (value + values[at + 1] + values[at + 2]) / 3;
    if (isBackground(value, padding)) continue;
    plain[n] = value;
    measured[n] = 1;
  }
  const sums = squareMeans(plain, plane, step, width, height);
  const shares = squareMeans(measured, plane, step, width, height);
  return sums.map((sum, n) => (shares[n] >= 0.5 ? sum / shares[n] : NaN));
}

function squareMeans(
  values: Float64Array,
  { columns, rows, columnSpacing, rowSpacing }: ImagePlane,
  step: number,
  width: number,
  height: number,
): Float32Array {
  const across = new Float64Array(width * rows);
  const sums = new Float64Array(columns + 1);
  const right = boxEdges(columns, columnSpacing, step, width);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) sums[i + 1] = sums[i] + values[j * columns + i];
    for (let x = 0; x < width; x++) across[j * width + x] = meanOf(sums, right[x], right[x + 1]);
  }
  const out = new Float32Array(width * height);
  const down = new Float64Array(rows + 1);
  const lower = boxEdges(rows, rowSpacing, step, height);
  for (let x = 0; x < width; x++) {
    for (let j = 0; j < rows; j++) down[j + 1] = down[j] + across[j * width + x];
    for (let y = 0; y < height; y++) out[y * width + x] = meanOf(down, lower[y], lower[y + 1]);
  }
  return out;
}

/** Edges of `count` steps about the middle of `pixels` pixels, in pixel edges from 0. */
const boxEdges = (pixels: number, spacing: number, step: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, n) =>
    Math.min(pixels, Math.max(0, pixels / 2 + ((n - count / 2) * step) / spacing)),
  );

/** The mean between two edges, from the sums up to each whole one. */
function meanOf(sums: Float64Array, from: number, to: number): number {
  return to > from ? (sumUpTo(sums, to) - sumUpTo(sums, from)) / (to - from) : NaN;
}

function sumUpTo(sums: Float64Array, edge: number): number {
  const whole = Math.min(Math.floor(edge), sums.length - 2);
  return sums[whole] + (edge - whole) * (sums[whole + 1] - sums[whole]);
}

/** Planes of the step's distance: each from the slices within a step of it, or from both neighbours. */
function alongNormal(
  images: readonly Float32Array[],
  places: readonly number[],
  {
    middle,
    step,
    count,
    gap,
  }: {
    readonly middle: number;
    readonly step: number;
    readonly count: number;
    readonly gap: number;
  },
): Float32Array {
  const area = images[0].length;
  const out = new Float32Array(area * count).fill(NaN);
  for (let z = 0; z < count; z++) {
    const at = middle + (z - (count - 1) / 2) * step;
    const weights = weightsAt(places, at, step, gap);
    if (!weights.length) continue;
    const plane = out.subarray(z * area, (z + 1) * area);
    for (let n = 0; n < area; n++) {
      let [sum, total] = [0, 0];
      for (const { k, weight } of weights) {
        const value = images[k][n];
        if (Number.isNaN(value)) continue;
        sum += weight * value;
        total += weight;
      }
      if (total >= LEAST_WEIGHT) plane[n] = sum / total;
    }
  }
  return out;
}

function weightsAt(places: readonly number[], at: number, step: number, gap: number) {
  const above = places.findIndex(place => place >= at);
  const [low, high] = [above < 0 ? places.length - 1 : above - 1, above < 0 ? -1 : above];
  const hole = low >= 0 && high >= 0 ? places[high] - places[low] : gap;
  const nearest = Math.min(
    low >= 0 ? at - places[low] : Infinity,
    high >= 0 ? places[high] - at : Infinity,
  );
  if (hole > WIDEST_GAP * gap + 0.01 && nearest > gap / 2 + step) return [];
  const reach = Math.max(step, hole);
  const weights = places.flatMap((place, k) => {
    const weight = 1 - Math.abs(place - at) / reach;
    return weight > 1e-6 ? [{ k, weight }] : [];
  });
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return weights.map(({ k, weight }) => ({ k, weight: weight / total }));
}

/** The stack's own volume along x, y and z of the patient, in the box that holds it. */
function inPatientAxes(own: Float32Array, axes: readonly Axis[], centre: Vec3, step: number) {
  const counts = [0, 1, 2].map(a => {
    const reach = axes.reduce((sum, axis) => sum + Math.abs(axis.direction[a]) * axis.count, 0);
    return Math.max(1, Math.round(reach));
  });
  const [width, height, depth] = counts;
  const origin = [0, 1, 2].map(a => centre[a] - ((counts[a] - 1) / 2) * step) as unknown as Vec3;
  const grid: Grid = { width, height, depth, step, origin };
  const box = { width: axes[0].count, height: axes[1].count, depth: axes[2].count };
  const values = new Float32Array(width * height * depth).fill(NaN);
  const from = (a: number, z: number, y: number) => {
    const { direction: d, count } = axes[a];
    return d[1] * (y - (height - 1) / 2) + d[2] * (z - (depth - 1) / 2) + (count - 1) / 2;
  };
  const [du, dv, dw] = axes.map(({ direction }) => direction[0]);
  for (let z = 0, n = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const [u0, v0, w0] = [from(0, z, y), from(1, z, y), from(2, z, y)];
      for (let x = 0; x < width; x++, n++) {
        const along = x - (width - 1) / 2;
        const [u, v, w] = [u0 + along * du, v0 + along * dv, w0 + along * dw];
        if (u < -EDGE || v < -EDGE || w < -EDGE) continue;
        if (u > box.width - 1 + EDGE || v > box.height - 1 + EDGE || w > box.depth - 1 + EDGE)
          continue;
        const value = sampleAt(own, box, u, v, w);
        // At the rim of what was measured the nearest voxel stands for all.
        values[n] = Number.isNaN(value) ? nearestIn(own, box, u, v, w) : value;
      }
    }
  }
  return { grid, values };
}

function nearestIn(
  field: Float32Array,
  { width, height, depth }: Pick<Grid, 'width' | 'height' | 'depth'>,
  x: number,
  y: number,
  z: number,
): number {
  const at = (place: number, count: number) => Math.min(Math.max(Math.round(place), 0), count - 1);
  return field[(at(z, depth) * height + at(y, height)) * width + at(x, width)];
}

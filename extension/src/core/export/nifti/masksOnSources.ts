import { pixelToWorld } from '../../geometry/imagePlane';
import { subtract, type Vec3 } from '../../geometry/vec3';
import { type RegionMask } from '../../mask/regionMask';
import { sourcePlane, type SourceImage } from '../dicom/source';
import { pointToIndex } from './affine';
import { type LabelValues, type NiftiLabels } from './readNifti';

/** Voxel centres may lie off pixel centres by this part of a voxel. */
const OFF_GRID = 0.1;

/**
 * The masks of each label on images of the same grid, whatever the order of its axes: by label, then
 * by index of the source. Images without a place, turned against the grid, or beside it hold none.
 *
 * @throws Error with a plain sentence when no image lies on the grid
 */
export function masksOnSources(
  nifti: NiftiLabels,
  sources: readonly SourceImage[],
): Map<number, Map<number, RegionMask>> {
  const masks = new Map<number, Map<number, RegionMask>>();
  let [placed, onGrid] = [0, 0];
  sources.forEach((source, index) => {
    if (!source.geometry) return;
    placed++;
    const walk = walkOf(nifti, source);
    if (!walk) return;
    onGrid++;
    for (const [label, mask] of labelMasks(nifti.labels, walk)) {
      const ofLabel = masks.get(label) ?? new Map<number, RegionMask>();
      masks.set(label, ofLabel.set(index, mask));
    }
  });
  if (placed === 0) throw new Error('The images have no place in the patient.');
  if (onGrid === 0) throw new Error('The NIfTI file lies on another grid than the images.');
  return masks;
}

/** How an image's pixels lie in the voxels: at `start + i * right + j * below`. */
interface Walk {
  readonly start: number;
  readonly right: number;
  readonly below: number;
  /** The pixels that lie on the volume: from, and up to but not including. */
  readonly columns: readonly [number, number];
  readonly rows: readonly [number, number];
}

/** Null for an image that is not on the grid. */
function walkOf({ dims, affine }: NiftiLabels, source: SourceImage): Walk | null {
  const plane = sourcePlane(source, source.geometry!);
  const at = (i: number, j: number) => pointToIndex(affine, pixelToWorld(plane, [i, j]));
  const corner = at(0, 0);
  const [right, below] = [subtract(at(1, 0), corner), subtract(at(0, 1), corner)];
  const origin = corner.map(Math.round) as unknown as Vec3;
  const steps = [right, below].map(step => step.map(Math.round) as unknown as Vec3);
  // The farthest pixels tell: between them the way is straight.
  const isOnGrid = [
    [0, 0],
    [source.columns - 1, 0],
    [0, source.rows - 1],
  ].every(([i, j]) =>
    corner.every((c, axis) => {
      const exact = c + i * right[axis] + j * below[axis];
      const voxel = origin[axis] + i * steps[0][axis] + j * steps[1][axis];
      return Math.abs(exact - voxel) <= OFF_GRID;
    }),
  );
  if (!isOnGrid) return null;
  const strides = [1, dims[0], dims[0] * dims[1]];
  const flat = (v: Vec3) => v[0] * strides[0] + v[1] * strides[1] + v[2] * strides[2];
  const columns = inside(dims, origin, steps, 0, source.columns);
  const rows = inside(dims, origin, steps, 1, source.rows);
  if (columns[0] >= columns[1] || rows[0] >= rows[1]) return null;
  return { start: flat(origin), right: flat(steps[0]), below: flat(steps[1]), columns, rows };
}

/** The pixels along a row (0) or column (1) that lie on the volume. */
function inside(
  dims: readonly number[],
  origin: Vec3,
  steps: readonly Vec3[],
  along: 0 | 1,
  count: number,
): readonly [number, number] {
  let [from, to] = [0, count];
  dims.forEach((size, axis) => {
    const step = steps[along][axis];
    // An axis across the image: all of it, or nothing, lies within.
    if (step === 0) {
      const isAcross = steps[1 - along][axis] === 0;
      if (isAcross && (origin[axis] < 0 || origin[axis] >= size)) to = 0;
      return;
    }
    const [a, b] = [-origin[axis] / step, (size - 1 - origin[axis]) / step];
    from = Math.max(from, Math.ceil(Math.min(a, b)));
    to = Math.min(to, Math.floor(Math.max(a, b)) + 1);
  });
  return [from, to];
}

interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Row, first column, and the one after the last, of each run. */
  readonly runs: number[];
}

/** The mask of each label on one image. */
function labelMasks(labels: LabelValues, walk: Walk): Map<number, RegionMask> {
  const found = new Map<number, Bounds>();
  const [[left, right], [top, bottom]] = [walk.columns, walk.rows];
  for (let j = top; j < bottom; j++) {
    const row = walk.start + j * walk.below;
    for (let i = left; i < right; i++) {
      const label = labels[row + i * walk.right];
      if (label === 0) continue;
      const first = i;
      while (i + 1 < right && labels[row + (i + 1) * walk.right] === label) i++;
      addRun(found, label, j, first, i + 1);
    }
  }
  return new Map([...found].map(([label, bounds]) => [label, painted(bounds)]));
}

function addRun(
  found: Map<number, Bounds>,
  label: number,
  row: number,
  from: number,
  to: number,
): void {
  const bounds = found.get(label);
  if (!bounds) {
    const runs = [row, from, to];
    found.set(label, { left: from, top: row, right: to, bottom: row + 1, runs });
    return;
  }
  bounds.left = Math.min(bounds.left, from);
  bounds.right = Math.max(bounds.right, to);
  bounds.bottom = row + 1;
  bounds.runs.push(row, from, to);
}

function painted({ left, top, right, bottom, runs }: Bounds): RegionMask {
  const width = right - left;
  const data = new Uint8Array(width * (bottom - top));
  for (let n = 0; n < runs.length; n += 3) {
    const row = (runs[n] - top) * width - left;
    data.fill(1, row + runs[n + 1], row + runs[n + 2]);
  }
  return { x: left, y: top, width, height: bottom - top, data };
}

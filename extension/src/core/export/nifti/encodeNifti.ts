import { planeNormal } from '../../geometry/imagePlane';
import { length, scale, subtract, type Vec3 } from '../../geometry/vec3';
import { type RegionMask } from '../../mask/regionMask';
import { sourcePlane, type SourceImage } from '../dicom/source';
import { type SourceGroup, type SourceLayout } from '../dicom/sourceLayout';
import { type ExportSegment } from '../exportInput';
import { ExportRefusal, type ExportReason } from '../reasons';
import { flipAffine, type VoxelAffine } from './affine';

/** The header of NIfTI-1 and the four bytes that follow it. */
const NIFTI_DATA_OFFSET = 352;
const UINT8 = 2;
const UINT16 = 512;
const MOST_SEGMENTS = 0xffff;
/** Positions that differ from an even spacing by more are uneven, mm. */
const UNEVEN = 0.05;

export interface EncodedNifti {
  /** An uncompressed .nii file. */
  readonly bytes: ArrayBuffer;
  /** Indices of its sources, slice by slice. */
  readonly indices: readonly number[];
  /** Indices of the segments that it holds. */
  readonly written: readonly number[];
}

/**
 * Segments as NIfTI-1 label maps: segment n of the input has the value n + 1. The affine is exact
 * for oblique and tilted series. A label map has one grid, one image at a place and one label a
 * voxel: there is one for each stack of images that is marked, and more where segments overlap.
 *
 * A stack that can't be written is left out, with the reason, where another one can.
 *
 * @throws ExportRefusal `no-voxels`, `no-place`, `too-many-segments`, or `uneven-grid`: a NIfTI grid
 *   is even, so no slice may be missing
 */
export function encodeNiftis(
  sources: readonly SourceImage[],
  layout: SourceLayout,
  segments: readonly ExportSegment[],
): { readonly encoded: readonly EncodedNifti[]; readonly leftOut?: ExportReason } {
  if (segments.length > MOST_SEGMENTS) {
    const detail = `A label map numbers ${MOST_SEGMENTS} segments at most.`;
    throw new ExportRefusal('too-many-segments', detail);
  }
  const isMarked = (index: number) => segments.some(({ maskOf }) => maskOf(index) !== null);
  const stacks = layout.groups.flatMap(group =>
    group.stacks.filter(stack => stack.some(isMarked)).map(stack => ({ group, stack })),
  );
  if (stacks.length === 0) throw new ExportRefusal('no-voxels', 'No segment holds a voxel.');
  const refusals: ExportRefusal[] = [];
  const encoded = stacks.flatMap(({ group, stack }) => {
    try {
      return encodeStack(sources, group, stack, segments);
    } catch (error) {
      if (!(error instanceof ExportRefusal)) throw error;
      refusals.push(error);
      return [];
    }
  });
  const [refusal] = refusals;
  if (encoded.length === 0 && refusal) throw refusal;
  return { encoded, ...(refusal && { leftOut: refusal.reason }) };
}

function encodeStack(
  sources: readonly SourceImage[],
  group: SourceGroup,
  stack: readonly number[],
  segments: readonly ExportSegment[],
): EncodedNifti[] {
  if (!group.isPlaced) {
    throw new ExportRefusal('no-place', 'NIfTI needs images with a place in the patient.');
  }
  const affine = flipAffine(stackAffine(stack.map(index => sources[index])));
  const { columns, rows } = sources[group.indices[0]];
  return withoutOverlap(segments, stack).map(written => {
    const isWide = Math.max(...written) >= 255;
    const bytes = new ArrayBuffer(
      NIFTI_DATA_OFFSET + columns * rows * stack.length * (isWide ? 2 : 1),
    );
    const isFlat = stack.length === 1 && !sources[stack[0]].geometry?.sliceThickness;
    const dims = isFlat ? [columns, rows] : [columns, rows, stack.length];
    writeHeader(new DataView(bytes), dims, affine, isWide);
    const voxels = isWide
      ? new Uint16Array(bytes, NIFTI_DATA_OFFSET)
      : new Uint8Array(bytes, NIFTI_DATA_OFFSET);
    stack.forEach((index, k) => {
      const slice = voxels.subarray(columns * rows * k, columns * rows * (k + 1));
      for (const n of written) paint(slice, columns, segments[n].maskOf(index), n + 1);
    });
    return { bytes, indices: stack, written };
  });
}

/** Sets the mask's pixels of a slice to a label. */
export function paint(
  slice: Uint8Array | Uint16Array,
  columns: number,
  mask: RegionMask | null,
  label: number,
): void {
  if (!mask) return;
  for (let v = 0, n = 0; v < mask.height; v++) {
    const row = (mask.y + v) * columns + mask.x;
    for (let u = 0; u < mask.width; u++, n++) if (mask.data[n]) slice[row + u] = label;
  }
}

/** The segments marked on a stack, in as few sets as let none overlap another of its set. */
function withoutOverlap(segments: readonly ExportSegment[], stack: readonly number[]): number[][] {
  const sets: { readonly written: number[]; readonly masks: Map<number, RegionMask[]> }[] = [];
  segments.forEach(({ maskOf }, n) => {
    const own = stack.flatMap(index => {
      const mask = maskOf(index);
      return mask ? [{ index, mask }] : [];
    });
    if (own.length === 0) return;
    let set = sets.find(({ masks }) =>
      own.every(({ index, mask }) => !masks.get(index)?.some(other => overlap(mask, other))),
    );
    if (!set) sets.push((set = { written: [], masks: new Map() }));
    set.written.push(n);
    for (const { index, mask } of own) {
      const masks = set.masks.get(index) ?? [];
      set.masks.set(index, masks);
      masks.push(mask);
    }
  });
  return sets.map(({ written }) => written);
}

function overlap(a: RegionMask, b: RegionMask): boolean {
  const [left, right] = [Math.max(a.x, b.x), Math.min(a.x + a.width, b.x + b.width)];
  const [top, bottom] = [Math.max(a.y, b.y), Math.min(a.y + a.height, b.y + b.height)];
  for (let j = top; j < bottom; j++) {
    const [rowA, rowB] = [(j - a.y) * a.width - a.x, (j - b.y) * b.width - b.x];
    for (let i = left; i < right; i++) if (a.data[rowA + i] && b.data[rowB + i]) return true;
  }
  return false;
}

/** The even grid of sorted slices of one size and direction, in LPS mm. */
function stackAffine(sorted: readonly SourceImage[]): VoxelAffine {
  const planes = sorted.map(source => sourcePlane(source, source.geometry!));
  const [first] = planes;
  const last = planes[planes.length - 1];
  const step: Vec3 =
    planes.length > 1
      ? scale(subtract(last.origin, first.origin), 1 / (planes.length - 1))
      : scale(planeNormal(first), sorted[0].geometry?.sliceThickness ?? 1);
  planes.forEach((plane, k) => {
    const off = subtract(subtract(plane.origin, first.origin), scale(step, k));
    if (length(off) > UNEVEN) {
      throw new ExportRefusal('uneven-grid', 'The slices are no even grid, which NIfTI needs.');
    }
  });
  return {
    steps: [
      scale(first.rowDirection, first.columnSpacing),
      scale(first.columnDirection, first.rowSpacing),
      step,
    ],
    origin: first.origin,
  };
}

/** NIfTI-1 header (nifti1.h) with the affine as sform, scanner coordinates, in RAS mm. */
function writeHeader(
  view: DataView,
  dims: readonly number[],
  { steps, origin }: VoxelAffine,
  isWide: boolean,
): void {
  const short = (at: number, value: number) => view.setInt16(at, value, true);
  const float = (at: number, value: number) => view.setFloat32(at, value, true);
  view.setInt32(0, 348, true);
  // A single slice of unknown thickness is a picture of two dimensions.
  [dims.length, ...dims, 1, 1, 1, 1, 1].slice(0, 8).forEach((dim, n) => short(40 + 2 * n, dim));
  short(68, 1002); // intent: labels
  short(70, isWide ? UINT16 : UINT8);
  short(72, isWide ? 16 : 8);
  [1, ...steps.map(length)].forEach((size, n) => float(76 + 4 * n, size));
  float(108, NIFTI_DATA_OFFSET);
  float(112, 1); // slope
  view.setUint8(123, 2); // mm
  short(252, 0); // no qform: it knows no tilt
  short(254, 1); // sform: scanner
  [0, 1, 2].forEach(axis => {
    [...steps.map(step => step[axis]), origin[axis]].forEach((value, n) =>
      float(280 + 16 * axis + 4 * n, value),
    );
  });
  [0x6e, 0x2b, 0x31, 0].forEach((byte, n) => view.setUint8(344 + n, byte)); // "n+1"
}

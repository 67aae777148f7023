import { SamError } from '../../errors';
import { planeNormal } from '../../geometry/imagePlane';
import { length, scale, subtract, type Vec3 } from '../../geometry/vec3';
import { type SourceImage, sourcePlane, stackOrder } from '../dicom/source';
import { type ExportSegment } from '../exportInput';
import { flipAffine, type VoxelAffine } from './affine';

/** The header of NIfTI-1 and the four bytes that follow it. */
export const NIFTI_DATA_OFFSET = 352;
const UINT8 = 2;
const UINT16 = 512;
/** Positions that differ from an even spacing by more are uneven, mm. */
const UNEVEN = 0.05;

export interface EncodedNifti {
  /** An uncompressed .nii file. */
  readonly bytes: ArrayBuffer;
  /** Voxels that more than one segment holds: the later one is written. */
  readonly overlapping: number;
}

/**
 * Segments as a NIfTI-1 label map: segment n of the input has the value n + 1, where segments
 * overlap the later one. The affine is exact for oblique and tilted series.
 *
 * @throws SamError `save-failed` for images without a place in the patient, of several grids, or
 *   with slices missing: a NIfTI grid is even
 */
export function encodeNifti(
  sources: readonly SourceImage[],
  segments: readonly ExportSegment[],
): EncodedNifti {
  const order = stackOrder(sources);
  const [{ columns, rows }] = sources;
  const affine = flipAffine(stackAffine(order.map(index => sources[index])));
  const isWide = segments.length > 255;
  const area = columns * rows;
  const bytesPerVoxel = isWide ? 2 : 1;
  const bytes = new ArrayBuffer(NIFTI_DATA_OFFSET + area * order.length * bytesPerVoxel);
  writeHeader(new DataView(bytes), [columns, rows, order.length], affine, isWide);
  const voxels = isWide
    ? new Uint16Array(bytes, NIFTI_DATA_OFFSET)
    : new Uint8Array(bytes, NIFTI_DATA_OFFSET);
  let overlapping = 0;
  order.forEach((index, k) => {
    segments.forEach((segment, n) => {
      segment.maskOf(index)?.forEach((inside, at) => {
        if (!inside) return;
        if (voxels[k * area + at]) overlapping++;
        voxels[k * area + at] = n + 1;
      });
    });
  });
  return { bytes, overlapping };
}

/** The even grid of sorted slices in LPS mm. */
function stackAffine(sorted: readonly SourceImage[]): VoxelAffine {
  const planes = sorted.map(source => {
    if (!source.geometry) {
      throw new SamError('save-failed', 'NIfTI needs images with a place in the patient.');
    }
    return sourcePlane(source, source.geometry);
  });
  const [first] = planes;
  const last = planes[planes.length - 1];
  const step: Vec3 =
    planes.length > 1
      ? scale(subtract(last.origin, first.origin), 1 / (planes.length - 1))
      : scale(planeNormal(first), sorted[0].geometry?.sliceThickness ?? 1);
  planes.forEach((plane, k) => {
    const even = subtract(subtract(plane.origin, first.origin), scale(step, k));
    const turned =
      length(subtract(plane.rowDirection, first.rowDirection)) +
      length(subtract(plane.columnDirection, first.columnDirection));
    const isSameGrid =
      plane.columns === first.columns &&
      plane.rows === first.rows &&
      plane.columnSpacing === first.columnSpacing &&
      plane.rowSpacing === first.rowSpacing &&
      turned < 1e-4;
    if (!isSameGrid || length(even) > UNEVEN) {
      throw new SamError('save-failed', 'The slices are no even grid, which NIfTI needs.');
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
  [3, ...dims, 1, 1, 1, 1].forEach((dim, n) => short(40 + 2 * n, dim));
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

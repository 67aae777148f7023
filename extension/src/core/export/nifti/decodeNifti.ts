import { pixelToWorld } from '../../geometry/imagePlane';
import { type Vec3 } from '../../geometry/vec3';
import { sourcePlane, type SourceImage } from '../dicom/source';
import { flipAffine, pointToIndex, type VoxelAffine } from './affine';

export interface NiftiLabels {
  readonly dims: readonly [number, number, number];
  /** Index to LPS mm. */
  readonly affine: VoxelAffine;
  /** Rounded values, x fastest. */
  readonly labels: Uint16Array;
}

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** Data types (nifti1.h): bytes and how they are read. */
const TYPES: Readonly<Record<number, readonly [bytes: number, read: Read]>> = {
  2: [1, (view, at) => view.getUint8(at)],
  4: [2, (view, at, little) => view.getInt16(at, little)],
  8: [4, (view, at, little) => view.getInt32(at, little)],
  16: [4, (view, at, little) => view.getFloat32(at, little)],
  64: [8, (view, at, little) => view.getFloat64(at, little)],
  256: [1, (view, at) => view.getInt8(at)],
  512: [2, (view, at, little) => view.getUint16(at, little)],
  768: [4, (view, at, little) => view.getUint32(at, little)],
};

/**
 * Reads the first volume of an uncompressed NIfTI-1 file as labels, with its sform or else qform.
 *
 * @throws Error with a plain sentence
 */
export function decodeNifti(bytes: ArrayBuffer): NiftiLabels {
  const view = new DataView(bytes);
  const little = bytes.byteLength >= 348 && view.getInt32(0, true) === 348;
  if (!little && (bytes.byteLength < 348 || view.getInt32(0, false) !== 348)) {
    throw new Error('This is no NIfTI-1 file.');
  }
  const short = (at: number) => view.getInt16(at, little);
  const float = (at: number) => view.getFloat32(at, little);
  const dims = [42, 44, 46].map(at => Math.max(1, short(at))) as unknown as [
    number,
    number,
    number,
  ];
  const type = TYPES[short(70)];
  if (!type) throw new Error('The NIfTI file has values of an unknown type.');
  const [size, read] = type;
  const start = float(108);
  const count = dims[0] * dims[1] * dims[2];
  if (start + count * size > bytes.byteLength) throw new Error('The NIfTI file ends too early.');
  const slope = float(112) || 1;
  const intercept = float(116);
  const labels = Uint16Array.from({ length: count }, (_, n) =>
    Math.max(0, Math.round(read(view, start + n * size, little) * slope + intercept)),
  );
  const affine = short(254) > 0 ? sform(float) : short(252) > 0 ? qform(float) : null;
  if (!affine) throw new Error('The NIfTI file does not say where it lies in the patient.');
  return { dims, affine: flipAffine(affine), labels };
}

function sform(float: (at: number) => number): VoxelAffine {
  const column = (n: number): Vec3 => [float(280 + 4 * n), float(296 + 4 * n), float(312 + 4 * n)];
  return { steps: [column(0), column(1), column(2)], origin: column(3) };
}

/** The quaternion form (nifti1.h, method 2). */
function qform(float: (at: number) => number): VoxelAffine {
  const [b, c, d] = [256, 260, 264].map(float);
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [dx, dy, dz] = [80, 84, 88].map(float);
  const handed = float(76) < 0 ? -1 : 1;
  const times = (v: Vec3, s: number): Vec3 => [v[0] * s, v[1] * s, v[2] * s];
  return {
    steps: [
      times([a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)], dx),
      times([2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)], dy),
      times([2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c], dz * handed),
    ],
    origin: [float(268), float(272), float(276)],
  };
}

/** Voxel centres may lie off pixel centres by this part of a voxel. */
const OFF_GRID = 0.1;

/**
 * The masks of each label on images of the same grid, whatever the order of its axes: by label, then
 * by index of the source, columns × rows, 0 or 1.
 *
 * @throws Error with a plain sentence when the grids differ
 */
export function masksOnSources(
  { dims, affine, labels }: NiftiLabels,
  sources: readonly SourceImage[],
): Map<number, Map<number, Uint8Array>> {
  const masks = new Map<number, Map<number, Uint8Array>>();
  sources.forEach((source, index) => {
    if (!source.geometry) throw new Error('The images have no place in the patient.');
    const plane = sourcePlane(source, source.geometry);
    const [corner, right, below] = (
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as const
    ).map(pixel => pointToIndex(affine, pixelToWorld(plane, pixel)));
    for (let j = 0; j < source.rows; j++) {
      for (let i = 0; i < source.columns; i++) {
        const at = corner.map(
          (start, axis) => start + i * (right[axis] - start) + j * (below[axis] - start),
        );
        const voxel = at.map(Math.round);
        if (voxel.some((v, axis) => v < 0 || v >= dims[axis])) continue;
        if (at.some((v, axis) => Math.abs(v - voxel[axis]) > OFF_GRID)) {
          throw new Error('The NIfTI file lies on another grid than the images.');
        }
        const label = labels[voxel[0] + dims[0] * (voxel[1] + dims[1] * voxel[2])];
        if (label === 0) continue;
        const ofLabel = masks.get(label) ?? new Map<number, Uint8Array>();
        masks.set(label, ofLabel);
        const mask = ofLabel.get(index) ?? new Uint8Array(source.columns * source.rows);
        ofLabel.set(index, mask);
        mask[j * source.columns + i] = 1;
      }
    }
  });
  return masks;
}

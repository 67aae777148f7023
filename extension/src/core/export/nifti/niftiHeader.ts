import { type Vec3 } from '../../geometry/vec3';
import { type VoxelAffine } from './affine';

/** What a label map needs of a NIfTI header (nifti1.h, nifti2.h). */
export interface NiftiHeader {
  readonly isLittle: boolean;
  readonly dims: readonly [number, number, number];
  readonly type: number;
  /** Where the values begin, bytes. */
  readonly start: number;
  readonly slope: number;
  readonly intercept: number;
  /** pixdim: the handedness, then the size along each axis. */
  readonly sizes: readonly number[];
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quaternion: Vec3;
  readonly offset: Vec3;
  /** RAS mm; may hold anything where its code is 0. */
  readonly sform: VoxelAffine;
}

/** Where the fields of a version lie, and how they are read. */
interface Layout {
  readonly headerSize: number;
  readonly dims: number;
  readonly type: number;
  readonly sizes: number;
  readonly start: number;
  readonly slope: number;
  readonly intercept: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quaternion: number;
  readonly offset: number;
  readonly sform: number;
  /** Bytes of a real number, of dimensions, and of codes. */
  readonly bytes: { readonly real: 4 | 8; readonly dim: 2 | 8; readonly code: 2 | 4 };
}

const NIFTI_1: Layout = {
  headerSize: 348,
  ...{ dims: 40, type: 70, sizes: 76, start: 108, slope: 112, intercept: 116 },
  ...{ qformCode: 252, sformCode: 254, quaternion: 256, offset: 268, sform: 280 },
  bytes: { real: 4, dim: 2, code: 2 },
};

const NIFTI_2: Layout = {
  headerSize: 540,
  ...{ dims: 16, type: 12, sizes: 104, start: 168, slope: 176, intercept: 184 },
  ...{ qformCode: 344, sformCode: 348, quaternion: 352, offset: 376, sform: 400 },
  bytes: { real: 8, dim: 8, code: 4 },
};

/**
 * Reads the header of a NIfTI-1 or NIfTI-2 file of either byte order.
 *
 * @throws Error with a plain sentence
 */
export function readHeader(view: DataView): NiftiHeader {
  const { layout, isLittle } = layoutOf(view);
  const { bytes } = layout;
  const real = (at: number) =>
    bytes.real === 4 ? view.getFloat32(at, isLittle) : view.getFloat64(at, isLittle);
  const dim = (n: number) => {
    const at = layout.dims + n * bytes.dim;
    return bytes.dim === 2 ? view.getInt16(at, isLittle) : Number(view.getBigInt64(at, isLittle));
  };
  const code = (at: number) =>
    bytes.code === 2 ? view.getInt16(at, isLittle) : view.getInt32(at, isLittle);
  const reals = (at: number, count: number) =>
    Array.from({ length: count }, (_, n) => real(at + n * bytes.real));
  const rows = [0, 1, 2].map(row => reals(layout.sform + 4 * row * bytes.real, 4));
  const column = (n: number): Vec3 => [rows[0][n], rows[1][n], rows[2][n]];
  return {
    isLittle,
    dims: [1, 2, 3].map(n => Math.max(1, dim(n))) as [number, number, number],
    type: view.getInt16(layout.type, isLittle),
    start:
      layout === NIFTI_1 ? real(layout.start) : Number(view.getBigInt64(layout.start, isLittle)),
    slope: real(layout.slope),
    intercept: real(layout.intercept),
    sizes: reals(layout.sizes, 4),
    qformCode: code(layout.qformCode),
    sformCode: code(layout.sformCode),
    quaternion: reals(layout.quaternion, 3) as unknown as Vec3,
    offset: reals(layout.offset, 3) as unknown as Vec3,
    sform: { steps: [column(0), column(1), column(2)], origin: column(3) },
  };
}

/** By the size that the header states of itself. */
function layoutOf(view: DataView): { readonly layout: Layout; readonly isLittle: boolean } {
  for (const layout of [NIFTI_1, NIFTI_2]) {
    for (const isLittle of [true, false]) {
      const { headerSize } = layout;
      if (view.byteLength >= headerSize && view.getInt32(0, isLittle) === headerSize) {
        return { layout, isLittle };
      }
    }
  }
  throw new Error('This is no NIfTI file.');
}

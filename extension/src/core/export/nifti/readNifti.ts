import { gunzipSync } from 'fflate';
import { cross, dot, scale } from '../../geometry/vec3';
import { flipAffine, type VoxelAffine } from './affine';
import { readHeader, type NiftiHeader } from './niftiHeader';

/** Labels as whole numbers; 0 is outside. */
export type LabelValues = Uint8Array | Uint16Array | Uint32Array;

export interface NiftiLabels {
  readonly dims: readonly [number, number, number];
  /** Index to LPS mm. */
  readonly affine: VoxelAffine;
  /** Rounded values, x fastest; what is negative or no number is 0. */
  readonly labels: LabelValues;
}

type Values = { readonly length: number; [index: number]: number | bigint };
type ArrayType = new (buffer: ArrayBuffer) => Values & ArrayBufferView;

/** Data types (nifti1.h) and the arrays that hold them. */
const TYPES: Readonly<Record<number, readonly [bytes: number, type: ArrayType]>> = {
  2: [1, Uint8Array],
  4: [2, Int16Array],
  8: [4, Int32Array],
  16: [4, Float32Array],
  64: [8, Float64Array],
  256: [1, Int8Array],
  512: [2, Uint16Array],
  768: [4, Uint32Array],
  1024: [8, BigInt64Array],
  1280: [8, BigUint64Array],
};

/**
 * Reads the first volume of a NIfTI-1 or NIfTI-2 file, gzipped or not, as labels, with its sform or
 * else qform.
 *
 * @throws Error with a plain sentence
 */
export function readNifti(file: ArrayBuffer): NiftiLabels {
  const bytes = unzipped(file);
  const header = readHeader(new DataView(bytes));
  const { dims } = header;
  return {
    dims,
    affine: flipAffine(affineOf(header)),
    labels: readLabels(header, bytes, dims[0] * dims[1] * dims[2]),
  };
}

function unzipped(file: ArrayBuffer): ArrayBuffer {
  const [first, second] = new Uint8Array(file, 0, Math.min(2, file.byteLength));
  if (first !== 0x1f || second !== 0x8b) return file;
  try {
    return gunzipSync(new Uint8Array(file)).buffer as ArrayBuffer;
  } catch (error) {
    throw new Error('The gzipped file is damaged or ends too early.', { cause: error });
  }
}

function readLabels(header: NiftiHeader, bytes: ArrayBuffer, count: number): LabelValues {
  const known = TYPES[header.type];
  if (!known) throw new Error('The NIfTI file has values of an unknown type.');
  const [size, type] = known;
  const start = Math.round(header.start);
  if (!(start >= 0) || start + count * size > bytes.byteLength) {
    throw new Error('The NIfTI file ends too early.');
  }
  const data = bytes.slice(start, start + count * size);
  if (!header.isLittle && size > 1) swapBytes(data, size);
  const values = new type(data);
  // A slope of 0 means that nothing is scaled (nifti1.h); so does one that is no number.
  const isScaled = Number.isFinite(header.slope) && header.slope !== 0;
  const slope = isScaled ? header.slope : 1;
  const intercept = isScaled && Number.isFinite(header.intercept) ? header.intercept : 0;
  const isPlain = slope === 1 && intercept === 0;
  if (isPlain && (values instanceof Uint8Array || values instanceof Uint16Array)) return values;
  const labels = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    const label = Math.round(Number(values[n]) * slope + intercept);
    if (label > 0 && label <= 0xffffffff) labels[n] = label;
  }
  return labels;
}

function swapBytes(data: ArrayBuffer, size: number): void {
  const bytes = new Uint8Array(data);
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** The sform where it is one, else the qform, in RAS mm. */
function affineOf(header: NiftiHeader): VoxelAffine {
  const { qformCode, sformCode } = header;
  if (qformCode <= 0 && sformCode <= 0) {
    throw new Error('The NIfTI file does not say where it lies in the patient.');
  }
  const forms = [
    ...(sformCode > 0 ? [header.sform] : []),
    ...(qformCode > 0 ? [qform(header)] : []),
  ];
  const usable = forms.find(spansVolume);
  if (!usable)
    throw new Error('The place that the NIfTI file states is not a number, or no volume.');
  return usable;
}

function spansVolume({ steps: [a, b, c], origin }: VoxelAffine): boolean {
  const isFinite = [a, b, c, origin].flat().every(Number.isFinite);
  return isFinite && Math.abs(dot(a, cross(b, c))) > 1e-12;
}

/** The quaternion form (nifti1.h, method 2). */
function qform({ quaternion: [b, c, d], offset, sizes }: NiftiHeader): VoxelAffine {
  // Rounding may make the squares a little more than 1.
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [handed, dx, dy, dz] = [sizes[0] < 0 ? -1 : 1, sizes[1], sizes[2], sizes[3]];
  return {
    steps: [
      scale([a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)], dx),
      scale([2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)], dy),
      scale([2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c], dz * handed),
    ],
    origin: offset,
  };
}

import type { Int64, Tensor } from './onnxProto';

/** ONNX TensorProto.DataType. */
export const DataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;

/** A tensor as it is written: the fields that it does not use are left out. */
export type NewTensor = Pick<Tensor, 'name' | 'dims' | 'data_type' | 'raw_data'>;

export const toNumber = (value: Int64) => (typeof value === 'number' ? value : value.toNumber());

export const dimsOf = (tensor: Pick<Tensor, 'dims'>) => tensor.dims.map(toNumber);

export const elementCount = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

/** The values of a float32 tensor, wherever the file keeps them. */
export function floatValues(tensor: NewTensor | Tensor): Float32Array {
  if (tensor.data_type !== DataType.float) throw new Error(`${tensor.name} is not float32.`);
  const { raw_data } = tensor;
  if (raw_data.length === 0 && 'float_data' in tensor) return Float32Array.from(tensor.float_data);
  // A copy: the bytes inside a file need not be aligned.
  return new Float32Array(new Uint8Array(raw_data).buffer);
}

/** The values of an int64 tensor, wherever the file keeps them; only those that a double holds. */
export function int64Values(tensor: NewTensor | Tensor): number[] {
  if (tensor.data_type !== DataType.int64) throw new Error(`${tensor.name} is not int64.`);
  const { raw_data } = tensor;
  if (raw_data.length === 0 && 'int64_data' in tensor) return tensor.int64_data.map(toNumber);
  return Array.from(new BigInt64Array(new Uint8Array(raw_data).buffer), Number);
}

export function floatTensor(
  name: string,
  dims: readonly number[],
  values: ArrayLike<number>,
): NewTensor {
  return raw(name, dims, DataType.float, Float32Array.from(values));
}

export function int64Tensor(name: string, dims: readonly number[], values: readonly number[]) {
  return raw(name, dims, DataType.int64, BigInt64Array.from(values, BigInt));
}

export function uint8Tensor(name: string, dims: readonly number[], values: Uint8Array) {
  return raw(name, dims, DataType.uint8, values);
}

export function int8Tensor(name: string, dims: readonly number[], values: Int8Array) {
  return raw(name, dims, DataType.int8, values);
}

/** The tensor with its values as IEEE half-precision numbers, rounded to nearest even. */
export function halfTensor(name: string, dims: readonly number[], values: Float32Array) {
  const bits = new Uint16Array(values.length);
  // Not by `from`, which takes ten times as long over millions of weights.
  for (let i = 0; i < values.length; i++) bits[i] = halfBits(values[i]);
  return raw(name, dims, DataType.float16, bits);
}

/** The values of a half-precision tensor that `halfTensor` or another tool wrote as raw bytes. */
export function halfValues({ name, data_type, raw_data }: NewTensor | Tensor): Float32Array {
  if (data_type !== DataType.float16) throw new Error(`${name} is not half precision.`);
  const bits = new Uint16Array(new Uint8Array(raw_data).buffer);
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = halfValue(bits[i]);
  return values;
}

/** The number that 16 bits of half precision stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function raw(
  name: string,
  dims: readonly number[],
  data_type: number,
  values: ArrayBufferView,
): NewTensor {
  const raw_data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dims: [...dims], data_type, raw_data };
}

/** Largest finite half-precision number. */
export const HALF_MAX = 65504;

const word = new Float32Array(1);
const wordBits = new Uint32Array(word.buffer);
/** Bits of the float32 numbers 2^16, beyond all halves, and 2^-14, the smallest normal half. */
const TOO_LARGE = 0x47800000;
const SMALLEST_NORMAL = 0x38800000;
/** What the exponent of a float32 number is biased by more than that of a half. */
const BIAS = 0x38000000;

/** The 16 bits of the half-precision number nearest to a float32 one; ties go to the even one. */
export function halfBits(value: number): number {
  word[0] = value;
  const sign = (wordBits[0] >>> 16) & 0x8000;
  const size = wordBits[0] & 0x7fffffff;
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= TOO_LARGE) return sign | 0x7c00;
  // Below the normal numbers halves are multiples of 2^-24.
  if (size < SMALLEST_NORMAL) return sign | roundHalfEven(Math.abs(word[0]) * 2 ** 24);
  // 13 bits go; half a step is added, a little less where the last bit kept is even. What carries
  // over ends in the exponent, where it belongs.
  return sign | ((size + 0xfff + ((size >>> 13) & 1) - BIAS) >>> 13);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

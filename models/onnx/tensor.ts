import { Float16Array, getFloat16 } from '@petamoriken/float16';
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
  const bits = new Uint8Array(new Float16Array(values).buffer);
  return raw(name, dims, DataType.float16, bits);
}

/** The values of a half-precision tensor that `halfTensor` or another tool wrote as raw bytes. */
export function halfValues({ name, data_type, raw_data }: NewTensor | Tensor): Float32Array {
  if (data_type !== DataType.float16) throw new Error(`${name} is not half precision.`);
  const bytes = new DataView(raw_data.buffer, raw_data.byteOffset, raw_data.byteLength);
  const values = new Float32Array(raw_data.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = HALF_VALUES[bytes.getUint16(2 * i, true)];
  return values;
}

/** The value of each of the half-precision bit patterns; reading them one by one is slow. */
const HALF_VALUES = Float32Array.from({ length: 2 ** 16 }, (_, bits) => {
  const bytes = new DataView(new ArrayBuffer(2));
  bytes.setUint16(0, bits);
  return getFloat16(bytes, 0);
});

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

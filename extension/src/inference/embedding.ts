import type { DeviceTensor, ModelTensor, TensorMap } from './modelRuntime';

/**
 * What an encoder gives and the decoder takes. Each tensor is where the encoder's runtime left it:
 * on the device (WebGPU) or on the CPU (WebAssembly); here alone is it asked which.
 */
export type Embedding = TensorMap<ModelTensor | DeviceTensor>;

const isOnDevice = (tensor: ModelTensor | DeviceTensor): tensor is DeviceTensor =>
  'toHost' in tensor;

/** Memory that it takes, wherever it is. */
export const bytesOf = (embedding: Embedding): number =>
  Object.values(embedding).reduce(
    (sum, tensor) => sum + (isOnDevice(tensor) ? tensor.byteLength : tensor.data.byteLength),
    0,
  );

/** The tensor on the CPU: for what looks at the values itself. Moves it there from a device. */
export const onHost = async (tensor: ModelTensor | DeviceTensor): Promise<ModelTensor> =>
  isOnDevice(tensor) ? tensor.toHost() : tensor;

/** Frees what it takes on a device. */
export function disposeOf(embedding: Embedding): void {
  for (const tensor of Object.values(embedding)) if (isOnDevice(tensor)) tensor.dispose();
}

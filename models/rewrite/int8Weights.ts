import { GraphIndex, node } from '../onnx/graph';
import type { GraphNode, Model, Tensor } from '../onnx/onnxProto';
import {
  DataType,
  dimsOf,
  elementCount,
  floatTensor,
  floatValues,
  int8Tensor,
} from '../onnx/tensor';

/** Smaller tensors stay as they are: two nodes each would cost more than they save. */
const MIN_ELEMENTS = 1024;
const MAX_STEPS = 127;

/**
 * Weights of matrix products and convolutions stored as 8-bit integers with a scale for each
 * output channel; Cast and Mul make float32 of them once, when onnxruntime opens the model. A
 * quarter of the file; the arithmetic stays float32.
 */
export function int8Weights(model: Model): Model {
  const { graph } = model;
  const index = new GraphIndex(graph);
  const before: GraphNode[] = [];
  const initializer = graph.initializer.flatMap(tensor => {
    const axis = channelAxis(tensor, index);
    if (axis === undefined) return [tensor];
    const { name } = tensor;
    before.push(
      node('Cast', [`${name}_i8`], [`${name}_steps`], { to: DataType.float }),
      node('Mul', [`${name}_steps`, `${name}_scale`], [name]),
    );
    return inSteps(tensor, axis) as Tensor[];
  });
  return { ...model, graph: { ...graph, initializer, node: [...before, ...graph.node] } };
}

/** The axis of the output channels when all users of the tensor agree on one. */
function channelAxis(tensor: Tensor, index: GraphIndex): number | undefined {
  const dims = dimsOf(tensor);
  const large = tensor.data_type === DataType.float && elementCount(dims) >= MIN_ELEMENTS;
  if (!large) return undefined;
  const axes = new Set(
    index.users(tensor.name).map(({ op_type, input }) => {
      if (input[1] !== tensor.name) return undefined;
      if (op_type === 'Conv') return 0;
      if (op_type === 'ConvTranspose') return 1;
      return op_type === 'MatMul' && dims.length === 2 ? 1 : undefined;
    }),
  );
  return axes.size === 1 ? [...axes][0] : undefined;
}

function inSteps(tensor: Tensor, axis: number) {
  const dims = dimsOf(tensor);
  const inner = elementCount(dims.slice(axis + 1));
  const channels = dims[axis];
  const values = floatValues(tensor);
  const scales = new Float32Array(channels);
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  values.forEach((value, i) => {
    const c = channelOf(i);
    scales[c] = Math.max(scales[c], Math.abs(value) / MAX_STEPS);
  });
  const steps = Int8Array.from(values, (value, i) => {
    const scale = scales[channelOf(i)];
    return scale === 0 ? 0 : Math.max(-MAX_STEPS, Math.min(MAX_STEPS, Math.round(value / scale)));
  });
  // The scales have one dimension for each of the tensor's, so that they multiply along the axis.
  const scaleDims = dims.map((_, d) => (d === axis ? channels : 1));
  return [
    int8Tensor(`${tensor.name}_i8`, dims, steps),
    floatTensor(`${tensor.name}_scale`, scaleDims, scales),
  ];
}

import { node } from '../onnx/graph';
import type { GraphNode, Model, Tensor } from '../onnx/onnxProto';
import { DataType, dimsOf, elementCount, floatValues, HALF_MAX, halfTensor } from '../onnx/tensor';

/** Smaller tensors stay as they are: a Cast each would cost more than it saves. */
const MIN_ELEMENTS = 256;

/**
 * Large float32 constants stored as half-precision numbers with a Cast to float32 behind them,
 * which onnxruntime carries out once, when it opens the model: half the file, the same arithmetic.
 * Constants with values beyond the half-precision range stay as they are.
 */
export function halfWeights(model: Model): Model {
  const casts: GraphNode[] = [];
  const shrink = (tensor: Tensor, name: string): Tensor | undefined => {
    const dims = dimsOf(tensor);
    if (tensor.data_type !== DataType.float || elementCount(dims) < MIN_ELEMENTS) return undefined;
    const values = floatValues(tensor);
    if (!values.every(value => Math.abs(value) <= HALF_MAX)) return undefined;
    casts.push(node('Cast', [`${name}_f16`], [name], { to: DataType.float }));
    return halfTensor(`${name}_f16`, dims, values) as Tensor;
  };
  const { graph } = model;
  const initializer = graph.initializer.map(tensor => shrink(tensor, tensor.name) ?? tensor);
  const rest = graph.node.filter(each => {
    const value = each.op_type === 'Constant' ? each.attribute[0]?.t : undefined;
    const small = value && shrink(value, each.output[0]);
    if (small) initializer.push(small);
    return !small;
  });
  return { ...model, graph: { ...graph, initializer, node: [...casts, ...rest] } };
}

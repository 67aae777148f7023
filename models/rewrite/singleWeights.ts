import { GraphIndex } from '../onnx/graph';
import type { Model, Tensor } from '../onnx/onnxProto';
import { DataType, dimsOf, floatTensor, halfValues } from '../onnx/tensor';

/**
 * The way back from `halfWeights`: constants in half precision with a Cast to float32 behind them
 * become float32 constants, as the other rewrites expect weights to be.
 */
export function singleWeights(model: Model): Model {
  const { graph } = model;
  const index = new GraphIndex(graph);
  const half = (name: string): Tensor | undefined => {
    const tensor = index.initializer(name);
    return tensor?.data_type === DataType.float16 ? tensor : undefined;
  };
  const single = new Map<string, Tensor>();
  const replaced = new Set<string>();
  const node = graph.node.filter(each => {
    const tensor = each.op_type === 'Cast' ? half(each.input[0]) : undefined;
    if (!tensor) return true;
    const [name] = each.output;
    single.set(name, floatTensor(name, dimsOf(tensor), halfValues(tensor)) as Tensor);
    replaced.add(tensor.name);
    return false;
  });
  const initializer = [
    ...graph.initializer.filter(({ name }) => !replaced.has(name)),
    ...single.values(),
  ];
  return { ...model, graph: { ...graph, node, initializer } };
}

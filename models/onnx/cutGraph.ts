import type { Graph, GraphNode, Model, ValueInfo } from './onnxProto';

/** A tensor inside the graph that becomes an output: its name there, its new name, its shape. */
export interface CutPoint {
  readonly tensor: string;
  readonly name: string;
  readonly dims: readonly number[];
}

/** ONNX TensorProto.DataType FLOAT. */
const FLOAT = 1;

/**
 * The part of the model that computes the given tensors, which become its float32 outputs: nodes,
 * initializers and inputs that they do not need are left out. Order and names of all else stay.
 */
export function cutGraph(model: Model, cuts: readonly CutPoint[]): Model {
  const { graph } = model;
  if (graph.node.some(node => node.attribute.some(a => a.g.length > 0 || a.graphs.length > 0))) {
    throw new Error('A graph with nested graphs (If, Loop, Scan) cannot be cut.');
  }
  const needed = neededTensors(graph, cuts);
  const newNames = new Map(cuts.map(cut => [cut.tensor, cut.name]));
  const rename = (name: string) => newNames.get(name) ?? name;
  const keepNode = (node: GraphNode) => node.output.some(name => needed.has(name));
  return {
    ...model,
    graph: {
      ...graph,
      node: graph.node.filter(keepNode).map(node => ({
        ...node,
        input: node.input.map(rename),
        output: node.output.map(rename),
      })),
      initializer: graph.initializer.filter(tensor => needed.has(tensor.name)),
      input: graph.input.filter(input => needed.has(input.name)),
      output: cuts.map(floatOutput),
      value_info: [],
    },
  };
}

/** Walks back from the cuts to every tensor that they depend on. */
function neededTensors(graph: Graph, cuts: readonly CutPoint[]): Set<string> {
  const producer = new Map(graph.node.flatMap(node => node.output.map(name => [name, node])));
  for (const cut of cuts) {
    if (!producer.has(cut.tensor)) throw new Error(`No node makes the tensor ${cut.tensor}.`);
  }
  const needed = new Set<string>();
  const open = cuts.map(cut => cut.tensor);
  while (open.length > 0) {
    const name = open.pop()!;
    // An optional input that is left out has an empty name.
    if (name === '' || needed.has(name)) continue;
    needed.add(name);
    open.push(...(producer.get(name)?.input ?? []));
  }
  for (const cut of cuts) {
    if (cut.name !== cut.tensor && needed.has(cut.name)) {
      throw new Error(`The name ${cut.name} is taken inside the graph.`);
    }
  }
  return needed;
}

function floatOutput({ name, dims }: CutPoint): ValueInfo {
  const shape = { dim: dims.map(dim_value => ({ dim_value })) };
  return { name, type: { tensor_type: { elem_type: FLOAT, shape } } };
}

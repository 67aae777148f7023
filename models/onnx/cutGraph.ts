import { neededTensors } from './graph';
import type { Graph, GraphNode, Model, ValueInfo } from './onnxProto';
import { DataType } from './tensor';

/** A tensor inside the graph that becomes an output: its name there, its new name, its shape. */
export interface CutPoint {
  readonly tensor: string;
  readonly name: string;
  readonly dims: readonly number[];
}

/**
 * The part of the model that computes the given tensors, which become its float32 outputs: nodes,
 * initializers and inputs that they do not need are left out. Order and names of all else stay.
 */
export function cutGraph(model: Model, cuts: readonly CutPoint[]): Model {
  const { graph } = model;
  if (graph.node.some(node => node.attribute.some(a => a.g?.length || a.graphs?.length))) {
    throw new Error('A graph with nested graphs (If, Loop, Scan) cannot be cut.');
  }
  const needed = tensorsOfCuts(graph, cuts);
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

/** What the cuts need; throws when a cut names no tensor, or a name that the rest needs. */
function tensorsOfCuts(graph: Graph, cuts: readonly CutPoint[]): Set<string> {
  const made = new Set(graph.node.flatMap(node => node.output));
  for (const cut of cuts) {
    if (!made.has(cut.tensor)) throw new Error(`No node makes the tensor ${cut.tensor}.`);
  }
  const needed = neededTensors(
    graph,
    cuts.map(cut => cut.tensor),
  );
  for (const cut of cuts) {
    if (cut.name !== cut.tensor && needed.has(cut.name)) {
      throw new Error(`The name ${cut.name} is taken inside the graph.`);
    }
  }
  return needed;
}

function floatOutput({ name, dims }: CutPoint): ValueInfo {
  const shape = { dim: dims.map(dim_value => ({ dim_value })) };
  return { name, type: { tensor_type: { elem_type: DataType.float, shape } } };
}

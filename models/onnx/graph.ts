import type { Attribute, Graph, GraphNode, Model, Tensor } from './onnxProto';
import { DataType, floatValues, toNumber, type NewTensor } from './tensor';

/** Operators of onnxruntime's own that this project's graphs may hold. */
export const MICROSOFT = 'com.microsoft';

/** ONNX AttributeProto.AttributeType. */
const AttributeType = { float: 1, int: 2, ints: 7 } as const;

/** A node that a rewrite adds. Attributes: integers and lists of them; floats as `{ f }`. */
export function node(
  op_type: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, number | number[] | { f: number }>> = {},
  domain = '',
): GraphNode {
  const attribute = Object.entries(attributes).map(([name, value]): Attribute => {
    if (Array.isArray(value)) return { name, type: AttributeType.ints, ints: value };
    if (typeof value === 'number') return { name, type: AttributeType.int, i: value };
    return { name, type: AttributeType.float, f: value.f };
  });
  return { name: output[0], op_type, domain, input, output, attribute };
}

/** The integer attribute of a node, or the default that the operator gives it. */
export function intAttribute(of: GraphNode, name: string, absent: number): number {
  const found = of.attribute.find(a => a.name === name);
  return found?.i === undefined ? absent : toNumber(found.i);
}

export function floatAttribute(of: GraphNode, name: string, absent: number): number {
  return of.attribute.find(a => a.name === name)?.f ?? absent;
}

/** The declared shape of an input or output; undefined where a dimension is not fixed. */
export function dimsNamed(
  { input, output }: Pick<Graph, 'input' | 'output'>,
  name: string,
): readonly (number | undefined)[] | undefined {
  const info = [...input, ...output].find(each => each.name === name);
  return info?.type.tensor_type.shape.dim.map(({ dim_value, dim_param }) =>
    dim_param || !dim_value ? undefined : toNumber(dim_value),
  );
}

/** Who makes and who uses each tensor of a graph. */
export class GraphIndex {
  readonly #producers = new Map<string, GraphNode>();
  readonly #users = new Map<string, GraphNode[]>();
  readonly #initializers: ReadonlyMap<string, Tensor>;
  readonly #outputs: ReadonlySet<string>;

  constructor(graph: Graph) {
    for (const each of graph.node) {
      for (const name of each.output) this.#producers.set(name, each);
      for (const name of new Set(each.input)) {
        const users = this.#users.get(name);
        if (users) users.push(each);
        else this.#users.set(name, [each]);
      }
    }
    this.#initializers = new Map(graph.initializer.map(tensor => [tensor.name, tensor]));
    this.#outputs = new Set(graph.output.map(output => output.name));
  }

  producer(tensor: string): GraphNode | undefined {
    return this.#producers.get(tensor);
  }

  users(tensor: string): readonly GraphNode[] {
    return this.#users.get(tensor) ?? [];
  }

  /** The one node that uses the tensor, when it is of this type and nothing else does. */
  onlyUser(tensor: string, op_type: string): GraphNode | undefined {
    const users = this.users(tensor);
    if (users.length !== 1 || this.#outputs.has(tensor)) return undefined;
    return users[0].op_type === op_type ? users[0] : undefined;
  }

  initializer(name: string): Tensor | undefined {
    return this.#initializers.get(name);
  }

  /** The tensor that an initializer or a Constant node holds. */
  constant(name: string): Tensor | undefined {
    const made = this.#producers.get(name);
    if (made?.op_type === 'Constant')
      return made.attribute.find(a => a.name === 'value')?.t ?? undefined;
    return this.initializer(name);
  }

  /** The value of a float constant of one element. */
  scalar(name: string): number | undefined {
    const tensor = this.constant(name);
    if (tensor?.data_type !== DataType.float) return undefined;
    const values = floatValues(tensor);
    return values.length === 1 ? values[0] : undefined;
  }
}

/**
 * The model with nodes replaced. `replace` gives the nodes that stand in a node's place, or
 * undefined to keep it; each new node must come after what it uses. What nobody needs afterwards
 * is dropped.
 */
export function rewriteNodes(
  model: Model,
  replace: (
    each: GraphNode,
    index: GraphIndex,
    add: (tensor: NewTensor) => string,
  ) => GraphNode[] | undefined,
): Model {
  const { graph } = model;
  const index = new GraphIndex(graph);
  const added = new Map<string, NewTensor>();
  const add = (tensor: NewTensor) => {
    added.set(tensor.name, tensor);
    return tensor.name;
  };
  const nodes = graph.node.flatMap(each => replace(each, index, add) ?? [each]);
  const rewritten = {
    ...graph,
    node: nodes,
    initializer: [...graph.initializer, ...(added.values() as Iterable<Tensor>)],
  };
  return withOperators({ ...model, graph: dropUnused(rewritten) });
}

/** The graph without nodes and initializers that its outputs do not need. */
function dropUnused(graph: Graph): Graph {
  const needed = neededTensors(
    graph,
    graph.output.map(output => output.name),
  );
  return {
    ...graph,
    node: graph.node.filter(each => each.output.some(name => needed.has(name))),
    initializer: graph.initializer.filter(tensor => needed.has(tensor.name)),
    value_info: graph.value_info.filter(info => needed.has(info.name)),
  };
}

/** Walks back from tensors to all that they depend on, themselves included. */
export function neededTensors(graph: Graph, from: readonly string[]): Set<string> {
  const producer = new Map(graph.node.flatMap(each => each.output.map(name => [name, each])));
  const needed = new Set<string>();
  const open = [...from];
  while (open.length > 0) {
    const name = open.pop()!;
    // An optional input that is left out has an empty name.
    if (name === '' || needed.has(name)) continue;
    needed.add(name);
    open.push(...(producer.get(name)?.input ?? []));
  }
  return needed;
}

/** Declares onnxruntime's operators where the graph uses them. */
function withOperators(model: Model): Model {
  const uses = model.graph.node.some(each => each.domain === MICROSOFT);
  if (!uses || model.opset_import.some(({ domain }) => domain === MICROSOFT)) return model;
  return { ...model, opset_import: [...model.opset_import, { domain: MICROSOFT, version: 1 }] };
}

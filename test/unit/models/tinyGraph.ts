import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readModel, writeModel, type GraphNode, type Model } from '../../../models/onnx/onnxProto';
import { DataType, type NewTensor } from '../../../models/onnx/tensor';

/** Time that making all models may take on a busy machine; some 5 s on a free one. */
export const PREPARING_MS = 300_000;

/** Numbers in [-1, 1) that are the same on every run (a linear congruential generator). */
export function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export type Feeds = Readonly<Record<string, readonly [Float32Array, readonly number[]]>>;

interface Parts {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly initializers?: readonly NewTensor[];
  readonly opset?: number;
}

/** A model of a few nodes, written and read once so that it is as a file's. */
export function tinyModel({ inputs, outputs, nodes, initializers = [], opset = 17 }: Parts): Model {
  const value = (name: string, dims: readonly (number | string)[]) => ({
    name,
    type: {
      tensor_type: {
        elem_type: DataType.float,
        shape: {
          dim: dims.map(d => (typeof d === 'number' ? { dim_value: d } : { dim_param: d })),
        },
      },
    },
  });
  const graph = {
    name: 'tiny',
    node: [...nodes],
    initializer: [...initializers],
    input: Object.entries(inputs).map(([name, dims]) => value(name, dims)),
    output: outputs.map(name => ({ name, type: { tensor_type: { elem_type: DataType.float } } })),
    value_info: [],
  };
  const model = { ir_version: 8, opset_import: [{ domain: '', version: opset }], graph };
  return readModel(writeModel(model as unknown as Model));
}

export async function run(model: Model, feeds: Feeds): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(writeModel(model), { logSeverityLevel: 3 });
  const tensors = Object.entries(feeds).map(
    ([name, [data, dims]]) => [name, new Tensor('float32', data, [...dims])] as const,
  );
  const outputs = await session.run(Object.fromEntries(tensors));
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
  );
}

/** Largest absolute difference; infinite when the lengths differ. */
export function difference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

/** The operators of a model in the order of its nodes. */
export const operators = (model: Model) => model.graph.node.map(each => each.op_type);

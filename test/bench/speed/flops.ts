import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FeedMap } from '../../../extension/src/inference/modelRuntime';

/** One run of one node of a graph, with the shapes that it met. */
export interface NodeRun {
  readonly op: string;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);

/**
 * Floating-point operations of one node: two (multiply and add) for each weight that an output
 * value is made of. Convolutions and matrix products only; what is left is a few per cent of
 * SAM's arithmetic. The quantised forms count as what they stand for.
 */
export function nodeFlops({ op, inputs, outputs }: NodeRun): number {
  const [a, b] = inputs;
  const values = product(outputs[0] ?? []);
  switch (op) {
    case 'Conv':
    case 'ConvInteger':
      // Weights: output channels × input channels of a group × kernel.
      return 2 * values * product(b.slice(1));
    case 'ConvTranspose':
      // Weights: input channels × output channels of a group × kernel.
      return 2 * product(a) * product(b.slice(1));
    case 'MatMul':
    case 'MatMulInteger':
      return 2 * values * a[a.length - 1];
    case 'Gemm':
      // A holds rows × inner values, transposed or not.
      return (2 * values * product(a)) / outputs[0][0];
    default:
      return 0;
  }
}

/** Operations of a whole graph, counted from the shapes of one run. */
export async function graphFlops(graph: Uint8Array, feeds: FeedMap): Promise<number> {
  const runs = await profile(graph, feeds);
  return runs.reduce((sum, run) => sum + nodeFlops(run), 0);
}

type Shapes = readonly Readonly<Record<string, readonly number[]>>[];

interface ProfileEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: Shapes;
    readonly output_type_shape?: Shapes;
  };
}

/** Runs the graph once, as it is written, and returns what onnxruntime's profiler saw. */
async function profile(graph: Uint8Array, feeds: FeedMap): Promise<NodeRun[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-speed-profile-'));
  try {
    const session = await InferenceSession.create(graph, {
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'run'),
      // Nothing fused, and weights that stay inputs of their nodes.
      graphOptimizationLevel: 'disabled',
      extra: { session: { disable_prepacking: '1' } },
    });
    const tensors = Object.entries(feeds).map(
      ([name, { data, dims }]) => [name, new Tensor('float32', data, [...dims])] as const,
    );
    await session.run(Object.fromEntries(tensors));
    session.endProfiling();
    await session.release();
    const [name] = await readdir(folder);
    const events = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as ProfileEvent[];
    return events.filter(isKernel).map(({ args }) => ({
      op: args?.op_name ?? '',
      inputs: dimsOf(args?.input_type_shape),
      outputs: dimsOf(args?.output_type_shape),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const isKernel = ({ cat, name }: ProfileEvent) =>
  cat === 'Node' && (name?.endsWith('_kernel_time') ?? false);

const dimsOf = (shapes: Shapes = []) => shapes.map(shape => Object.values(shape)[0]);

import { node } from '../../../../models/onnx/graph';
import { writeModel, type GraphNode, type Model } from '../../../../models/onnx/onnxProto';
import { DataType, floatTensor, int64Tensor, type NewTensor } from '../../../../models/onnx/tensor';

/**
 * Models of a few kilobytes with the tensors that real exports have. Each output of the encoder is
 * one colour, averaged to MASK_SIDE × MASK_SIDE; the masks are where the first is bright; each score is a sum
 * over everything that was fed of one kind, each value with a weight of its own, so that a test
 * sees what arrived, and where.
 */

/** Input of the tiny encoders, pixels. */
export const SIDE = 256;
/** Of their embeddings, and of the masks. */
export const MASK_SIDE = SIDE / 4;
/** Of the masks' logits over the embedding's values. */
export const GAIN = 40;

interface Value {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  readonly type?: number;
}

function model(
  inputs: readonly Value[],
  outputs: readonly string[],
  nodes: readonly GraphNode[],
  initializers: readonly NewTensor[],
): Uint8Array {
  const value = ({ name, dims, type = DataType.float }: Value) => ({
    name,
    type: {
      tensor_type: {
        elem_type: type,
        shape: {
          dim: dims.map(d => (typeof d === 'number' ? { dim_value: d } : { dim_param: d })),
        },
      },
    },
  });
  const graph = {
    name: 'tiny',
    node: nodes,
    initializer: initializers,
    input: inputs.map(value),
    output: outputs.map(name => ({ name, type: { tensor_type: { elem_type: DataType.float } } })),
    value_info: [],
  };
  const opset_import = [{ domain: '', version: 17 }];
  return writeModel({ ir_version: 8, opset_import, graph } as unknown as Model);
}

const ints = (name: string, ...values: number[]) => int64Tensor(name, [values.length], values);

/** A colour of the image for each of these names, averaged, as [1, 1, MASK_SIDE, MASK_SIDE]. */
export function encoder(
  input: string,
  outputs: readonly string[],
  layout: 'nchw' | 'nhwc' | 'hwc' = 'nchw',
  /** Taken from the values, as a graph that normalises does. */
  mean = 0,
): Uint8Array {
  const dims = {
    nchw: [1, 3, SIDE, SIDE],
    nhwc: [1, SIDE, SIDE, 3],
    hwc: [SIDE, SIDE, 3],
  }[layout];
  const last = layout === 'hwc' ? 'batched' : input;
  return model(
    [{ name: input, dims }],
    outputs,
    [
      ...(layout === 'hwc' ? [node('Unsqueeze', [input, 'at0'], ['batched'])] : []),
      layout === 'nchw'
        ? node('Identity', [input], ['planes'])
        : node('Transpose', [last], ['planes'], { perm: [0, 3, 1, 2] }),
      node('AveragePool', ['planes'], ['means'], { kernel_shape: [4, 4], strides: [4, 4] }),
      node('Sub', ['means', 'offset'], ['shifted']),
      ...outputs.map((output, n) =>
        node('Slice', ['shifted', `at${n}`, `at${n + 1}`, 'at1'], [output]),
      ),
    ],
    [...[0, 1, 2, 3].map(n => ints(`at${n}`, n)), floatTensor('offset', [1], [mean])],
  );
}

interface DecoderNames {
  readonly embedding: string;
  readonly points: Value;
  readonly labels: Value;
  /** With `has` beside it. */
  readonly mask?: string;
  readonly hasMask?: string;
  /** Inputs beside. */
  readonly others?: readonly Value[];
  readonly masks: string;
  readonly scores: string;
  /** Batch axes in front of the masks. */
  readonly batch: readonly number[];
  /** Masks that it gives. */
  readonly count: number;
  /** Outputs beside, of no use. */
  readonly extra?: readonly string[];
}

/**
 * Masks: bright pixels, plus a tenth of the earlier mask where one is fed (all of it would grow
 * with each answer that is fed back); each further one needs more light.
 * Scores, with the values counted from 1: the sum of coordinate × count ÷ SIDE; of label × count;
 * of the mean of each input beside × (count + 1); the first again. Of them as many as there are masks.
 */
export function decoder(names: DecoderNames): Uint8Array {
  const { embedding, points, labels, mask, hasMask, others = [], batch, count } = names;
  const value = mask
    ? [
        node('Mul', [mask, hasMask!], ['whole']),
        node('Mul', ['whole', 'tenth'], ['earlier']),
        node('Mul', [embedding, 'gain'], ['bright']),
        node('Add', ['bright', 'earlier'], ['logits']),
      ]
    : [node('Mul', [embedding, 'gain'], ['logits'])];
  const steps = Array.from({ length: count }, (_, n) => -3 * n);
  const means = others.map((_, n) => `mean${n}`);
  return model(
    [
      { name: embedding, dims: [1, 1, MASK_SIDE, MASK_SIDE] },
      points,
      labels,
      ...(mask ? [{ name: mask, dims: [1, 1, MASK_SIDE, MASK_SIDE] }] : []),
      ...(hasMask ? [{ name: hasMask, dims: [1] }] : []),
      ...others,
    ],
    [names.masks, names.scores, ...(names.extra ?? [])],
    [
      ...value,
      node('Add', ['logits', 'steps'], ['all']),
      node('Reshape', ['all', 'masksShape'], [names.masks]),
      ...weighedSum(points.name, 'coordinates'),
      node('Mul', ['coordinates', 'perPixel'], ['pointScore']),
      ...weighedSum(labels.name, 'labelScore'),
      ...others.flatMap(({ name }, n) => [
        node('ReduceMean', [name], [`square${n}`], { keepdims: 0 }),
        node('Reshape', [`square${n}`, 'flat'], [means[n]]),
      ]),
      node('Concat', ['nothing', ...means], ['means'], { axis: 0 }),
      ...weighedSum('means', 'otherScore'),
      node('Concat', ['pointScore', 'labelScore', 'otherScore', 'pointScore'], ['four'], {
        axis: 0,
      }),
      node('Slice', ['four', 'at0', 'count'], ['told']),
      node('Reshape', ['told', 'scoresShape'], [names.scores]),
      ...(names.extra ?? []).map(name => node('Identity', ['logits'], [name])),
    ],
    [
      floatTensor('gain', [1], [GAIN]),
      floatTensor('steps', [1, count, 1, 1], steps),
      floatTensor('perPixel', [1], [1 / SIDE]),
      floatTensor('tenth', [1], [0.1]),
      // Of weight 1: the inputs beside have 2, 3, …
      floatTensor('nothing', [1], [0]),
      ints('masksShape', ...batch, count, MASK_SIDE, MASK_SIDE),
      ints('scoresShape', ...batch, count),
      ints('flat', -1),
      ints('axis', 0),
      ...[ints('at0', 0), ints('count', count)],
    ],
  );
}

/** The sum of all values of `name`, each by its place from 1 on, as [1]. */
const weighedSum = (name: string, sum: string): GraphNode[] => [
  node('Cast', [name], [`${sum}-floats`], { to: DataType.float }),
  node('Reshape', [`${sum}-floats`, 'flat'], [`${sum}-values`]),
  node('CumSum', [`${sum}-values`, 'axis'], [`${sum}-tails`], { reverse: 1 }),
  node('ReduceSum', [`${sum}-tails`, 'axis'], [sum], { keepdims: 1 }),
];

export const INT64 = DataType.int64;

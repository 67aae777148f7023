import { node } from '../../../../models/onnx/graph';
import { writeModel, type GraphNode, type Model } from '../../../../models/onnx/onnxProto';
import { DataType, floatTensor, int64Tensor, type NewTensor } from '../../../../models/onnx/tensor';

/**
 * Models of a few kilobytes with the tensors that real exports have. The encoder keeps one colour,
 * averaged to 256 × 256; the masks are where it is bright; each score tells of one thing that the
 * decoder was fed, so that a test sees what arrived.
 */

/** Input of the tiny encoders, pixels. */
export const SIDE = 1024;
const GAIN = 40;

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

/** The first colour of the image, averaged, as [1, 1, 256, 256], under each of these names. */
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
      ...(layout === 'hwc' ? [node('Unsqueeze', [input, 'first'], ['batched'])] : []),
      layout === 'nchw'
        ? node('Identity', [input], ['planes'])
        : node('Transpose', [last], ['planes'], { perm: [0, 3, 1, 2] }),
      node('Slice', ['planes', 'zero', 'one', 'one'], ['colour']),
      node('AveragePool', ['colour'], ['mean'], { kernel_shape: [4, 4], strides: [4, 4] }),
      node('Sub', ['mean', 'offset'], ['shifted']),
      ...outputs.map(output => node('Identity', ['shifted'], [output])),
    ],
    [ints('first', 0), ints('zero', 0), ints('one', 1), floatTensor('offset', [1], [mean])],
  );
}

interface DecoderNames {
  readonly embedding: string;
  readonly points: Value;
  readonly labels: Value;
  /** With `has` beside it. */
  readonly mask?: string;
  readonly hasMask?: string;
  /** Inputs that are there and not looked at. */
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
 * Scores: x of the first point as a share of the input, then its label, its number of points / 100.
 */
export function decoder(names: DecoderNames): Uint8Array {
  const { embedding, points, labels, mask, hasMask, batch, count } = names;
  const value = mask
    ? [
        node('Mul', [mask, hasMask!], ['whole']),
        node('Mul', ['whole', 'tenth'], ['earlier']),
        node('Mul', [embedding, 'gain'], ['bright']),
        node('Add', ['bright', 'earlier'], ['logits']),
      ]
    : [node('Mul', [embedding, 'gain'], ['logits'])];
  const steps = Array.from({ length: count }, (_, n) => -3 * n);
  return model(
    [
      { name: embedding, dims: [1, 1, 256, 256] },
      points,
      labels,
      ...(mask ? [{ name: mask, dims: [1, 1, 256, 256] }] : []),
      ...(hasMask ? [{ name: hasMask, dims: [1] }] : []),
      ...(names.others ?? []),
    ],
    [names.masks, names.scores, ...(names.extra ?? [])],
    [
      ...value,
      node('Add', ['logits', 'steps'], ['all']),
      node('Reshape', ['all', 'masksShape'], [names.masks]),
      node('Reshape', [points.name, 'flat'], ['coordinates']),
      node('Slice', ['coordinates', 'at0', 'at1'], ['x']),
      node('Mul', ['x', 'perPixel'], ['share']),
      node('Cast', [labels.name], ['numbers'], { to: DataType.float }),
      node('Reshape', ['numbers', 'flat'], ['flatLabels']),
      node('Slice', ['flatLabels', 'at0', 'at1'], ['label']),
      node('Size', ['flatLabels'], ['length']),
      node('Cast', ['length'], ['floatLength'], { to: DataType.float }),
      node('Reshape', ['floatLength', 'flat'], ['flatLength']),
      node('Mul', ['flatLength', 'hundredth'], ['pointCount']),
      node('Concat', ['share', 'label', 'pointCount', 'label'], ['four'], { axis: 0 }),
      node('Slice', ['four', 'at0', 'count'], ['told']),
      node('Reshape', ['told', 'scoresShape'], [names.scores]),
      ...(names.extra ?? []).map(name => node('Identity', ['logits'], [name])),
    ],
    [
      floatTensor('gain', [1], [GAIN]),
      floatTensor('steps', [1, count, 1, 1], steps),
      floatTensor('perPixel', [1], [1 / SIDE]),
      floatTensor('hundredth', [1], [0.01]),
      floatTensor('tenth', [1], [0.1]),
      ints('masksShape', ...batch, count, 256, 256),
      ints('scoresShape', ...batch, count),
      ...[ints('flat', -1), ints('at0', 0), ints('at1', 1), ints('count', count)],
    ],
  );
}

export const INT64 = DataType.int64;

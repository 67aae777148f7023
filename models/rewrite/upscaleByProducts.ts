import { dimsNamed, type GraphIndex, MICROSOFT, node, rewriteNodes } from '../onnx/graph';
import type { GraphNode, Model, Tensor } from '../onnx/onnxProto';
import { dimsOf, floatTensor, floatValues, int64Tensor } from '../onnx/tensor';

const FIRST = '/output_upscaling/output_upscaling.0/ConvTranspose';
const NORM = '/output_upscaling/output_upscaling.1/';
const SECOND = '/output_upscaling/output_upscaling.3/ConvTranspose';
/** Of LayerNorm2d in segment-anything, modeling/common.py. */
const EPSILON = 1e-6;

/**
 * The upscaling of SAM's mask decoder, as Meta's export script names it, in matrix products.
 *
 * A transposed convolution whose stride is its size gives each position 2 × 2 new ones that depend
 * on it alone: a matrix product with four times the columns. Positions stay rows and channels stay
 * columns all the way, so that the normalisation over channels is one operator, and only the four
 * masks are put in the order of an image at the end.
 *
 * Throws when the graph has no such upscaling.
 */
export function upscaleByProducts(model: Model): Model {
  let found = false;
  const output = 'low_res_masks';
  const side = dimsNamed(model.graph, 'image_embeddings')?.at(-1);
  const rewritten = rewriteNodes(model, (each, index, add) => {
    if (each.op_type !== 'Reshape' || each.output[0] !== output || !side) return undefined;
    const { product, first, second, rows } = upscalingBefore(each, index);
    const [scale, shift] = normOf(index);
    const gelu = index.producer(second.input[0])?.op_type === 'FastGelu' ? 'FastGelu' : 'Gelu';
    const stages = [first, second].map(stage => stageOf(stage, index));
    const [middle, fine] = stages.map(stage => stage.channels);
    const name = (part: string) => `/output_upscaling/${part}`;
    const shape = (part: string, values: number[]) =>
      add(int64Tensor(name(part), [values.length], values));
    const weights = stages.map((stage, n) =>
      add(floatTensor(name(`weights_${n}`), [stage.rows, 4 * stage.channels], stage.weights)),
    );
    const biases = stages.map((stage, n) =>
      add(floatTensor(name(`bias_${n}`), [4 * stage.channels], stage.bias)),
    );
    const flat = (tensor: Tensor, part: string) =>
      add(floatTensor(name(part), [middle], floatValues(tensor)));
    found = true;
    return [
      node('MatMul', [rows, weights[0]], [name('spread_0')]),
      node('Add', [name('spread_0'), biases[0]], [name('biased_0')]),
      node('Reshape', [name('biased_0'), shape('shape_0', [0, -1, middle])], [name('positions_0')]),
      node(
        'LayerNormalization',
        [name('positions_0'), flat(scale, 'norm_scale'), flat(shift, 'norm_shift')],
        [name('normed')],
        { axis: -1, epsilon: { f: EPSILON } },
      ),
      node(gelu, [name('normed')], [name('active_0')], {}, MICROSOFT),
      node('MatMul', [name('active_0'), weights[1]], [name('spread_1')]),
      node('Add', [name('spread_1'), biases[1]], [name('biased_1')]),
      node(gelu, [name('biased_1')], [name('active_1')], {}, MICROSOFT),
      node('Reshape', [name('active_1'), shape('shape_1', [0, -1, fine])], [name('positions_1')]),
      node('Transpose', [product.input[0]], [name('hyper')], { perm: [0, 2, 1] }),
      node('MatMul', [name('positions_1'), name('hyper')], [name('masks')]),
      // Rows, columns and masks: y, x, then row and column within each step of enlarging.
      node(
        'Reshape',
        [name('masks'), shape('shape_2', [-1, side, side, 2, 2, 2, 2, 4])],
        [name('nested')],
      ),
      node('Transpose', [name('nested')], [name('ordered')], { perm: [0, 7, 1, 3, 5, 2, 4, 6] }),
      node('Reshape', [name('ordered'), shape('shape_3', [-1, 4, 4 * side, 4 * side])], [output]),
    ];
  });
  if (!found) throw new Error(`The graph has no upscaling as Meta names it (${FIRST}).`);
  return rewritten;
}

/** The nodes of the upscaling, and the tensor of positions × channels that it starts from. */
function upscalingBefore(last: GraphNode, index: GraphIndex) {
  const missing = () => new Error(`The masks do not come from ${FIRST}.`);
  const product = index.producer(last.input[0]);
  if (product?.op_type !== 'MatMul') throw missing();
  const chain: GraphNode[] = [];
  for (let at = product.input[1]; ;) {
    const made = index.producer(at);
    if (!made) throw missing();
    chain.push(made);
    if (made.name === FIRST) break;
    // Past a GELU or a normalisation that is written out, by the side that is not constant.
    at = made.input.find(name => index.constant(name) === undefined) ?? '';
  }
  const first = chain.at(-1)!;
  const second = chain.find(each => each.name === SECOND);
  const reshaped = index.producer(first.input[0]);
  const turned = reshaped && index.producer(reshaped.input[0]);
  if (!second || turned?.op_type !== 'Transpose') throw missing();
  return { product, first, second, rows: turned.input[0] };
}

/** Scale and shift of the normalisation between the two steps. */
function normOf(index: GraphIndex): [Tensor, Tensor] {
  const constantOf = (last: string) => {
    const [made] = index.users(`${NORM}${last}`);
    return made?.input.map(name => index.initializer(name)).find(tensor => tensor);
  };
  const scale = constantOf('Div_output_0');
  const shift = constantOf('Mul_output_0');
  if (!scale || !shift) throw new Error(`${NORM} is no normalisation over channels.`);
  return [scale, shift];
}

/** A transposed convolution [rows, channels, 2, 2] as weights [rows, (dy, dx, channel)]. */
function stageOf(stage: GraphNode, index: GraphIndex) {
  const [tensor, bias] = stage.input.slice(1).map(name => index.initializer(name));
  if (!tensor || !bias) throw new Error(`${stage.name} has no constant weights.`);
  const [rows, channels, height, width] = dimsOf(tensor);
  if (height !== 2 || width !== 2) throw new Error(`${stage.name} does not double the size.`);
  const values = floatValues(tensor);
  const biases = floatValues(bias);
  const weights = Float32Array.from(values, (_, n) => {
    const [row, place, channel] = [
      Math.floor(n / (4 * channels)),
      Math.floor(n / channels) % 4,
      n % channels,
    ];
    return values[(row * channels + channel) * 4 + place];
  });
  const repeated = Float32Array.from({ length: 4 * channels }, (_, n) => biases[n % channels]);
  return { rows, channels, weights, bias: repeated };
}

import { dimsNamed, type GraphIndex, node, rewriteNodes } from '../onnx/graph';
import type { GraphNode, Model, Tensor, ValueInfo } from '../onnx/onnxProto';
import {
  DataType,
  dimsOf,
  floatTensor,
  floatValues,
  int64Tensor,
  int64Values,
} from '../onnx/tensor';

/** Pixels of the input that a position of SAM's image embedding stands for. */
const PATCH = 16;
/** The low-resolution masks have that many steps along each side of a position. */
const MASK_STEPS = 4;

/** TinyViT's stages with attention: pixels to a position, and positions along an attention window. */
const STAGES = [
  { names: /^\/layers\.1\//, stride: 8, window: 7 },
  { names: /^\/layers\.2\//, stride: 16, window: 14 },
  // The last stage's positions are put in rows and columns again after it, outside any layer.
  { names: /^\/(layers\.3\/|Constant)/, stride: 16, window: 7 },
] as const;
/** Sizes that the windows of every stage divide. */
const STEP = 16 * 14;

/**
 * One of the graphs of SAM for a square image input of another size, with the same weights: the
 * encoder if it is TinyViT's (MobileSAM), as torch exports it, or the mask decoder, as Meta's
 * script exports it. Image embedding and low-resolution masks follow: size / 16 and size / 4.
 *
 * Throws when the graph is neither, or when the size is no multiple of 224: then positions would
 * have to be padded to whole attention windows.
 */
export function resizeInput(model: Model, size: number): Model {
  if (size % STEP !== 0) throw new Error(`The input's size is a multiple of ${STEP}.`);
  return dimsNamed(model.graph, 'image_embeddings')
    ? resizeDecoder(model, size)
    : resizeEncoder(model, size);
}

/**
 * What the export fixed of the size are the shapes of reshaping, and the padding to whole windows,
 * which goes. Attention biases belong to the window, not to the size.
 */
function resizeEncoder(model: Model, size: number): Model {
  const [input, output] = [model.graph.input[0], model.graph.output[0]];
  const before = dimsNamed(model.graph, input.name)?.at(-1);
  if (before === undefined) throw new Error('The size of the graph to be resized is not fixed.');
  let windows = 0;
  const resized = rewriteNodes(model, (each, index) => {
    const stage = STAGES.find(({ names }) => names.test(each.name));
    if (!stage || each.name.includes('/attn/')) return undefined;
    const side = before / stage.stride;
    if (each.op_type === 'Pad') windows++;
    if (each.op_type === 'Pad' || isCutTo(side, each, index)) {
      return [node('Identity', [each.input[0]], each.output)];
    }
    return isShape(each, index) ? [withSides(each, sidesOf(stage, before, size))] : undefined;
  });
  if (windows === 0) throw new Error('The graph has no attention windows as TinyViT has them.');
  const graph = {
    ...resized.graph,
    input: [withSide(input, size)],
    output: [withSide(output, size / PATCH)],
  };
  return { ...resized, graph };
}

/** Sides in positions and in windows, by what they were. */
function sidesOf(
  { stride, window }: (typeof STAGES)[number],
  before: number,
  size: number,
): ReadonlyMap<number, number> {
  const side = before / stride;
  const windows = Math.ceil(side / window);
  return new Map([
    [side, size / stride],
    [windows, size / stride / window],
    [windows * window, size / stride],
  ]);
}

/** True for the Slice that takes the padding away again. */
function isCutTo(side: number, each: GraphNode, index: GraphIndex): boolean {
  const end = each.op_type === 'Slice' ? index.constant(each.input[2]) : undefined;
  return end !== undefined && int64Values(end)[0] === side;
}

/** True for integers that shapes are made of. */
function isShape(each: GraphNode, index: GraphIndex): boolean {
  if (valueOf(each)?.data_type !== DataType.int64) return false;
  return index
    .users(each.output[0])
    .some(({ op_type }) => op_type === 'Concat' || op_type === 'Mul' || op_type === 'Reshape');
}

/**
 * Everything in the decoder follows the shapes of its inputs but the scale of the prompts'
 * coordinates, the centres of the positions, from which their encoding is computed (SAM's
 * PositionEmbeddingRandom), and the enlarging at the end.
 */
function resizeDecoder(model: Model, size: number): Model {
  const side = size / PATCH;
  const before = dimsNamed(model.graph, 'image_embeddings')!.at(-1);
  if (before === undefined) throw new Error('The size of the graph to be resized is not fixed.');
  let [scales, grids] = [0, 0];
  const resized = rewriteNodes(model, (each, _, add) => {
    const value = valueOf(each);
    if (!value) return undefined;
    if (isAll(value, before * PATCH)) {
      scales++;
      return [withSides(each, new Map([[before * PATCH, size]]))];
    }
    if (dimsOf(value).join() !== `${before},${before},2`) return undefined;
    grids++;
    // −1 to 1 over the image.
    const halves = add(floatTensor(`${each.name}/halves`, [side, side, 2], centres(side)));
    const span = add(floatTensor(`${each.name}/span`, [], [side]));
    return [node('Div', [halves, span], each.output)];
  });
  if (scales === 0 || grids !== 1) {
    throw new Error('The graph has no prompt encoder as Meta exports it.');
  }
  const sides: Readonly<Record<string, number>> = {
    image_embeddings: side,
    mask_input: MASK_STEPS * side,
    low_res_masks: MASK_STEPS * side,
  };
  const follow = (info: ValueInfo) =>
    info.name in sides ? withSide(info, sides[info.name]) : info;
  const { graph } = resized;
  return {
    ...resized,
    graph: { ...graph, input: graph.input.map(follow), output: graph.output.map(follow) },
  };
}

/**
 * [side, side, 2]: x and y of each position's middle from the image's, in half positions, row by
 * row. Whole numbers: weights in half precision keep them.
 */
function centres(side: number): Float32Array {
  const at = (n: number) => 2 * n + 1 - side;
  return Float32Array.from({ length: side * side * 2 }, (_, n) =>
    at(n % 2 === 0 ? (n >> 1) % side : Math.floor((n >> 1) / side)),
  );
}

/** The tensor of a Constant node. */
const valueOf = (each: GraphNode): Tensor | undefined =>
  each.op_type === 'Constant' ? (each.attribute[0].t ?? undefined) : undefined;

function isAll(tensor: Tensor, expected: number): boolean {
  const { data_type } = tensor;
  if (data_type !== DataType.int64 && data_type !== DataType.float) return false;
  const values = data_type === DataType.int64 ? int64Values(tensor) : floatValues(tensor);
  return values.length > 0 && values.every(value => value === expected);
}

/** A Constant of integers or floats with other values in the place of some. */
function withSides(each: GraphNode, sides: ReadonlyMap<number, number>): GraphNode {
  const value = valueOf(each)!;
  const other = (before: number) => sides.get(before) ?? before;
  return withValue(
    each,
    value.data_type === DataType.int64
      ? int64Tensor('', dimsOf(value), int64Values(value).map(other))
      : floatTensor('', dimsOf(value), floatValues(value).map(other)),
  );
}

const withValue = (each: GraphNode, value: ReturnType<typeof int64Tensor>): GraphNode => ({
  ...each,
  attribute: [{ ...each.attribute[0], t: value as Tensor }],
});

/** The declared tensor with its last two dimensions of that length, where they are fixed. */
function withSide(info: ValueInfo, side: number): ValueInfo {
  const { elem_type, shape } = info.type.tensor_type;
  const dim = shape.dim.map((each, at) =>
    at >= shape.dim.length - 2 && !each.dim_param ? { dim_value: side } : each,
  );
  return { ...info, type: { tensor_type: { elem_type, shape: { dim } } } };
}

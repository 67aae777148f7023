import { node, rewriteNodes, type GraphIndex } from '../onnx/graph';
import type { GraphNode, Model } from '../onnx/onnxProto';
import { dimsOf, floatTensor, floatValues, int64Tensor, type NewTensor } from '../onnx/tensor';

/** Heads of every attention in SAM's mask decoder (Kirillov et al. 2023, appendix A). */
const HEADS = 8;
const LAST = '/out_proj/Add';

/**
 * The attentions of SAM's mask decoder, as Meta's export script names them, with less arithmetic
 * and the same result.
 *
 * An image has 784 positions (4,096 at 1024 pixels), a prompt some 7 tokens. The export projects every position to keys
 * and values; here the projections are applied to the tokens instead, since
 * q · (W x) = (Wᵀ q) · x and Σ p (W x) = W (Σ p x). What is left at the image's size are products
 * with 8 rows a token in place of the 128 of a projection. Biases that all positions share fall
 * out of the softmax, or are added once because attention weights sum to 1.
 *
 * Throws when the graph has no such attention.
 */
export function absorbAttention(model: Model): Model {
  let found = 0;
  const rewritten = rewriteNodes(model, (each, index, add) => {
    if (each.op_type !== 'Add' || !each.name.endsWith(LAST)) return undefined;
    const prefix = each.name.slice(0, -LAST.length);
    const parts = partsOf(prefix, each, index);
    if (!parts) return undefined;
    found++;
    const builder = new Builder(prefix, each.output[0], add);
    if (prefix.endsWith('_token_to_image')) tokenToImage(parts, builder);
    else if (prefix.endsWith('_image_to_token')) imageToToken(parts, builder);
    else selfAttention(parts, builder);
    return builder.nodes;
  });
  if (!found) throw new Error('The graph has no attention as Meta names it (…/q_proj/MatMul).');
  return rewritten;
}

interface Projection {
  /** The tensor that is projected. */
  readonly input: string;
  /** rows × columns, row by row. */
  readonly weights: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly bias: Float32Array;
}
type Parts = Readonly<Record<'q' | 'k' | 'v' | 'out', Projection>>;

function partsOf(prefix: string, last: GraphNode, index: GraphIndex): Parts | undefined {
  const ends = [...last.input].flatMap(name => index.producer(name) ?? []);
  const out = ends.find(each => each.name === `${prefix}/out_proj/MatMul`);
  if (!out) return undefined;
  const inner = projectionsBefore(out, prefix, index);
  return { ...inner, out: projection(out, last, index) };
}

/** Walks back from the output's projection to those of queries, keys and values. */
function projectionsBefore(from: GraphNode, prefix: string, index: GraphIndex): Omit<Parts, 'out'> {
  const found = new Map<string, Projection>();
  const open = [...from.input];
  const seen = new Set<string>();
  while (open.length) {
    const name = open.pop()!;
    if (seen.has(name)) continue;
    seen.add(name);
    const made = index.producer(name);
    if (!made?.name.startsWith(`${prefix}/`)) continue;
    const part = /\/([qkv])_proj\/Add$/.exec(made.name)?.[1];
    if (!part) {
      open.push(...made.input);
      continue;
    }
    const product = made.input.flatMap(input => index.producer(input) ?? [])[0];
    found.set(part, projection(product, made, index));
  }
  const [q, k, v] = ['q', 'k', 'v'].map(part => {
    const one = found.get(part);
    if (!one) throw new Error(`${prefix} has no projection ${part}_proj.`);
    return one;
  });
  return { q, k, v };
}

function projection(product: GraphNode, sum: GraphNode, index: GraphIndex): Projection {
  const weights = index.initializer(product.input[1]);
  const bias = sum.input.map(name => index.initializer(name)).find(tensor => tensor);
  if (!weights || !bias) throw new Error(`${product.name} is no product with constant weights.`);
  const [rows, columns] = dimsOf(weights);
  return {
    input: product.input[0],
    ...{ weights: floatValues(weights), rows, columns, bias: floatValues(bias) },
  };
}

/** Nodes of one attention, and the names that they make. */
class Builder {
  readonly nodes: GraphNode[] = [];
  constructor(
    private readonly prefix: string,
    readonly output: string,
    private readonly addTensor: (tensor: NewTensor) => string,
  ) {}

  make(
    operator: string,
    part: string,
    input: string[],
    attributes: Readonly<Record<string, number | number[]>> = {},
  ): string {
    const name = part === 'out' ? this.output : `${this.prefix}/${part}`;
    this.nodes.push(node(operator, input, [name], attributes));
    return name;
  }

  constant(part: string, dims: readonly number[], values: ArrayLike<number>): string {
    return this.addTensor(floatTensor(`${this.prefix}/${part}`, dims, values));
  }

  integers(part: string, values: readonly number[]): string {
    return this.addTensor(int64Tensor(`${this.prefix}/${part}`, [values.length], values));
  }
}

/**
 * A projection of tokens [B, T, D] to heads [B, 8, T, d], its bias included.
 *
 * @param scale of the result
 */
function toHeads(part: string, { input, ...of }: Projection, builder: Builder, scale = 1): string {
  const { rows, columns, weights, bias } = of;
  const width = columns / HEADS;
  const perHead = builder.constant(
    `${part}_weights`,
    [HEADS, rows, width],
    headColumns(weights, rows, columns).map(value => value * scale),
  );
  const perHeadBias = builder.constant(
    `${part}_bias`,
    [HEADS, 1, width],
    bias.map(value => value * scale),
  );
  const axes = builder.integers(`${part}_axes`, [1]);
  const open = builder.make('Unsqueeze', `${part}_open`, [input, axes]);
  const product = builder.make('MatMul', `${part}_product`, [open, perHead]);
  return builder.make('Add', `${part}_heads`, [product, perHeadBias]);
}

/** [rows, 8 · width] to [8, rows, width]. */
function headColumns(weights: Float32Array, rows: number, columns: number): Float32Array {
  const width = columns / HEADS;
  return Float32Array.from(weights, (_, n) => {
    const [head, row, column] = [
      Math.floor(n / (rows * width)),
      Math.floor(n / width) % rows,
      n % width,
    ];
    return weights[row * columns + head * width + column];
  });
}

/** [rows, 8 · width] to [8, width, rows]: what takes a head back to the projection's input. */
function headRows(weights: Float32Array, rows: number, columns: number): Float32Array {
  const width = columns / HEADS;
  return Float32Array.from(weights, (_, n) => {
    const [head, column, row] = [
      Math.floor(n / (rows * width)),
      Math.floor(n / rows) % width,
      n % rows,
    ];
    return weights[row * columns + head * width + column];
  });
}

const softmaxScale = ({ columns }: Projection) => 1 / Math.sqrt(columns / HEADS);

/** The heads [B, 8, T, d] side by side, projected. */
function project(heads: string, out: Projection, bias: Float32Array, builder: Builder): void {
  const turned = builder.make('Transpose', 'turned', [heads], { perm: [0, 2, 1, 3] });
  const joined = builder.make('Reshape', 'joined', [
    turned,
    builder.integers('joined_shape', [0, 0, out.rows]),
  ]);
  const weights = builder.constant('out_weights', [out.rows, out.columns], out.weights);
  const product = builder.make('MatMul', 'out_product', [joined, weights]);
  const perColumn = builder.constant('out_bias', [out.columns], bias);
  builder.make('Add', 'out', [product, perColumn]);
}

function selfAttention({ q, k, v, out }: Parts, builder: Builder): void {
  const queries = toHeads('q', q, builder, softmaxScale(q));
  const keys = toHeads('k', k, builder);
  const values = toHeads('v', v, builder);
  const turned = builder.make('Transpose', 'k_turned', [keys], { perm: [0, 1, 3, 2] });
  const scores = builder.make('MatMul', 'scores', [queries, turned]);
  const shares = builder.make('Softmax', 'shares', [scores], { axis: -1 });
  project(builder.make('MatMul', 'mixed', [shares, values]), out, out.bias, builder);
}

function tokenToImage({ q, k, v, out }: Parts, builder: Builder): void {
  const queries = toHeads('q', q, builder, softmaxScale(q));
  const back = builder.constant(
    'k_back',
    [HEADS, k.columns / HEADS, k.rows],
    headRows(k.weights, k.rows, k.columns),
  );
  const seen = builder.make('MatMul', 'seen', [queries, back]);
  const rows = builder.make('Reshape', 'rows', [
    seen,
    builder.integers('rows_shape', [0, -1, k.rows]),
  ]);
  const turned = builder.make('Transpose', 'image_turned', [k.input], { perm: [0, 2, 1] });
  const scores = builder.make('MatMul', 'scores', [rows, turned]);
  const shares = builder.make('Softmax', 'shares', [scores], { axis: -1 });
  const mixed = builder.make('MatMul', 'mixed', [shares, v.input]);
  const perHead = builder.make('Reshape', 'per_head', [
    mixed,
    builder.integers('per_head_shape', [0, HEADS, -1, v.rows]),
  ]);
  const weights = builder.constant(
    'v_weights',
    [HEADS, v.rows, v.columns / HEADS],
    headColumns(v.weights, v.rows, v.columns),
  );
  const heads = builder.make('MatMul', 'heads', [perHead, weights]);
  // The shares of a head sum to 1: the values' bias passes through them unchanged.
  const bias = out.bias.map((own, column) => {
    let sum = own;
    for (let row = 0; row < out.rows; row++) {
      sum += v.bias[row] * out.weights[row * out.columns + column];
    }
    return sum;
  });
  project(heads, out, bias, builder);
}

function imageToToken({ q, k, v, out }: Parts, builder: Builder): void {
  const width = q.columns / HEADS;
  const keys = toHeads('k', k, builder, softmaxScale(k));
  const back = builder.constant(
    'q_back',
    [HEADS, width, q.rows],
    headRows(q.weights, q.rows, q.columns),
  );
  const seen = builder.make('MatMul', 'seen', [keys, back]);
  const rowsShape = builder.integers('rows_shape', [0, -1, q.rows]);
  const rows = builder.make('Reshape', 'rows', [seen, rowsShape]);
  const turned = builder.make('Transpose', 'rows_turned', [rows], { perm: [0, 2, 1] });
  const products = builder.make('MatMul', 'products', [q.input, turned]);
  const queryBias = builder.constant('q_bias', [HEADS, width, 1], q.bias);
  const offsets = builder.make('MatMul', 'offsets', [keys, queryBias]);
  const flat = builder.make('Reshape', 'offsets_flat', [
    offsets,
    builder.integers('flat_shape', [0, 1, -1]),
  ]);
  const scores = builder.make('Add', 'scores', [products, flat]);
  const split = builder.make('Reshape', 'split', [
    scores,
    builder.integers('split_shape', [0, 0, HEADS, -1]),
  ]);
  const shares = builder.make('Softmax', 'shares', [split], { axis: -1 });
  const joined = builder.make('Reshape', 'joined', [
    shares,
    builder.integers('joined_shape', [0, 0, -1]),
  ]);
  const values = toHeads('v', v, builder);
  const weights = builder.constant('out_weights', [HEADS, width, out.columns], out.weights);
  const projected = builder.make('MatMul', 'projected', [values, weights]);
  // A head's shares sum to 1: each head brings its part of the bias.
  const bias = builder.constant(
    'out_bias',
    [out.columns],
    out.bias.map(value => value / HEADS),
  );
  const offered = builder.make('Add', 'offered', [projected, bias]);
  const offeredRows = builder.make('Reshape', 'offered_rows', [
    offered,
    builder.integers('offered_shape', [0, -1, out.columns]),
  ]);
  builder.make('MatMul', 'out', [joined, offeredRows]);
}

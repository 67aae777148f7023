import { floatAttribute, intAttribute, node, rewriteNodes, type GraphIndex } from '../onnx/graph';
import type { GraphNode, Model } from '../onnx/onnxProto';
import { dimsOf, floatTensor, floatValues, uint8Tensor, type NewTensor } from '../onnx/tensor';
import { quantizeColumns } from './quantize';

/** Products with smaller weights than this gain nothing: quantising the input costs more. */
const MIN_WEIGHTS = 64 * 64;

/**
 * Matrix products with constant weights in 8-bit integers: weights of a column share one scale;
 * the other factor is quantised as it comes, with one scale for all of it (DynamicQuantizeLinear).
 * The sums are exact integers.
 *
 * Both factors are unsigned: with signed weights onnxruntime's kernels for x86 without VNNI would
 * saturate 16-bit partial sums, and answers would differ from machine to machine.
 */
export function dynamicInt8(model: Model, keep: (each: GraphNode) => boolean = () => false): Model {
  const quantized = new Map<string, string[]>();
  return rewriteNodes(model, (each, index, add) => {
    const product = keep(each) ? undefined : constantProduct(each, index);
    if (!product) return undefined;
    const { input, weights, rows, columns, bias } = product;
    const nodes: GraphNode[] = [];
    let parts = quantized.get(input);
    if (!parts) {
      parts = ['u8', 'scale', 'zero'].map(part => `${input}_${part}`);
      quantized.set(input, parts);
      nodes.push(node('DynamicQuantizeLinear', [input], parts));
    }
    const [u8, scale, zero] = parts;
    const [out] = each.output;
    const name = (part: string) => `${out}_${part}`;
    const { values, scales, zeros } = quantizeColumns(weights, rows, columns);
    add(uint8Tensor(name('weight'), [rows, columns], values));
    add(uint8Tensor(name('weight_zero'), [columns], zeros));
    add(floatTensor(name('weight_scale'), [columns], scales));
    nodes.push(
      node('MatMulInteger', [u8, name('weight'), zero, name('weight_zero')], [name('i32')]),
      node('Cast', [name('i32')], [name('f32')], { to: 1 }),
      node('Mul', [scale, name('weight_scale')], [name('scales')]),
    );
    if (bias === undefined) {
      nodes.push(node('Mul', [name('f32'), name('scales')], [out]));
    } else {
      nodes.push(
        node('Mul', [name('f32'), name('scales')], [name('scaled')]),
        node('Add', [name('scaled'), bias], [out]),
      );
    }
    return nodes;
  });
}

interface ConstantProduct {
  readonly input: string;
  /** rows × columns, row by row. */
  readonly weights: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly bias?: string;
}

/** A MatMul or a plain Gemm whose second factor is a constant matrix. */
function constantProduct(each: GraphNode, index: GraphIndex): ConstantProduct | undefined {
  if (each.op_type !== 'MatMul' && each.op_type !== 'Gemm') return undefined;
  const [input, factor, bias] = each.input;
  const tensor: NewTensor | undefined = index.initializer(factor);
  if (tensor?.dims.length !== 2) return undefined;
  const [a, b] = dimsOf(tensor);
  if (a * b < MIN_WEIGHTS) return undefined;
  const values = floatValues(tensor);
  if (each.op_type === 'MatMul') return { input, weights: values, rows: a, columns: b };
  const plain =
    intAttribute(each, 'transA', 0) === 0 &&
    floatAttribute(each, 'alpha', 1) === 1 &&
    floatAttribute(each, 'beta', 1) === 1;
  if (!plain) return undefined;
  if (intAttribute(each, 'transB', 0) === 0) {
    return { input, weights: values, rows: a, columns: b, bias };
  }
  return { input, weights: transposed(values, a, b), rows: b, columns: a, bias };
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import { node } from '../../../models/onnx/graph';
import { readModel, writeModel } from '../../../models/onnx/onnxProto';
import { floatTensor, halfTensor, halfValues } from '../../../models/onnx/tensor';
import { dynamicInt8 } from '../../../models/rewrite/dynamicInt8';
import { fuseGelu } from '../../../models/rewrite/fuseGelu';
import { halfWeights } from '../../../models/rewrite/halfWeights';
import { int8Weights } from '../../../models/rewrite/int8Weights';
import { singleWeights } from '../../../models/rewrite/singleWeights';
import { quantizeColumns } from '../../../models/rewrite/quantize';
import { difference, noise, operators, run, tinyModel } from './tinyGraph';

const SQRT_2 = 1.4142135381698608;
/** GELU as PyTorch exports it. */
const gelu = (root: number) =>
  tinyModel({
    inputs: { x: [64] },
    outputs: ['y'],
    initializers: [
      floatTensor('root', [], [root]),
      floatTensor('one', [], [1]),
      floatTensor('half', [], [0.5]),
    ],
    nodes: [
      node('Div', ['x', 'root'], ['scaled']),
      node('Erf', ['scaled'], ['erf']),
      node('Add', ['erf', 'one'], ['sum']),
      node('Mul', ['x', 'sum'], ['product']),
      node('Mul', ['product', 'half'], ['y']),
    ],
  });
const wide = { x: [noise(64, 1).map(v => 6 * v), [64]] as const };

describe('fuseGelu', () => {
  it('keeps the function', async () => {
    const fused = fuseGelu(gelu(SQRT_2), 'exact');
    expect(operators(fused)).toEqual(['Gelu']);
    expect(difference((await run(fused, wide)).y, (await run(gelu(SQRT_2), wide)).y)).toBeLessThan(
      1e-6,
    );
  });

  it('approximates it within 0.0005', async () => {
    const fused = fuseGelu(gelu(SQRT_2), 'tanh');
    expect(operators(fused)).toEqual(['FastGelu']);
    const error = difference((await run(fused, wide)).y, (await run(gelu(SQRT_2), wide)).y);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(5e-4);
  });

  it('leaves what only looks like it', () => {
    expect(operators(fuseGelu(gelu(1.5), 'tanh'))).toEqual(['Div', 'Erf', 'Add', 'Mul', 'Mul']);
  });
});

const ROWS = 96;
const COLUMNS = 80;
/** Columns of very different size, as trained weights have. */
const weights = noise(ROWS * COLUMNS, 5).map((v, i) => v * (1 + (i % COLUMNS)));
const product = tinyModel({
  inputs: { x: ['n', ROWS] },
  outputs: ['y'],
  initializers: [floatTensor('w', [ROWS, COLUMNS], weights)],
  nodes: [node('MatMul', ['x', 'w'], ['y'])],
});
const rows = { x: [noise(3 * ROWS, 9), [3, ROWS]] as const };

/** Largest error as a share of the largest answer of the same column. */
function columnError(got: Float32Array, expected: Float32Array): number {
  let worst = 0;
  for (let column = 0; column < COLUMNS; column++) {
    const of = (all: Float32Array) => all.filter((_, i) => i % COLUMNS === column);
    const largest = Math.max(...of(expected).map(Math.abs));
    worst = Math.max(worst, difference(of(got), of(expected)) / largest);
  }
  return worst;
}

describe('dynamicInt8', () => {
  it('multiplies in integers, with one scale for each column', async () => {
    const small = dynamicInt8(product);
    expect(operators(small)).toContain('MatMulInteger');
    expect(operators(small)).not.toContain('MatMul');
    const error = columnError((await run(small, rows)).y, (await run(product, rows)).y);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.02);
    expect(writeModel(small).length).toBeLessThan(0.4 * writeModel(product).length);
  });

  it('reads a Gemm with its weights transposed and its bias', async () => {
    const gemm = tinyModel({
      inputs: { x: ['n', ROWS] },
      outputs: ['y'],
      initializers: [
        floatTensor('w', [COLUMNS, ROWS], weights),
        floatTensor('b', [COLUMNS], noise(COLUMNS, 2)),
      ],
      nodes: [node('Gemm', ['x', 'w', 'b'], ['y'], { transB: 1 })],
    });
    const small = dynamicInt8(gemm);
    expect(operators(small)).toContain('MatMulInteger');
    const expected = (await run(gemm, rows)).y;
    const scale = Math.max(...expected.map(Math.abs));
    expect(difference((await run(small, rows)).y, expected) / scale).toBeLessThan(0.02);
  });

  it('quantises an input once for all products that share it', () => {
    const two = tinyModel({
      inputs: { x: ['n', ROWS] },
      outputs: ['y', 'z'],
      initializers: [floatTensor('w', [ROWS, COLUMNS], weights)],
      nodes: [node('MatMul', ['x', 'w'], ['y']), node('MatMul', ['x', 'w'], ['z'])],
    });
    const names = operators(dynamicInt8(two));
    expect(names.filter(name => name === 'DynamicQuantizeLinear')).toHaveLength(1);
    expect(names.filter(name => name === 'MatMulInteger')).toHaveLength(2);
  });

  it('leaves small products, scaled ones and those of two variables', () => {
    const model = tinyModel({
      inputs: { x: ['n', ROWS], t: [ROWS, COLUMNS] },
      outputs: ['y', 'z', 'u'],
      initializers: [
        floatTensor('small', [ROWS, 4], noise(ROWS * 4, 1)),
        floatTensor('w', [ROWS, COLUMNS], weights),
      ],
      nodes: [
        node('MatMul', ['x', 'small'], ['y']),
        node('MatMul', ['x', 't'], ['z']),
        node('Gemm', ['x', 'w'], ['u'], { alpha: { f: 2 } }),
      ],
    });
    expect(operators(dynamicInt8(model))).toEqual(['MatMul', 'MatMul', 'Gemm']);
  });
});

describe('quantizeColumns', () => {
  it('keeps zero, the largest size of each column, and an empty column', () => {
    const { values, scales } = quantizeColumns(Float32Array.of(0, 5, 0, 2, -10, 0), 2, 3);
    expect([...values]).toEqual([128, 192, 128, 255, 1, 128]);
    expect([...scales]).toEqual([2, 10, 0].map(v => Math.fround(v / 127)));
  });
});

describe('singleWeights', () => {
  it('undoes halfWeights: the same numbers without a Cast', async () => {
    const half = halfWeights(product);
    const single = singleWeights(half);
    expect(operators(single)).toEqual(['MatMul']);
    expect((await run(single, rows)).y).toEqual((await run(half, rows)).y);
  });

  it('reads every half-precision number', () => {
    const values = Float32Array.of(0, 1, -2, 65504, 2 ** -24, -(2 ** -14), 0.333251953125);
    expect(halfValues(halfTensor('numbers', [values.length], values))).toEqual(values);
  });
});

describe('halfWeights', () => {
  it('stores weights in 16 bits and computes as before', async () => {
    const small = halfWeights(product);
    expect(operators(small)).toEqual(['Cast', 'MatMul']);
    expect(writeModel(small).length).toBeLessThan(0.55 * writeModel(product).length);
    const error = columnError((await run(small, rows)).y, (await run(product, rows)).y);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.001);
  });

  it('leaves small tensors and values beyond the range', () => {
    const huge = weights.map((v, i) => (i === 7 ? 1e6 : v));
    const model = tinyModel({
      inputs: { x: ['n', ROWS] },
      outputs: ['z'],
      initializers: [
        floatTensor('w', [ROWS, COLUMNS], huge),
        floatTensor('b', [COLUMNS], noise(COLUMNS, 2)),
      ],
      nodes: [node('MatMul', ['x', 'w'], ['y']), node('Add', ['y', 'b'], ['z'])],
    });
    expect(operators(halfWeights(model))).toEqual(['MatMul', 'Add']);
  });

  it('shrinks Constant nodes, too', async () => {
    const constant = {
      ...node('Constant', [], ['w']),
      attribute: [{ name: 'value', type: 4, t: floatTensor('', [ROWS, COLUMNS], weights) }],
    } as unknown as ReturnType<typeof node>;
    const model = tinyModel({
      inputs: { x: ['n', ROWS] },
      outputs: ['y'],
      nodes: [constant, node('MatMul', ['x', 'w'], ['y'])],
    });
    const small = halfWeights(model);
    expect(operators(small)).toEqual(['Cast', 'MatMul']);
    expect(columnError((await run(small, rows)).y, (await run(model, rows)).y)).toBeLessThan(0.001);
  });
});

describe('int8Weights', () => {
  it('stores weights in 8 bits and computes in float32', async () => {
    const small = int8Weights(product);
    expect(operators(small)).toContain('MatMul');
    expect(writeModel(small).length).toBeLessThan(0.35 * writeModel(product).length);
    const error = columnError((await run(small, rows)).y, (await run(product, rows)).y);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.015);
  });

  it('has a scale for each filter of a convolution', async () => {
    const conv = tinyModel({
      inputs: { x: [1, 8, 6, 6] },
      outputs: ['y'],
      initializers: [
        floatTensor(
          'w',
          [8, 8, 3, 3],
          noise(576, 4).map((v, i) => v * 10 ** (i >> 8)),
        ),
      ],
      nodes: [node('Conv', ['x', 'w'], ['y'], { pads: [1, 1, 1, 1] })],
    });
    const feeds = { x: [noise(288, 3), [1, 8, 6, 6]] as const };
    const small = int8Weights(conv);
    const [got, expected] = [(await run(small, feeds)).y, (await run(conv, feeds)).y];
    // The first filters are a hundred times smaller than the last.
    expect(difference(got.slice(0, 36), expected.slice(0, 36))).toBeLessThan(0.05);
  });
});

describe('halfTensor', () => {
  const bitsOf = (value: number) => {
    const { raw_data } = halfTensor('number', [1], Float32Array.of(value));
    return raw_data[0] | (raw_data[1] << 8);
  };
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.9, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [3 * 2 ** -25, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 - 2 ** -12, 0x4000],
    [1 / 3, 0x3555],
  ])('%f', (value, bits) => expect(bitsOf(value)).toBe(bits));

  it('says what is no number', () => expect(bitsOf(NaN)).toBe(0x7e00));
});

describe('readModel', () => {
  it('refuses a file with fields that it would lose', () => {
    const bytes = writeModel(product);
    // Field 20 of ModelProto (training_info), empty.
    const more = Uint8Array.of(...bytes, 0xa2, 0x01, 0x00);
    expect(() => readModel(more)).toThrow(/does not declare/);
    expect(writeModel(readModel(bytes))).toEqual(bytes);
  });
});

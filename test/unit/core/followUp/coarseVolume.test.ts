import {
  coarseSlice,
  layersTogether,
  planVolume,
  scaledVolume,
  SCALED_RANGE,
} from '../../../../extension/src/core/followUp';
import type { ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';

const plane = (z: number, change: Partial<ImagePlane> = {}): ImagePlane => ({
  ...{ origin: [-50, -40, z], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
  ...{ columnSpacing: 1, rowSpacing: 1, columns: 100, rows: 80 },
  ...change,
});
const places = (count: number, gap: number) => Array.from({ length: count }, (_, n) => n * gap);

describe('which slices are read to align a series', () => {
  test('about one in 4 mm, in the order of their places, however they are stored', () => {
    const shuffled = [...places(60, 1)].sort((a, b) => ((a * 7) % 11) - ((b * 7) % 11));
    const { indices, step } = planVolume(shuffled.map(z => plane(z)))!;
    expect(indices.map(index => shuffled[index])).toEqual(places(15, 4));
    expect(step).toEqual([0, 0, 4]);
  });

  test('thick slices are all read', () => {
    expect(planVolume(places(12, 5).map(z => plane(z)))!.indices).toHaveLength(12);
  });

  test('images that share a place count once', () => {
    const twice = places(20, 4).flatMap(z => [plane(z), plane(z)]);
    expect(planVolume(twice)!.indices).toEqual(places(20, 2));
  });

  test('a localizer beside the stack, and images without a place, are left out', () => {
    const across = plane(0, { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] });
    const stack = places(20, 4).map(z => plane(z));
    const unknown = plane(0, { placeKnown: false });
    expect(planVolume([across, null, ...stack, unknown])!.indices).toEqual(
      stack.map((_, n) => n + 2),
    );
  });

  test.each<[string, readonly (ImagePlane | null)[]]>([
    ['too few slices', places(3, 20).map(z => plane(z))],
    ['a thin slab', places(10, 2).map(z => plane(z))],
    [
      'a stack with a hole',
      [...places(10, 4), ...places(10, 4).map(z => z + 60)].map(z => plane(z)),
    ],
    ['a tilted gantry', places(20, 4).map(z => plane(z, { origin: [-50, -40 + z / 4, z] }))],
    ['no spacing', places(20, 4).map(z => plane(z, { spacingKnown: false }))],
    ['no image', []],
  ])('%s: none', (_, planes) => {
    expect(planVolume(planes)).toBeNull();
  });
});

describe('the volume that they make', () => {
  const image = (z: number, value: number, change: Partial<SliceImage> = {}): SliceImage => ({
    ...{ key: `${z}`, plane: plane(z), channels: 1, modality: 'MR', units: 'arbitrary' },
    ...{ inverted: false, values: new Float32Array(8000).fill(value) },
    ...change,
  });

  test('has blocks of 4 mm at the places of their middles', () => {
    const layers = [0, 4, 8].map(z => coarseSlice(image(z, z)));
    const { dims, origin, steps, values } = layersTogether(layers, [0, 0, 4]);
    expect([dims, origin, steps]).toEqual([
      [25, 20, 3],
      [-48.5, -38.5, 0],
      [
        [4, 0, 0],
        [0, 4, 0],
        [0, 0, 4],
      ],
    ]);
    expect([values[0], values[500], values[1499]]).toEqual([0, 4, 8]);
  });

  test('padding and what is no number count as air', () => {
    const values = new Float32Array(8000).fill(40);
    values.fill(-2000, 0, 4000).fill(NaN, 4000, 4100);
    const padding = { lower: -2000, upper: -2000 };
    const { values: coarse } = coarseSlice(image(0, 0, { values, padding, units: 'HU' }));
    expect([coarse[0], coarse[499]]).toEqual([-400, 40]);
  });

  test('values of two scanners become comparable', () => {
    const values = Float32Array.from({ length: 1000 }, (_, n) => (n * 37) % 1000);
    const grid = {
      dims: [10, 10, 10],
      origin: [0, 0, 0],
      steps: [
        [4, 0, 0],
        [0, 4, 0],
        [0, 0, 4],
      ],
    } as const;
    const a = scaledVolume({ ...grid, values }).values;
    const b = scaledVolume({ ...grid, values: values.map(value => 3.5 * value + 120) }).values;
    for (let n = 0; n < 1000; n += 50) expect(b[n]).toBeCloseTo(a[n], 2);
    expect(Math.max(...Array.from(a))).toBeGreaterThan(0.9 * SCALED_RANGE[1]);
    const flat = scaledVolume({ ...grid, values: new Float32Array(1000).fill(7) }).values;
    expect(Array.from(flat).every(value => value === 0)).toBe(true);
  });
});

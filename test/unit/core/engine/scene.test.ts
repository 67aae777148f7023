import { coarseScene, fullScene } from '../../../../extension/src/core/engine/scene';
import { wholeImage } from '../../../../extension/src/core/geometry/region';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';

const sliceOf = (columns: number, rows: number, channels: 1 | 3 = 1): SliceImage => ({
  key: 'slice',
  plane: {
    origin: [0, 0, 0],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    columnSpacing: 0.5,
    rowSpacing: 0.8,
    columns,
    rows,
  },
  values: Float32Array.from({ length: columns * rows * channels }, (_, n) => n),
  channels,
  modality: 'CT',
  units: 'HU',
  inverted: false,
});
const prompts = {
  include: [[300, 40]] as const,
  exclude: [[10, 11]] as const,
  box: { x: -0.5, y: -0.5, width: 800, height: 60 },
  outlines: [[[0, 0] as const, [799, 59] as const]],
};

test('a slice no larger than the masks stays as it is', () => {
  const slice = sliceOf(400, 300);
  expect(coarseScene(slice, prompts, 256).slice).toBe(slice);
  expect(fullScene(slice, prompts).region(prompts.box)).toBe(prompts.box);
});

test('a larger one keeps its extent, its values and where the prompts are', () => {
  const slice = sliceOf(800, 60);
  const scene = coarseScene(slice, prompts, 256);
  const { plane, values } = scene.slice;
  expect(plane).toMatchObject({ columns: 266, rows: 20, columnSpacing: 1.5 });
  expect(plane.rowSpacing).toBeCloseTo(2.4);
  expect(values[plane.columns * 2 + 5]).toBe(slice.values[800 * 6 + 15]);
  // Whole blocks: two columns of 800 are left over.
  expect(scene.region({ x: -0.5, y: -0.5, width: 798, height: 60 })).toEqual(wholeImage(plane));
  // Pixel 300 is the first of the block 100, whose middle is at 301.
  expect(scene.prompts.include[0][0]).toBeCloseTo(100 - 1 / 3);
  expect(scene.prompts.exclude[0]).toEqual([3, 10 / 3]);
  expect(scene.prompts.box).toMatchObject({ x: -0.5, y: -0.5, height: 20 });
  expect(scene.prompts.outlines).toHaveLength(1);
});

test('colours stay together', () => {
  const { slice } = coarseScene(sliceOf(512, 2, 3), prompts, 256);
  expect([...slice.values.subarray(0, 6)]).toEqual([0, 1, 2, 6, 7, 8]);
});

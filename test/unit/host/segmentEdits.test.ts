import type { SegmentRegions } from '../../../extension/src/host/labelmap';
import { LabelmapStore } from '../../../extension/src/host/labelmap';
import { COLUMNS, FakeHost, storedSlice } from './fakeHost';
import { plainLabelmap, row, S1, S2, SOURCES } from './plainLabelmap';

/** Segment 1 on image a, segment 2 on images a and b. */
async function twoSegments() {
  const made = plainLabelmap();
  await made.labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 2) }]);
  await made.labelmaps.writeAll(S2, [
    { slice: storedSlice('a'), mask: row(2, 0, 2) },
    { slice: storedSlice('b'), mask: row(0, 1, 3) },
  ]);
  const first = (imageId: string, from = 0) =>
    made.fake.voxelsOf(imageId).slice(from, from + COLUMNS);
  return { ...made, first };
}

test('merged segments are one, in one undo step that brings both back', async () => {
  const { fake, labelmaps, segmentation, first } = await twoSegments();
  const { steps } = fake;
  segmentation.segments[2].label = 'Lesion B';
  await labelmaps.removeSegments([S2], S1);
  const merged = () => [first('m-0'), first('m-1', COLUMNS), Object.keys(segmentation.segments)];
  const after = [[1, 1, 1, 1], [1, 1, 1, 0], ['1']];
  expect(merged()).toEqual(after);
  expect(fake.steps).toBe(steps + 1);
  fake.undo();
  expect(merged()).toEqual([
    [1, 1, 2, 2],
    [2, 2, 2, 0],
    ['1', '2'],
  ]);
  expect(segmentation.segments[2].label).toBe('Lesion B');
  fake.redo();
  expect(merged()).toEqual(after);
  fake.undo();
  expect(merged()).toEqual([
    [1, 1, 2, 2],
    [2, 2, 2, 0],
    ['1', '2'],
  ]);
});

test('a deleted segment goes with its voxels, and one undo brings both back', async () => {
  const { fake, labelmaps, segmentation, first } = await twoSegments();
  await labelmaps.removeSegments([S2]);
  expect(first('m-0')).toEqual([1, 1, 0, 0]);
  expect(Object.keys(segmentation.segments)).toEqual(['1']);
  fake.undo();
  expect(first('m-0')).toEqual([1, 1, 2, 2]);
  expect(Object.keys(segmentation.segments)).toEqual(['1', '2']);
});

test('a segment without voxels is deleted as well', async () => {
  const { fake, labelmaps, segmentation } = plainLabelmap();
  await labelmaps.removeSegments([S2]);
  expect(Object.keys(segmentation.segments)).toEqual(['1']);
  fake.undo();
  expect(Object.keys(segmentation.segments)).toEqual(['1', '2']);
});

test('nothing is merged into a locked segment, and nothing of the others is lost', async () => {
  const { labelmaps, segmentation, first } = await twoSegments();
  segmentation.segments[1].locked = true;
  await expect(labelmaps.removeSegments([S2], S1)).rejects.toMatchObject({
    code: 'segment-locked',
  });
  expect(first('m-0')).toEqual([1, 1, 2, 2]);
  expect(Object.keys(segmentation.segments)).toEqual(['1', '2']);
});

test('a part that moves to another segment comes back by one undo', async () => {
  const { fake, labelmaps, first } = await twoSegments();
  await labelmaps.moveRegions(S2, [
    { target: S1, regions: [{ imageId: 'b', region: row(1, 1, 2) }] },
  ]);
  expect(first('m-1', COLUMNS)).toEqual([2, 1, 1, 0]);
  fake.undo();
  expect(first('m-1', COLUMNS)).toEqual([2, 2, 2, 0]);
  fake.redo();
  expect(first('m-1', COLUMNS)).toEqual([2, 1, 1, 0]);
});

async function all(regions: AsyncIterable<SegmentRegions>) {
  const found: unknown[] = [];
  for await (const { imageId, regions: own } of regions) {
    found.push([imageId, [...own].map(([index, { x, y, width }]) => [index, x, y, width])]);
  }
  return found;
}

test('the regions of all segments are read image by image', async () => {
  const { labelmaps } = await twoSegments();
  expect(await all(labelmaps.regionsOf('s', [1, 2]))).toEqual([
    [
      'a',
      [
        [1, 0, 0, 2],
        [2, 2, 0, 2],
      ],
    ],
    ['b', [[2, 0, 1, 3]]],
    ['c', []],
  ]);
});

test('regions of overlapping segments are those of all their layers', async () => {
  const fake = new FakeHost();
  const layers = ['m0', 'm1'].map(prefix => fake.addLabelmapImages(prefix, SOURCES));
  fake.addSegmentation('s', { imageIds: layers.flat(), referencedImageIds: SOURCES }, [1, 3]);
  fake.images.get('m0-0')!.voxelManager.setAtIndex(0, 1);
  fake.images.get('m1-0')!.voxelManager.setAtIndex(0, 3);
  fake.images.get('m1-0')!.voxelManager.setAtIndex(1, 1);
  const labelmaps = new LabelmapStore(fake.host);
  const [[imageId, regions]] = (await all(labelmaps.regionsOf('s', [1, 3]))) as [[string, unknown]];
  expect([imageId, regions]).toEqual([
    'a',
    [
      [1, 0, 0, 2],
      [3, 0, 0, 1],
    ],
  ]);
});

test('regions of another group of a 4D series are written row by row', async () => {
  const { fake, labelmaps, first } = await twoSegments();
  for (const imageId of ['a', 'a-later']) fake.place(imageId, 0);
  const region = row(1, 2, 2);
  await labelmaps.moveRegions(S2, [{ target: S1, regions: [{ imageId: 'a-later', region }] }]);
  expect(first('m-0')).toEqual([1, 1, 2, 2]);
  expect(first('m-0', 2 * COLUMNS)).toEqual([0, 1, 1, 0]);
});

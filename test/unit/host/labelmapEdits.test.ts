import { LabelmapStore } from '../../../extension/src/host/labelmap';
import { COLUMNS, FakeHost, ROWS, storedSlice } from './fakeHost';
import { plainLabelmap, row, S1, S2, SOURCES } from './plainLabelmap';

/** As OHIF loads a SEG whose segments overlap: one layer that lists each source image twice. */
function twoLayers() {
  const fake = new FakeHost();
  const layers = ['m0', 'm1'].map(prefix => fake.addLabelmapImages(prefix, SOURCES));
  fake.addSegmentation('s', { imageIds: layers.flat(), referencedImageIds: SOURCES }, [1, 3]);
  fake.images.get('m0-0')!.voxelManager.setAtIndex(0, 1);
  fake.images.get('m1-0')!.voxelManager.setAtIndex(0, 3);
  return { labelmaps: new LabelmapStore(fake.host) };
}

test('what is added and what is taken away are one undo step, and other segments stay', async () => {
  const { fake, labelmaps } = plainLabelmap();
  await labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 3) }]);
  await labelmaps.writeAll(S2, [{ slice: storedSlice('b'), mask: row(0, 0, 1) }]);
  const result = await labelmaps.writeRegions(S1, [
    { imageId: 'a', region: row(3, 0, 1), removed: row(0, 0, 2) },
    { imageId: 'b', region: row(0, 0, 2), removed: row(0, 1, 4) },
  ]);
  expect(result).toEqual({ written: 4, keptOther: 1, step: expect.any(Number) });
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 0, 1, 1]);
  expect(fake.voxelsOf('m-1').slice(0, COLUMNS)).toEqual([2, 1, 0, 0]);
  fake.undo();
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 1, 0]);
  expect(fake.voxelsOf('m-1').slice(0, COLUMNS)).toEqual([2, 0, 0, 0]);
});

test('undo leaves what the reader drew while a write was under way', async () => {
  const { fake, labelmaps } = plainLabelmap();
  function* edits() {
    yield { imageId: 'a', region: row(0, 0, 3) };
    // All is planned, nothing is written yet.
    fake.images.get('m-0')!.voxelManager.setAtIndex(1, 1);
  }
  const result = await labelmaps.writeRegions(S1, edits());
  expect(result).toMatchObject({ written: 2 });
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 1, 0]);
  fake.undo();
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 1, 0, 0]);
});

test('it is told where no voxel can be added: other segments and beyond the image', async () => {
  const { labelmaps } = plainLabelmap();
  await labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 2) }]);
  await labelmaps.writeAll(S2, [{ slice: storedSlice('a'), mask: row(2, 0, 1) }]);
  const taken = labelmaps.takenBeside(S1);
  expect(taken('a', { x: 1, y: 0, width: 4, height: 1 })).toEqual(Uint8Array.of(0, 1, 0, 1));
  expect(taken('a', { x: 0, y: ROWS - 1, width: 2, height: 2 })).toEqual(Uint8Array.of(0, 0, 1, 1));
  expect(taken('a', { x: 0, y: 1, width: COLUMNS, height: 2 })).toBeNull();
});

test('in overlapping segments only those in the way of new voxels are in the way', () => {
  const { labelmaps } = twoLayers();
  const taken = labelmaps.takenBeside({ segmentationId: 's', segmentIndex: 3 });
  expect(taken('a', { x: 0, y: 0, width: 4, height: 1 })).toBeNull();
});

describe('masks of several segments', () => {
  it('are one undo step, and the first of two that overlap has the voxels', async () => {
    const { fake, labelmaps } = plainLabelmap();
    const slice = storedSlice('a');
    const result = await labelmaps.writeSegments([
      { target: S1, masks: [{ slice, mask: row(0, 0, 2) }] },
      { target: S2, masks: [{ slice, mask: row(1, 0, 3) }] },
    ]);
    expect(result).toEqual({ written: 4, keptOther: 1, step: expect.any(Number) });
    expect(fake.steps).toBe(1);
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 2, 2]);
    fake.undo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 0, 0, 0]);
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 2, 2]);
  });

  it('leave nothing behind when one of them is locked', async () => {
    const { fake, segmentation, labelmaps } = plainLabelmap();
    segmentation.segments[2].locked = true;
    const slice = storedSlice('a');
    const write = labelmaps.writeSegments([
      { target: S1, masks: [{ slice, mask: row(0, 0, 2) }] },
      { target: S2, masks: [{ slice, mask: row(2, 0, 2) }] },
    ]);
    await expect(write).rejects.toMatchObject({ code: 'segment-locked' });
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 0, 0, 0]);
    expect(fake.steps).toBe(0);
  });
});

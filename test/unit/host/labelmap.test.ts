import { LabelmapStore, type ImageRegion } from '../../../extension/src/host/labelmap';
import { COLUMNS, FakeHost, ROWS, coronalSlice, storedSlice } from './fakeHost';
import { plainLabelmap, row, S1, S2, SOURCES } from './plainLabelmap';

/** As OHIF loads a SEG whose segments overlap: one layer that lists each source image twice. */
function overlappingSeg() {
  const fake = new FakeHost();
  const first = fake.addLabelmapImages('m0', SOURCES);
  const second = fake.addLabelmapImages('m1', SOURCES);
  const imageIds = [...first, ...second];
  fake.addSegmentation('s', { imageIds, referencedImageIds: SOURCES }, [1, 2, 3]);
  // Segment 3 lies over segments 1 and 2.
  fake.images.get('m0-0')!.voxelManager.setAtIndex(0, 1);
  fake.images.get('m0-0')!.voxelManager.setAtIndex(1, 2);
  for (const n of [0, 1, 2]) fake.images.get('m1-0')!.voxelManager.setAtIndex(n, 3);
  return { fake, labelmaps: new LabelmapStore(fake.host) };
}

/** As newer viewers keep overlapping segments: layers of their own with values of their own. */
function layeredLabelmap() {
  const fake = new FakeHost();
  const p = { labelmapId: 'p', imageIds: fake.addLabelmapImages('p', SOURCES) };
  const q = { labelmapId: 'q', imageIds: fake.addLabelmapImages('q', SOURCES) };
  const segmentBindings = {
    1: { labelmapId: 'p', labelValue: 1 },
    2: { labelmapId: 'q', labelValue: 1 },
  };
  const labelmaps = { p, q };
  fake.addSegmentation(
    's',
    { imageIds: p.imageIds, primaryLabelmapId: 'p', labelmaps, segmentBindings },
    [1, 2],
  );
  return { fake, labelmaps: new LabelmapStore(fake.host) };
}

async function regionsOf(labelmaps: LabelmapStore, segmentIndex: number): Promise<ImageRegion[]> {
  const regions: ImageRegion[] = [];
  for await (const region of labelmaps.segmentRegions('s', segmentIndex)) regions.push(region);
  return regions;
}

test('masks on many slices are one undo step', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const result = await labelmaps.writeAll(S1, [
    { slice: storedSlice('a'), mask: row(0, 0, 2) },
    { slice: storedSlice('c'), mask: row(1, 2, 2) },
  ]);
  expect(result).toEqual({ written: 4, keptOther: 0, step: expect.any(Number) });
  expect(fake.steps).toBe(1);
  expect(fake.modified).toEqual([[0, 2]]);
  expect(await regionsOf(labelmaps, 1)).toEqual([
    { imageId: 'a', region: row(0, 0, 2) },
    { imageId: 'c', region: row(1, 2, 2) },
  ]);
  fake.undo();
  expect(await regionsOf(labelmaps, 1)).toEqual([]);
  fake.redo();
  expect(await regionsOf(labelmaps, 1)).toHaveLength(2);
});

test('what is taken back and made again is told with its step', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const told: unknown[] = [];
  const stop = labelmaps.onHistory((step, event) => told.push([step, event]));
  const mask = row(0, 0, 2);
  const first = await labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask }]);
  const second = await labelmaps.writeAll(S2, [{ slice: storedSlice('b'), mask }]);
  expect(first.step).not.toBe(second.step);
  fake.undo();
  fake.undo();
  fake.redo();
  expect(told).toEqual([
    [second.step, 'undone'],
    [first.step, 'undone'],
    [first.step, 'redone'],
  ]);
  stop();
  fake.redo();
  expect(told).toHaveLength(3);
});

test('writing what is there already is no step', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const masks = [{ slice: storedSlice('a'), mask: row(0, 0, 2) }];
  await labelmaps.writeAll(S1, masks);
  expect(await labelmaps.writeAll(S1, masks)).toEqual({ written: 0, keptOther: 0, step: null });
  expect(fake.steps).toBe(1);
});

test('voxels of other segments are kept and counted', async () => {
  const { fake, labelmaps } = plainLabelmap();
  await labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 2) }]);
  const { keptOther } = await labelmaps.writeAll(S2, [
    { slice: storedSlice('a'), mask: row(1, 0, 3), replaces: row(0, 0, 1) },
  ]);
  expect(keptOther).toBe(1);
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 2, 2]);
  fake.undo();
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 0, 0]);
});

test('a corrected mask takes away what it no longer has', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const slice = storedSlice('a');
  await labelmaps.writeAll(S1, [{ slice, mask: row(0, 0, 3) }]);
  await labelmaps.writeAll(S1, [{ slice, mask: row(2, 0, 2), replaces: row(0, 0, 3) }]);
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 0, 1, 1]);
  fake.undo();
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 1, 0]);
});

test('a reformatted plane is written across the images', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const slice = coronalSlice(SOURCES, 1);
  const mask = { x: 2, y: 0, width: 1, height: 3, data: Uint8Array.of(1, 1, 1) };
  await labelmaps.writeAll(S1, [{ slice, mask }]);
  for (const id of ['m-0', 'm-1', 'm-2']) expect(fake.voxelsOf(id)[COLUMNS + 2]).toBe(1);
  expect(labelmaps.maskOn(S1, slice)).toEqual(mask);
  fake.undo();
  expect(labelmaps.maskOn(S1, slice).width).toBe(0);
});

test('a locked segment and one that is gone are not written', async () => {
  const { fake, segmentation, labelmaps } = plainLabelmap();
  const masks = [{ slice: storedSlice('a'), mask: row(0, 0, 2) }];
  segmentation.segments[1].locked = true;
  await expect(labelmaps.writeAll(S1, masks)).rejects.toMatchObject({ code: 'segment-locked' });
  delete segmentation.segments[1];
  await expect(labelmaps.writeAll(S1, masks)).rejects.toMatchObject({ code: 'no-segmentation' });
  expect(fake.voxelsOf('m-0')).toEqual(new Array(COLUMNS * ROWS).fill(0));
});

test('nothing is written when one of the slices is of another series', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const masks = ['a', 'elsewhere'].map(id => ({ slice: storedSlice(id), mask: row(0, 0, 2) }));
  await expect(labelmaps.writeAll(S1, masks)).rejects.toMatchObject({
    code: 'segmentation-failed',
  });
  expect(fake.voxelsOf('m-0')).toEqual(new Array(COLUMNS * ROWS).fill(0));
  expect(fake.steps).toBe(0);
});

test('two writes at once do not take each other’s voxels', async () => {
  const { fake, labelmaps } = plainLabelmap();
  const slice = storedSlice('a');
  const [, second] = await Promise.all([
    labelmaps.writeAll(S1, [{ slice, mask: row(0, 0, 3) }]),
    labelmaps.writeAll(S2, [{ slice, mask: row(1, 0, 3) }]),
  ]);
  expect(second.keptOther).toBe(2);
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 1, 1, 2]);
});

describe('overlapping segments', () => {
  test('of a loaded SEG are all read', async () => {
    const { labelmaps } = overlappingSeg();
    expect(await regionsOf(labelmaps, 1)).toEqual([{ imageId: 'a', region: row(0, 0, 1) }]);
    expect(await regionsOf(labelmaps, 2)).toEqual([{ imageId: 'a', region: row(1, 0, 1) }]);
    expect(await regionsOf(labelmaps, 3)).toEqual([{ imageId: 'a', region: row(0, 0, 3) }]);
    expect(labelmaps.sourcesOf({ segmentationId: 's', segmentIndex: 3 })).toEqual(SOURCES);
  });

  test('of a loaded SEG can each be written without taking from the others', async () => {
    const { fake, labelmaps } = overlappingSeg();
    const s3 = { segmentationId: 's', segmentIndex: 3 };
    const slice = storedSlice('a');
    expect(labelmaps.maskOn(s3, slice)).toEqual(row(0, 0, 3));
    await labelmaps.writeAll(s3, [{ slice, mask: row(0, 0, 4), replaces: row(0, 0, 3) }]);
    expect(fake.voxelsOf('m1-0').slice(0, COLUMNS)).toEqual([3, 3, 3, 3]);
    // Where the segment has no voxel yet, too.
    await labelmaps.writeAll(s3, [{ slice: storedSlice('b'), mask: row(0, 0, 2) }]);
    expect(fake.voxelsOf('m1-1').slice(0, COLUMNS)).toEqual([3, 3, 0, 0]);
    expect(fake.voxelsOf('m0-0').slice(0, COLUMNS)).toEqual([1, 2, 0, 0]);
    await labelmaps.writeAll(s3, [{ slice, mask: row(3, 0, 1), replaces: row(0, 0, 4) }]);
    expect(await regionsOf(labelmaps, 1)).toEqual([{ imageId: 'a', region: row(0, 0, 1) }]);
    fake.undo();
    expect(labelmaps.maskOn(s3, slice)).toEqual(row(0, 0, 4));
  });

  test('show what was written in volume viewports as well', async () => {
    const { fake, labelmaps } = overlappingSeg();
    const imageIds = fake.addLabelmapImages('merged', SOURCES);
    fake.volumes.set('g', { volumeId: 'g', imageIds });
    fake.segmentations.get('s')!.representationData.Labelmap!.geometryVolumeId = 'g';
    const s3 = { segmentationId: 's', segmentIndex: 3 };
    await labelmaps.writeAll(s3, [{ slice: storedSlice('b'), mask: row(1, 0, 2) }]);
    expect(fake.voxelsOf('merged-1').slice(0, COLUMNS)).toEqual([0, 3, 3, 0]);
    expect(fake.modified).toEqual([[1]]);
    fake.undo();
    expect(fake.voxelsOf('merged-1').slice(0, COLUMNS)).toEqual([0, 0, 0, 0]);
  });

  test('in layers of their own are read and written by their own values', async () => {
    const { fake, labelmaps } = layeredLabelmap();
    const slice = storedSlice('b');
    await labelmaps.writeAll(S1, [{ slice, mask: row(0, 0, 3) }]);
    const { keptOther } = await labelmaps.writeAll(S2, [{ slice, mask: row(1, 0, 3) }]);
    expect(keptOther).toBe(0);
    expect(fake.voxelsOf('p-1').slice(0, COLUMNS)).toEqual([1, 1, 1, 0]);
    expect(fake.voxelsOf('q-1').slice(0, COLUMNS)).toEqual([0, 1, 1, 1]);
    expect(await regionsOf(labelmaps, 2)).toEqual([{ imageId: 'b', region: row(1, 0, 3) }]);
  });
});

describe('a 4D series of three groups', () => {
  const GROUPS = [1, 2, 3].map(group => [0, 1].map(k => `g${group}-${k}`));
  const sliceOf = (group: number, k: number) => ({
    ...storedSlice(`g${group}-${k}`),
    groupImageIds: GROUPS[group - 1],
  });

  /** As the viewer makes it: on the group in the middle, whichever is shown. */
  function middleLabelmap() {
    const fake = new FakeHost();
    GROUPS.forEach(ids => ids.forEach((id, k) => fake.place(id, k)));
    const imageIds = fake.addLabelmapImages('m', GROUPS[1]);
    const p = { labelmapId: 'p', imageIds, referencedImageIds: GROUPS[1] };
    const segmentBindings = Object.fromEntries(
      [1, 2].map(labelValue => [labelValue, { labelmapId: 'p', labelValue }]),
    );
    fake.addSegmentation(
      's',
      { ...p, labelmaps: { p }, segmentBindings, primaryLabelmapId: 'p' },
      [1, 2],
    );
    return { fake, labelmaps: new LabelmapStore(fake.host) };
  }

  test.each([1, 2, 3])('is written and read on group %d when that is shown', async group => {
    const { labelmaps } = middleLabelmap();
    await labelmaps.writeAll(S1, [{ slice: sliceOf(group, 1), mask: row(0, 0, 2) }]);
    expect(await regionsOf(labelmaps, 1)).toEqual([
      { imageId: `g${group}-1`, region: row(0, 0, 2) },
    ]);
    expect(labelmaps.sourcesOf(S2)).toEqual(GROUPS[group - 1]);
    expect(labelmaps.maskOn(S1, sliceOf(group, 1))).toEqual(row(0, 0, 2));
  });

  test('keeps each segment on the group that it was begun on', async () => {
    const { fake, labelmaps } = middleLabelmap();
    await labelmaps.writeAll(S1, [{ slice: sliceOf(1, 0), mask: row(0, 0, 2) }]);
    await labelmaps.writeAll(S2, [{ slice: sliceOf(3, 0), mask: row(1, 0, 2) }]);
    // Seen on another group, it goes on at the same place.
    await labelmaps.writeAll(S1, [{ slice: sliceOf(2, 1), mask: row(0, 0, 1) }]);
    expect(await regionsOf(labelmaps, 1)).toEqual([
      { imageId: 'g1-0', region: row(0, 0, 2) },
      { imageId: 'g1-1', region: row(0, 0, 1) },
    ]);
    expect(await regionsOf(labelmaps, 2)).toEqual([{ imageId: 'g3-0', region: row(1, 0, 2) }]);
    expect(labelmaps.maskOn(S1, sliceOf(3, 1))).toEqual(row(0, 0, 1));
    for (let n = 0; n < 3; n++) fake.undo();
    expect(await regionsOf(labelmaps, 1)).toEqual([]);
    expect(await regionsOf(labelmaps, 2)).toEqual([]);
  });

  test('is not mixed up with another series at the same place', async () => {
    const { fake, labelmaps } = middleLabelmap();
    fake.place('other', 0, '1.3');
    expect(labelmaps.covers(S1, storedSlice('other'))).toBe(false);
    for (const [id] of GROUPS) expect(labelmaps.covers(S1, storedSlice(id))).toBe(true);
    await expect(
      labelmaps.writeAll(S1, [{ slice: storedSlice('other'), mask: row(0, 0, 2) }]),
    ).rejects.toMatchObject({ code: 'segmentation-failed' });
  });
});

describe('segment numbers', () => {
  const S256 = { segmentationId: 's', segmentIndex: 256 };
  const masks = [{ slice: storedSlice('a'), mask: row(0, 0, 2) }];

  test('above what the voxels hold are refused before anything is changed', async () => {
    const { fake, labelmaps } = plainLabelmap();
    fake.addSegment('s', 256);
    expect(labelmaps.labelLimit('s')).toBe(255);
    await expect(labelmaps.writeAll(S256, masks)).rejects.toMatchObject({
      code: 'label-limit',
      detail: expect.stringContaining('255'),
    });
    expect(fake.voxelsOf('m-0')).toEqual(new Array(COLUMNS * ROWS).fill(0));
    expect(fake.steps).toBe(0);
  });

  test('above 255 are written where a voxel has 16 bits', async () => {
    const fake = new FakeHost();
    const imageIds = fake.addLabelmapImages('m', SOURCES, () => new Uint16Array(COLUMNS * ROWS));
    fake.addSegmentation('s', { imageIds }, [256]);
    const labelmaps = new LabelmapStore(fake.host);
    expect(labelmaps.labelLimit('s')).toBe(65535);
    await labelmaps.writeAll(S256, masks);
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([256, 256, 0, 0]);
    fake.undo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 0, 0, 0]);
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([256, 256, 0, 0]);
  });
});

describe('a segment that was removed', () => {
  const nothing = new Array(COLUMNS).fill(0);

  async function writtenAndUndone() {
    const made = plainLabelmap();
    await made.labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 2) }]);
    made.fake.undo();
    return made;
  }

  test('gets no voxels by redo', async () => {
    const { fake } = await writtenAndUndone();
    fake.removeSegment('s', 1);
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual(nothing);
  });

  test('gives its voxels to none that gets its number', async () => {
    const { fake } = await writtenAndUndone();
    fake.removeSegment('s', 1);
    fake.addSegment('s', 1);
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual(nothing);
  });

  test('gets no voxels by undo and redo', async () => {
    const { fake, labelmaps } = plainLabelmap();
    await labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 2) }]);
    fake.removeSegment('s', 1);
    fake.addSegment('s', 1);
    fake.undo();
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual(nothing);
  });

  test('is gone with its segmentation', async () => {
    const { fake, labelmaps } = await writtenAndUndone();
    const told: string[] = [];
    labelmaps.onHistory((_, event) => told.push(event));
    fake.removeSegmentation('s');
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual(nothing);
    expect(told).toEqual([]);
  });

  test('leaves what another segmentation can redo', async () => {
    const { fake } = await writtenAndUndone();
    fake.addSegmentation('t', { imageIds: fake.addLabelmapImages('t', SOURCES) }, [1]);
    fake.removeSegment('t', 1);
    fake.redo();
    expect(fake.voxelsOf('m-0').slice(0, 2)).toEqual([1, 1]);
  });
});

test('undo leaves voxels that have become another segment’s since', async () => {
  const { fake, labelmaps } = plainLabelmap();
  await labelmaps.writeAll(S1, [{ slice: storedSlice('a'), mask: row(0, 0, 3) }]);
  fake.images.get('m-0')!.voxelManager.setAtIndex(1, 2);
  fake.undo();
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([0, 2, 0, 0]);
  fake.redo();
  expect(fake.voxelsOf('m-0').slice(0, COLUMNS)).toEqual([1, 2, 1, 0]);
});

test('a segmentation says what it is made of', () => {
  const { fake, labelmaps } = plainLabelmap();
  fake.addSegmentation('contours', undefined, [1]).representationData.Contour = {};
  expect(labelmaps.kindOf('s')).toBe('labelmap');
  expect(labelmaps.kindOf('contours')).toBe('contour');
  expect(labelmaps.kindOf('none')).toBe('gone');
});

import { maskOn } from '../../../../extension/src/features/cleanup/previewOverlay';
import { maskArea } from '../../../../extension/src/core/mask/regionMask';
import { cleanupBench, COLUMNS, inBlock, ROWS, SLICES } from './bench';

const withIsland = (i: number, j: number, k: number): number =>
  inBlock(i, j, k) || (i === 14 && j > 10 && k === 8) ? 1 : 0;
const hollow = (i: number, j: number, k: number) => i === 6 && j === 6 && (k === 4 || k === 5);
const withCavity = (i: number, j: number, k: number): number =>
  inBlock(i, j, k) && !hollow(i, j, k) ? 1 : 0;
const count = (voxels: readonly number[][], value = 1) =>
  voxels.flat().filter(v => v === value).length;

type Bench = ReturnType<typeof cleanupBench>;
const previewIn = ({ state }: Bench) => {
  const now = state();
  if (now.phase !== 'preview') throw new Error(`no preview: ${JSON.stringify(now)}`);
  return now.preview;
};

describe('the preview', () => {
  test('tells islands with their sizes and shows where they are, and changes nothing', async () => {
    const bench = cleanupBench(withIsland);
    const before = bench.voxels();
    await bench.cleanup.preview('keep-largest');
    expect(previewIn(bench)).toMatchObject({
      ...{ kind: 'keep-largest', addedVoxels: 0, removedVoxels: 3, removedVolume: 12 },
      ...{ volumeBefore: 323 * 4, sizeKnown: true },
      parts: [{ voxels: 3, volume: 12, at: [14, 12, 32] }],
    });
    expect([...previewIn(bench).edits.keys()]).toEqual(['image-8']);
    expect(bench.voxels()).toEqual(before);
    expect(bench.fake.steps).toBe(0);
    bench.cleanup.showPart(0);
    expect(bench.shown).toEqual(['image-8']);
  });

  test('lies on the slices of every plane of the volume', async () => {
    const bench = cleanupBench(withIsland);
    await bench.cleanup.preview('keep-largest');
    const plane = { columns: COLUMNS, rows: SLICES } as never;
    const coronal = (row: number) => ({
      ...{ imageId: 'image-0', plane },
      addressOf: (i: number, k: number) => ({ imageId: `image-${k}`, offset: row * COLUMNS + i }),
    });
    const removed = maskOn(coronal(12), previewIn(bench), 'removed');
    expect(removed).toMatchObject({ x: 14, y: 8, width: 1, height: 1 });
    expect(maskArea(maskOn(coronal(9), previewIn(bench), 'removed'))).toBe(0);
    const axial = {
      ...{ imageId: 'image-8', plane: { columns: COLUMNS, rows: ROWS } as never },
      addressOf: (i: number, j: number) => ({ imageId: 'image-8', offset: j * COLUMNS + i }),
    };
    expect(maskArea(maskOn(axial, previewIn(bench), 'removed'))).toBe(3);
  });

  test('can be cancelled while it is worked out, and once it is there', async () => {
    const bench = cleanupBench(withIsland);
    const before = bench.voxels();
    const underWay = bench.cleanup.preview('keep-largest');
    expect(bench.phase()).toBe('working');
    bench.cleanup.cancel();
    await underWay;
    expect(bench.phase()).toBe('idle');
    await bench.cleanup.preview('smooth');
    bench.cleanup.cancel();
    expect(bench.phase()).toBe('idle');
    expect(bench.voxels()).toEqual(before);
  });

  test('another one takes its place, however late the first one ends', async () => {
    const bench = cleanupBench(withCavity);
    const first = bench.cleanup.preview('keep-largest');
    const second = bench.cleanup.preview('fill-holes');
    await Promise.all([first, second]);
    expect(previewIn(bench).kind).toBe('fill-holes');
  });

  test('goes when the segment has changed since, and says so', async () => {
    const bench = cleanupBench(withIsland);
    await bench.cleanup.preview('keep-largest');
    bench.fake.changed('another');
    expect(bench.phase()).toBe('preview');
    bench.fake.changed('s');
    expect(bench.state()).toMatchObject({ phase: 'nothing', reason: 'changed' });
    await bench.cleanup.apply();
    expect(bench.fake.steps).toBe(0);
    expect(bench.notice()).toBe('cleanup.nothingToApply');
  });

  test('is not made of a segment that changes while it is worked out', async () => {
    const bench = cleanupBench(withIsland);
    const underWay = bench.cleanup.preview('keep-largest');
    bench.fake.changed('another');
    expect(bench.phase()).toBe('working');
    bench.fake.changed('s');
    await underWay;
    expect(bench.state()).toMatchObject({ phase: 'nothing', reason: 'changed' });
  });

  test('goes with the segment that it is of, and when that is locked', async () => {
    const bench = cleanupBench(withIsland);
    for (const change of [{ segmentIndex: 2 }, { locked: true }]) {
      bench.findings.setState({ target: bench.target as never });
      await bench.cleanup.preview('keep-largest');
      expect(bench.phase()).toBe('preview');
      bench.findings.setState({ target: { ...bench.target, ...change } as never });
      expect(bench.phase()).toBe('idle');
    }
    await bench.cleanup.preview('keep-largest');
    expect(bench.phase()).toBe('idle');
    expect(bench.notice()).toBe('disabled.locked');
  });
});

describe('applied', () => {
  test.each([
    ['keep-largest', withIsland, 0, 3],
    ['fill-holes', withCavity, 2, 0],
  ] as const)('%s is one undo step and goes on record', async (kind, drawn, added, removed) => {
    const bench = cleanupBench(drawn);
    const before = bench.voxels();
    await bench.cleanup.preview(kind);
    await bench.cleanup.apply();
    expect(count(bench.voxels())).toBe(320);
    expect(bench.fake.steps).toBe(1);
    expect(bench.recordEdit.mock.calls).toEqual([
      [{ segmentationId: 's', segmentIndex: 1 }, { kind, added, removed }, expect.any(Number)],
    ]);
    expect(bench.phase()).toBe('idle');
    expect(bench.notice()).toBe('cleanup.applied');
    bench.fake.undo();
    expect(bench.voxels()).toEqual(before);
    bench.fake.redo();
    expect(count(bench.voxels())).toBe(320);
  });

  test('voxels of other segments stay theirs, and the preview knows it', async () => {
    const bench = cleanupBench((i, j, k) => (hollow(i, j, k) && k === 4 ? 2 : withCavity(i, j, k)));
    await bench.cleanup.preview('fill-holes');
    expect(previewIn(bench)).toMatchObject({ addedVoxels: 1, removedVoxels: 0 });
    await bench.cleanup.apply();
    expect(count(bench.voxels(), 1)).toBe(319);
    expect(count(bench.voxels(), 2)).toBe(1);
  });

  test('smoothing beside another segment takes nothing of it and keeps the volume', async () => {
    const jagged = (i: number, j: number, k: number) => inBlock(i - (k % 2), j, k);
    const bench = cleanupBench((i, j, k) => (jagged(i, j, k) ? 1 : j === 11 ? 2 : 0));
    const [mine, others] = [count(bench.voxels(), 1), count(bench.voxels(), 2)];
    await bench.cleanup.preview('smooth');
    expect(previewIn(bench).addedVoxels).toBeGreaterThan(0);
    await bench.cleanup.apply();
    expect(count(bench.voxels(), 1)).toBe(mine);
    expect(count(bench.voxels(), 2)).toBe(others);
  });

  test('what became another segment’s after the preview is not taken', async () => {
    const bench = cleanupBench(withCavity);
    await bench.cleanup.preview('fill-holes');
    bench.fake.images.get(`m-${SLICES - 1 - 4}`)!.voxelManager.setAtIndex(6 * COLUMNS + 6, 2);
    await bench.cleanup.apply();
    expect(count(bench.voxels(), 2)).toBe(1);
  });

  test('a segment that was locked meanwhile is left as it is, and the preview stays', async () => {
    const bench = cleanupBench(withIsland);
    const before = bench.voxels();
    await bench.cleanup.preview('keep-largest');
    bench.segmentation.segments[1].locked = true;
    await bench.cleanup.apply();
    expect(bench.voxels()).toEqual(before);
    expect(bench.notice()).toBe('error.segment-locked');
    expect(bench.phase()).toBe('preview');
  });

  test('leaving the study ends it', async () => {
    const bench = cleanupBench(withIsland);
    const underWay = bench.cleanup.preview('keep-largest');
    bench.cleanup.reset();
    await underWay;
    expect(bench.phase()).toBe('idle');
  });
});

describe('nothing to do is said', () => {
  const onOneSlice = (i: number, j: number, k: number) => Number(inBlock(i, j, k) && k === 3);
  const tunnel = (i: number, j: number, k: number) =>
    Number(inBlock(i, j, k) && (i !== 6 || j !== 6));
  test.each([
    ['one part', 'keep-largest', inBlock, 'clean'],
    ['no hole', 'fill-holes', inBlock, 'clean'],
    ['no hole on a slice', 'fill-slice-holes', inBlock, 'clean'],
    ['a tunnel', 'fill-holes', tunnel, 'slice-holes-only'],
    ['one slice', 'smooth', onOneSlice, 'one-slice'],
    ['no voxel', 'keep-largest', () => 0, 'empty'],
  ] as const)('%s', async (_name, kind, drawn, reason) => {
    const bench = cleanupBench((i, j, k) => Number(drawn(i, j, k)));
    await bench.cleanup.preview(kind);
    expect(bench.state()).toEqual({ phase: 'nothing', kind, reason });
  });

  test('a tunnel is filled slice by slice when asked for', async () => {
    const bench = cleanupBench(tunnel);
    await bench.cleanup.preview('fill-slice-holes');
    expect(previewIn(bench)).toMatchObject({ addedVoxels: 5, removedVoxels: 0 });
  });

  test('borders that lie at the edges; others are fitted to the values of the images', async () => {
    const small = (i: number, j: number, k: number) =>
      inBlock(i, j, k) && i > 3 && i < 10 && j > 3 && j < 10;
    const values = (...at: [number, number, number]) => (inBlock(...at) ? 60 : -100);
    const fitted = cleanupBench((...at) => Number(inBlock(...at)), undefined, values);
    await fitted.cleanup.preview('fit-edges');
    expect(fitted.state()).toMatchObject({ phase: 'nothing', reason: 'clean' });
    const bench = cleanupBench((...at) => Number(small(...at)), undefined, values);
    await bench.cleanup.preview('fit-edges');
    expect(previewIn(bench).addedVoxels).toBeGreaterThan(0.8 * (320 - 180));
    await bench.cleanup.apply();
    expect(bench.recordEdit).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ kind: 'fit-edges', removed: 0 }),
      expect.anything(),
    );
  });

  test('why slices are no stack', async () => {
    const bench = cleanupBench(
      (...at) => Number(inBlock(...at)),
      () => ({ origin: [0, 0, 0] }),
    );
    await bench.cleanup.preview('keep-largest');
    expect(bench.state()).toMatchObject({ phase: 'nothing', reason: 'repeated-positions' });
  });

  test('there is no segment', async () => {
    const bench = cleanupBench(() => 0);
    bench.findings.setState({ target: null });
    await bench.cleanup.preview('keep-largest');
    expect(bench.notice()).toBe('cleanup.noSegment');
  });
});

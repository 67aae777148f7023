import { findMarked, piecesOf } from '../../../../extension/src/features/findings/worker/gather';
import type { PieceData } from '../../../../extension/src/features/findings/worker/protocol';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';

const square = (x: number, y: number, side: number): RegionMask => ({
  ...{ x, y, width: side, height: side },
  data: new Uint8Array(side * side).fill(1),
});

/** Segments 1 and 2 overlap on image `b`. */
const REGIONS: Readonly<Record<number, Record<string, RegionMask>>> = {
  1: { b: square(10, 10, 4) },
  2: { b: square(12, 13, 5), c: square(0, 0, 1) },
};
const read: unknown[] = [];
const deps = {
  isKnown: (imageId: string) => imageId !== 'unknown',
  sourcesOf: () => ['a', 'unknown', 'b', 'c'],
  async *segmentRegions(_: string, segmentIndex: number) {
    for (const [imageId, region] of Object.entries(REGIONS[segmentIndex]))
      yield { imageId, region };
  },
  readRegion: async (imageId: string, rectangle: { width: number; height: number }) => {
    read.push([imageId, rectangle]);
    return new Float32Array(rectangle.width * rectangle.height);
  },
};
const segments = [1, 2].map(segmentIndex => ({ segmentationId: 's', segmentIndex }));

async function all(pieces: AsyncIterable<PieceData>): Promise<PieceData[]> {
  const list: PieceData[] = [];
  for await (const piece of pieces) list.push(piece);
  return list;
}

test('voxels cross as the bounds of what is marked, each image once for all segments', async () => {
  const marked = await findMarked(deps, segments);
  expect(marked.imageIds).toEqual(['a', 'b', 'c']);
  const pieces = await all(piecesOf(deps, marked));
  expect(pieces.map(({ source, masks }) => [source, masks.map(m => m.finding)])).toEqual([
    [1, [0, 1]],
    [2, [1]],
  ]);
  expect(pieces[0].values).toMatchObject({ x: 10, y: 10, width: 7, height: 8 });
  expect(read).toEqual([
    ['b', { x: 10, y: 10, width: 7, height: 8 }],
    ['c', { x: 0, y: 0, width: 1, height: 1 }],
  ]);
});

test('images without metadata are left out where nothing is marked on them', async () => {
  expect((await findMarked(deps, segments)).imageIds).not.toContain('unknown');
  const isKnown = (imageId: string) => imageId !== 'b';
  await expect(findMarked({ ...deps, isKnown }, segments)).rejects.toMatchObject({
    code: 'export-failed',
  });
});

test('a run that is not wanted any more reads no further', async () => {
  const marked = await findMarked(deps, segments);
  const run = new AbortController();
  const pieces = piecesOf(deps, marked, run.signal);
  await pieces.next();
  run.abort();
  await expect(pieces.next()).rejects.toMatchObject({ code: 'aborted' });
});

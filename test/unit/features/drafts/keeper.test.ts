import type {
  Collected,
  CollectedSegmentation,
} from '../../../../extension/src/features/drafts/collect';
import { ArchivedWork } from '../../../../extension/src/features/drafts/archivedWork';
import { Keeper } from '../../../../extension/src/features/drafts/keeper';
import { pack, unpack } from '../../../../extension/src/features/drafts/pack';
import type { DraftRow } from '../../../../extension/src/features/drafts/types';
import type { FindingRecord } from '../../../../extension/src/features/findings';
import type { SliceDraft } from '../../../../extension/src/features/prompting';

const IMAGES = ['wadors:a', 'wadors:b', 'wadors:c'];

/** A segmentation of three images of eight pixels, all of them empty. */
function segmentation(
  id = 'seg',
  label = 'Liver',
): CollectedSegmentation & {
  readonly voxels: readonly Uint8Array[];
} {
  const voxels = IMAGES.map(() => new Uint8Array(8));
  const finding = {
    ...{ id: 'finding-1', segment: { segmentationId: id, segmentIndex: 1 }, isTracked: false },
    ...{ coding: { structure: 'liver' }, accepted: [{ imageId: 'wadors:b' }], review: {} },
  } as unknown as FindingRecord;
  return {
    segmentation: {
      segmentationId: id,
      label,
      segments: { 1: { segmentIndex: 1, label, locked: false } },
    },
    ...{ active: true, activeSegment: 1, colors: new Map(), findings: new Map([[1, finding]]) },
    ...{ isLoaded: false, revision: 0 },
    images: IMAGES.map((imageId, n) => ({
      ...{ imageId, identity: `identity of ${imageId}`, labels: voxels[n] },
      ...{ columns: 4, rows: 2, segmentOf: (value: number) => value },
    })),
    voxels,
  };
}

/** What changes in voxels that the viewer tells of. */
const edited = <Segmentation extends CollectedSegmentation>(each: Segmentation): Segmentation => ({
  ...each,
  revision: each.revision + 1,
});

const knownAs = (one: CollectedSegmentation, change: object): CollectedSegmentation => ({
  ...one,
  findings: new Map([[1, { ...one.findings.get(1)!, ...change } as FindingRecord]]),
});

function bench() {
  const rows: DraftRow[] = [];
  const written: string[][] = [];
  const removed: string[] = [];
  const failures: Error[] = [];
  const stored = new Set<string>();
  const archive = new ArchivedWork();
  const keeper = new Keeper({
    storage: {
      write: async (row, { changed, removed: gone, continues }) => {
        const [failure] = failures.splice(0, 1);
        if (failure) throw failure;
        if (continues && !stored.has(row.session)) return false;
        stored.add(row.session);
        rows.push(row);
        written.push([...changed.keys()]);
        removed.push(...gone);
        return true;
      },
      remove: async session => void removed.push(session),
    },
    session: 'session',
    study: 'study',
    keyOf: identity => `key(${identity.at(-1)})`,
    identityOf: imageId => (IMAGES.includes(imageId) ? `identity of ${imageId}` : undefined),
    archive,
  });
  const all = (change: Partial<Collected>): Collected => ({
    ...{ segmentations: [], slices: new Map(), refines: null, ...change },
  });
  const keep = (change: Partial<Collected>) => keeper.keep(all(change));
  /** A save of all its segments, as of the moment when it began. */
  const save = (one: CollectedSegmentation, at: number, indices = [1]) => {
    archive.begin(all({ segmentations: [one] }));
    archive.save(one.segmentation.segmentationId, indices, at);
  };
  return { ...{ keeper, keep, rows, written, removed, failures, stored, archive, all, save } };
}

test('nothing is kept while there is nothing', async () => {
  const { keep, rows } = bench();
  expect(await keep({})).toBeNull();
  expect(await keep({ segmentations: [segmentation()] })).toBeNull();
  expect(rows).toEqual([]);
});

test('only images that changed are written; one that was emptied goes', async () => {
  const { keep, written, removed, rows } = bench();
  let one = segmentation();
  one.voxels[0].fill(1, 2, 4);
  one.voxels[1].fill(1, 0, 8);
  await keep({ segmentations: [one] });
  one.voxels[1].fill(0, 4);
  one = edited(one);
  await keep({ segmentations: [one] });
  one.voxels[0].fill(0);
  one = edited(one);
  await keep({ segmentations: [one] });
  await keep({ segmentations: [one] });
  expect(written).toEqual([
    ['segmentation-1/key(a)/0', 'segmentation-1/key(b)/0'],
    ['segmentation-1/key(b)/0'],
    [],
  ]);
  expect(removed).toEqual(['segmentation-1/key(a)/0']);
  expect(JSON.stringify(rows)).not.toContain('wadors');
});

test('when everything was taken back the draft goes', async () => {
  const { keep, removed } = bench();
  const one = segmentation();
  one.voxels[0].fill(1);
  await keep({ segmentations: [one] });
  one.voxels[0].fill(0);
  expect(await keep({ segmentations: [edited(one)] })).toBeNull();
  expect(removed).toEqual(['session']);
});

test('a SEG that was loaded is kept once it is changed, and then wholly', async () => {
  const { keep, written } = bench();
  const one = { ...segmentation(), isLoaded: true };
  one.voxels[0].fill(1);
  one.voxels[1].fill(1);
  expect(await keep({ segmentations: [one] })).toBeNull();
  expect(await keep({ segmentations: [one] })).toBeNull();
  one.voxels[1].fill(0, 0, 1);
  expect(await keep({ segmentations: [edited(one)] })).not.toBeNull();
  expect(written).toEqual([['segmentation-1/key(a)/0', 'segmentation-1/key(b)/0']]);
});

test('what the archive has is said so, until there is more', async () => {
  const { keep, save, rows } = bench();
  let one = segmentation();
  one.voxels[0].fill(1);
  await keep({ segmentations: [one] });
  save(one, 7);
  expect(await keep({ segmentations: [one] })).toMatchObject({ archivedAt: 7 });
  one.voxels[1].fill(1);
  one = edited(one);
  await keep({ segmentations: [one] });
  expect(rows.map(({ archivedAt }) => archivedAt)).toEqual([null, 7, null]);
});

test.each<[string, (one: CollectedSegmentation) => CollectedSegmentation]>([
  ['its voxels', edited],
  ['its status', one => knownAs(one, { review: { status: 'reviewed' } })],
  ['its codes', one => knownAs(one, { coding: { structure: 'spleen' } })],
  ['its label', one => ({ ...one, segmentation: { ...one.segmentation, label: 'Spleen' } })],
  ['its colour', one => ({ ...one, colors: new Map([[1, [1, 2, 3]]]) })],
])(
  'work is not said to be in the archive once %s are others, even while it is saved',
  async (_, change) => {
    const { keep, archive, all } = bench();
    const one = segmentation();
    one.voxels[0].fill(1);
    archive.begin(all({ segmentations: [one] }));
    archive.save('seg', [1], 7);
    expect(await keep({ segmentations: [one] })).toMatchObject({ archivedAt: 7 });
    expect(await keep({ segmentations: [change(one)] })).toMatchObject({ archivedAt: null });
    // As it was saved, it is in the archive again.
    expect(await keep({ segmentations: [one] })).toMatchObject({ archivedAt: 7 });
  },
);

test('a save does not stand for segments that it left out, nor for another segmentation', async () => {
  const { keep, save } = bench();
  const [one, two] = [segmentation(), segmentation('other')];
  one.voxels[0].fill(1, 0, 4).fill(2, 4);
  two.voxels[0].fill(1);
  save(one, 7);
  expect(await keep({ segmentations: [one] })).toMatchObject({ archivedAt: null });
  save(one, 8, [1, 2]);
  expect(await keep({ segmentations: [one] })).toMatchObject({ archivedAt: 8 });
  expect(await keep({ segmentations: [one, two] })).toMatchObject({ archivedAt: null });
  save(two, 9);
  expect(await keep({ segmentations: [one, two] })).toMatchObject({ archivedAt: 9 });
});

test('that the save itself has given out the tracking UID changes nothing', async () => {
  const { keep, archive, all } = bench();
  const one = segmentation();
  one.voxels[0].fill(1);
  archive.begin(all({ segmentations: [one] }));
  archive.save('seg', [1], 7);
  const given = knownAs(one, { isTracked: true });
  expect(await keep({ segmentations: [given] })).toMatchObject({ archivedAt: 7 });
});

test('voxels are read again only when the viewer has told of a change', async () => {
  const { keep } = bench();
  let one = segmentation();
  one.voxels[0].fill(1);
  const read = jest.fn((value: number) => value);
  one = { ...one, images: one.images.map(image => ({ ...image, segmentOf: read })) };
  await keep({ segmentations: [one] });
  const reads = read.mock.calls.length;
  expect(reads).toBeGreaterThan(0);
  await keep({ segmentations: [{ ...one, active: false }] });
  expect(read).toHaveBeenCalledTimes(reads);
  await keep({ segmentations: [edited(one)] });
  expect(read.mock.calls.length).toBeGreaterThan(reads);
});

test('what another tab has removed is written again wholly, with the next change', async () => {
  const { keep, stored, written } = bench();
  const one = segmentation();
  one.voxels[0].fill(1);
  one.voxels[1].fill(1);
  await keep({ segmentations: [one] });
  stored.clear();
  one.voxels[1].fill(0, 4);
  await keep({ segmentations: [edited(one)] });
  expect(written.at(-1)).toEqual(['segmentation-1/key(a)/0', 'segmentation-1/key(b)/0']);
});

test('what the reader has removed is not kept again before it changes, whatever is archived', async () => {
  const { keeper, keep, stored, save, rows } = bench();
  const one = segmentation();
  one.voxels[0].fill(1);
  await keep({ segmentations: [one] });
  stored.clear();
  keeper.forget();
  save(one, 7);
  expect(await keep({ segmentations: [one] })).toEqual({ savedAt: null, archivedAt: 7 });
  expect(rows).toHaveLength(1);
  one.voxels[1].fill(1);
  await keep({ segmentations: [edited(one)] });
  expect(rows).toHaveLength(2);
});

test('what could not be written is unsaved only as far as the archive lacks it', async () => {
  const { keep, save, failures, written } = bench();
  const one = segmentation();
  one.voxels[0].fill(1);
  const full = new Error('no room');
  failures.push(full, full);
  expect(await keep({ segmentations: [one] })).toEqual({
    ...{ savedAt: null, archivedAt: null, failure: full },
  });
  save(one, 7);
  expect(await keep({ segmentations: [one] })).toMatchObject({ savedAt: null, archivedAt: 7 });
  expect(await keep({ segmentations: [one] })).toEqual({
    ...{ savedAt: expect.any(Number) as number, archivedAt: 7 },
  });
  expect(written).toEqual([['segmentation-1/key(a)/0']]);
});

test('prompts that are not accepted are kept, each slice once for each change', async () => {
  const { keep, written } = bench();
  const draft = { slice: { imageId: 'wadors:a', plane: {} }, prompts: [], run: 1 } as never;
  const other = { ...(draft as SliceDraft), run: 2 };
  await keep({ slices: new Map([['slice-1', draft]]) });
  await keep({ slices: new Map([['slice-1', draft]]) });
  expect(await keep({ slices: new Map([['slice-1', other]]) })).toMatchObject({ archivedAt: null });
  expect(written).toEqual([['slice/slice-1'], ['slice/slice-1']]);
});

test('what is packed comes back: masks, images by their keys; logits and functions do not', () => {
  const mask = { x: 3, y: 2, width: 3, height: 2, data: Uint8Array.of(0, 1, 1, 1, 1, 0) };
  const value = {
    ...{ mask, imageId: 'wadors:a', text: 'a: b', logits: Float32Array.of(1, 2) },
    ...{ list: ['wadors:b', null, 3], ask: () => 1 },
  };
  const packed = pack(value, {
    nameOf: id => (IMAGES.includes(id) ? { keptImage: id.slice(-1) } : undefined),
  });
  expect(JSON.stringify(packed)).not.toContain('wadors');
  const again = unpack(structuredClone(packed), named =>
    'keptImage' in named ? `other:${named.keptImage}` : undefined,
  );
  expect(again).toEqual({
    ...{ mask, imageId: 'other:a', text: 'a: b', logits: new Float32Array(0) },
    ...{ list: ['other:b', null, 3], ask: undefined },
  });
});

import type {
  Collected,
  CollectedSegmentation,
} from '../../../../extension/src/features/drafts/collect';
import { Keeper } from '../../../../extension/src/features/drafts/keeper';
import { pack, unpack } from '../../../../extension/src/features/drafts/pack';
import type { DraftRow } from '../../../../extension/src/features/drafts/types';
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
  const finding = { coding: { structure: 'liver' }, accepted: [{ imageId: 'wadors:b' }] };
  return {
    segmentation: {
      segmentationId: id,
      label,
      segments: { 1: { segmentIndex: 1, label, locked: false } },
    },
    ...{ active: true, activeSegment: 1, colors: new Map(), findings: new Map([[1, finding]]) },
    images: IMAGES.map((imageId, n) => ({
      ...{ imageId, identity: `identity of ${imageId}`, labels: voxels[n] },
      ...{ columns: 4, rows: 2, segmentOf: (value: number) => value },
    })),
    voxels,
  };
}

function bench({ loaded = [] as string[] } = {}) {
  const rows: DraftRow[] = [];
  const written: string[][] = [];
  const removed: string[] = [];
  const keeper = new Keeper({
    storage: {
      write: async (row, changed, gone) => {
        rows.push(row);
        written.push([...changed.keys()]);
        removed.push(...gone);
      },
      remove: async session => void removed.push(session),
    },
    session: 'session',
    study: 'study',
    keyOf: identity => `key(${identity.at(-1)})`,
    identityOf: imageId => (IMAGES.includes(imageId) ? `identity of ${imageId}` : undefined),
    isLoaded: id => loaded.includes(id),
  });
  const keep = (change: Partial<Collected>) =>
    keeper.keep({ segmentations: [], slices: new Map(), refines: null, ...change });
  return { keeper, keep, rows, written, removed };
}

test('nothing is kept while there is nothing', async () => {
  const { keep, rows } = bench();
  expect(await keep({})).toBeNull();
  expect(await keep({ segmentations: [segmentation()] })).toBeNull();
  expect(rows).toEqual([]);
});

test('only images that changed are written; one that was emptied goes', async () => {
  const { keep, written, removed, rows } = bench();
  const one = segmentation();
  one.voxels[0].fill(1, 2, 4);
  one.voxels[1].fill(1, 0, 8);
  await keep({ segmentations: [one] });
  one.voxels[1].fill(0, 4);
  await keep({ segmentations: [one] });
  one.voxels[0].fill(0);
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
  expect(await keep({ segmentations: [one] })).toBeNull();
  expect(removed).toEqual(['session']);
});

test('a SEG that was loaded is kept once it is changed, and then wholly', async () => {
  const { keep, written } = bench({ loaded: ['seg'] });
  const one = segmentation();
  one.voxels[0].fill(1);
  one.voxels[1].fill(1);
  expect(await keep({ segmentations: [one] })).toBeNull();
  expect(await keep({ segmentations: [one] })).toBeNull();
  one.voxels[1].fill(0, 0, 1);
  expect(await keep({ segmentations: [one] })).not.toBeNull();
  expect(written).toEqual([['segmentation-1/key(a)/0', 'segmentation-1/key(b)/0']]);
});

test('what the archive has is said so, until there is more', async () => {
  const { keeper, keep, rows } = bench();
  const one = segmentation();
  one.voxels[0].fill(1);
  await keep({ segmentations: [one] });
  keeper.setArchived(7);
  expect(await keep({ segmentations: [one] })).toMatchObject({ archivedAt: 7, hasPrompts: false });
  keeper.setArchived(null);
  one.voxels[1].fill(1);
  await keep({ segmentations: [one] });
  expect(rows.map(({ archivedAt }) => archivedAt)).toEqual([null, 7, null]);
});

test('prompts that are not accepted are kept, each slice once for each change', async () => {
  const { keep, written } = bench();
  const draft = { slice: { imageId: 'wadors:a', plane: {} }, prompts: [], run: 1 } as never;
  const other = { ...(draft as SliceDraft), run: 2 };
  await keep({ slices: new Map([['slice-1', draft]]) });
  await keep({ slices: new Map([['slice-1', draft]]) });
  expect(await keep({ slices: new Map([['slice-1', other]]) })).toMatchObject({ hasPrompts: true });
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

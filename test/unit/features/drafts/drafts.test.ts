import { IDBFactory } from 'fake-indexeddb';
import { DraftStorage } from '../../../../extension/src/features/drafts/storage';
import type { SaveState } from '../../../../extension/src/features/export';
import { draftsBench } from './draftsBench';

type Saved = Extract<SaveState, { phase: 'saved' }>;
const SAVED: Saved = {
  ...{ phase: 'saved', segments: 1, formats: ['seg'], shortfalls: [] },
  choice: { segmentationId: 's', segmentIndices: [1] },
};
const LOST = expect.stringMatching(/would be lost/) as string;
const KEPT = expect.stringMatching(/kept in this browser/) as string;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

/** Work with one segment, kept. */
async function work(options: Parameters<typeof draftsBench>[0] = {}) {
  const bench = draftsBench(options);
  bench.segment();
  await bench.mark('s');
  await bench.drafts.flush();
  return bench;
}

/** The same study anew, with the kept work of a session before on offer. */
async function anew(options: Parameters<typeof draftsBench>[0] = {}) {
  const bench = draftsBench(options);
  await bench.drafts.flush();
  expect(bench.state().offers).toHaveLength(1);
  return bench;
}

/** Everything that the browser keeps: the segmentations of each draft. */
const keptIn = async (storage: DraftStorage) => {
  const rows: string[][] = [];
  for (const study of await studiesIn()) {
    for (const { work: kept } of await storage.list(study)) {
      rows.push(kept.segmentations.map(({ label }) => label));
    }
  }
  return rows;
};

const studiesIn = () =>
  new Promise<string[]>((resolve, reject) => {
    const opening = indexedDB.open('ohif-sam-work');
    opening.onerror = () => reject(new Error('not there'));
    opening.onsuccess = () => {
      const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
      all.onsuccess = () => {
        opening.result.close();
        resolve([...new Set((all.result as { study: string }[]).map(({ study }) => study))]);
      };
    };
  });

describe('what the archive has', () => {
  test('a SEG of all that is kept is all the work', async () => {
    const { drafts, save, state, asked } = await work();
    expect(asked()).toEqual(KEPT);
    save({ phase: 'encoding' });
    save(SAVED);
    await drafts.flush();
    expect(state()).toMatchObject({ unsaved: false, archivedAt: expect.any(Number) as number });
    expect(asked()).toBeUndefined();
  });

  test.each<[string, Partial<Saved>]>([
    ['a report alone', { formats: ['pdf'] }],
    [
      'formats of which one is missing',
      { shortfalls: [{ format: 'sr', reason: 'save-refused', detail: '', isPart: false }] },
    ],
    ['another segmentation', { choice: { segmentationId: 't', segmentIndices: [1] } }],
    ['other segments', { choice: { segmentationId: 's', segmentIndices: [2] } }],
  ])('a save of %s is not all the work', async (_, change) => {
    const { drafts, save, state } = await work();
    save({ phase: 'encoding' });
    save({ ...SAVED, ...change });
    await drafts.flush();
    expect(state()).toMatchObject({ unsaved: true, archivedAt: null });
  });

  test('an edit while the work is encoded or sent is not in the archive', async () => {
    const { drafts, save, state, mark } = await work();
    save({ phase: 'encoding' });
    await mark('s', 1, 'ct-1');
    save(SAVED);
    await drafts.flush();
    expect(state()).toMatchObject({ unsaved: true, archivedAt: null });
  });

  test('a status that is set after the save is not in the archive', async () => {
    const { drafts, save, state, records } = await work();
    save({ phase: 'encoding' });
    records.giveOut({ segmentationId: 's', segmentIndex: 1 });
    save(SAVED);
    await drafts.flush();
    expect(state().unsaved).toBe(false);
    records.setReview({ segmentationId: 's', segmentIndex: 1 }, { status: 'reviewed' });
    await drafts.flush();
    expect(state()).toMatchObject({ unsaved: true, archivedAt: null });
  });
});

describe('the question on leaving', () => {
  test('a browser that keeps nothing does not say that it keeps the work, nor asks without any', async () => {
    const storage = new DraftStorage();
    jest.spyOn(storage, 'salt').mockRejectedValue(new DOMException('', 'InvalidStateError'));
    const { drafts, asked, segment, mark, save, notice, state } = draftsBench({ storage });
    await drafts.flush();
    expect(notice()).toBe('notice.draftsUnavailable');
    expect(asked()).toBeUndefined();
    segment();
    await mark('s');
    await drafts.flush();
    expect(asked()).toEqual(LOST);
    save({ phase: 'encoding' });
    save(SAVED);
    await drafts.flush();
    expect(asked()).toBeUndefined();
    expect(state().trouble).toBe('unavailable');
  });

  test('without room the work is not said to be kept, until it is again', async () => {
    const storage = new DraftStorage();
    const { drafts, asked, state, mark, notice } = await work({ storage });
    expect(asked()).toEqual(KEPT);
    const write = jest.spyOn(storage, 'write');
    write.mockRejectedValueOnce(new DOMException('', 'QuotaExceededError'));
    await mark('s', 1, 'ct-1');
    await drafts.flush();
    expect(notice()).toBe('notice.draftsFull');
    expect(state()).toMatchObject({ trouble: 'full', keptAt: null, unsaved: true });
    expect(asked()).toEqual(LOST);
    await drafts.flush();
    expect(state()).toMatchObject({ trouble: null, keptAt: expect.any(Number) as number });
    expect(asked()).toEqual(KEPT);
  });
});

describe('leaving the study', () => {
  test('keeps an edit that was made while a write was under way', async () => {
    const storage = new DraftStorage();
    const { drafts, mark, leave } = await work({ storage });
    let written = () => undefined as void;
    const writing = new Promise<void>(resolve => (written = resolve));
    const write = storage.write.bind(storage);
    jest.spyOn(storage, 'write').mockImplementationOnce(async (...args) => {
      await writing;
      return write(...args);
    });
    await mark('s', 1, 'ct-0', 1);
    const first = drafts.flush();
    await new Promise(resolve => setTimeout(resolve, 20));
    await mark('s', 1, 'ct-1');
    const second = drafts.flush();
    leave('B');
    written();
    await Promise.all([first, second, drafts.flush()]);
    const [study] = await studiesIn();
    const [{ session }] = await storage.list(study);
    expect((await storage.pieces(session)).size).toBe(2);
  });

  test('a SEG that was loaded and not changed is no unfinished work', async () => {
    const { drafts, segment, mark, leave, study, records, storage } = draftsBench();
    segment();
    study.loaded.push('s');
    await mark('s');
    await drafts.flush();
    // Something happens, such as a segment that is made the active one.
    records.setChosen({ segmentationId: 's', segmentIndex: 1 }, true);
    leave('B');
    await drafts.flush();
    expect(await keptIn(storage)).toEqual([]);
  });
});

describe('restoring', () => {
  test('brings the work back in place of its draft', async () => {
    (await work()).drafts.reset();
    const { drafts, fake, state, notice, storage } = await anew();
    await drafts.restore();
    expect(fake.voxelsOf('made-1-0').slice(0, 5)).toEqual([1, 1, 1, 1, 0]);
    expect(state()).toMatchObject({ offers: [], restoring: null });
    expect(notice()).toBe('notice.draftRestored');
    expect(await keptIn(storage)).toEqual([['Work']]);
  });

  test.each(['made', 'written'])(
    'ends when the study is left while a segmentation is being %s',
    async moment => {
      const first = await work();
      first.segment('t');
      await first.mark('t', 1, 'ct-1');
      await first.drafts.flush();
      first.drafts.reset();
      const { drafts, gate, fake, leave, prompting, notice, storage, labelmaps } = await anew();
      let go = () => undefined as void;
      const waiting = new Promise<void>(resolve => (go = resolve));
      if (moment === 'made') gate.making = waiting;
      else {
        const write = labelmaps.writeRegions.bind(labelmaps);
        jest.spyOn(labelmaps, 'writeRegions').mockImplementationOnce(async (...args) => {
          await waiting;
          return write(...args);
        });
      }
      const restoring = drafts.restore();
      await new Promise(resolve => setTimeout(resolve, 30));
      leave('B');
      go();
      await restoring;
      await drafts.flush();
      expect([...fake.segmentations.keys()]).toEqual([]);
      expect(prompting.restoreObject).not.toHaveBeenCalled();
      expect(notice()).toBeUndefined();
      // The draft of the first study is there as it was, and the other study has none.
      expect(await keptIn(storage)).toEqual([['Work', 'Work']]);
      expect(drafts.store.getState().offers).toEqual([]);
    },
  );

  test('that is done when the study is left does not put the draft into the other study’s', async () => {
    (await work()).drafts.reset();
    const { drafts, leave, storage, segment, mark } = await anew();
    segment('own');
    await mark('own');
    let written = () => undefined as void;
    const writing = new Promise<void>(resolve => (written = resolve));
    const write = storage.write.bind(storage);
    jest.spyOn(storage, 'write').mockImplementationOnce(async (...args) => {
      await writing;
      return write(...args);
    });
    // What is back waits for its turn to be kept.
    const first = drafts.flush();
    const restoring = drafts.restore();
    await new Promise(resolve => setTimeout(resolve, 30));
    leave('B');
    segment('other');
    await mark('other');
    written();
    await Promise.all([first, restoring, drafts.flush()]);
    expect(await keptIn(storage)).toHaveLength(3);
  });

  test('that is cancelled takes away what was back; the draft is offered again', async () => {
    const first = await work();
    first.segment('t');
    await first.mark('t', 1, 'ct-1');
    await first.drafts.flush();
    first.drafts.reset();
    const { drafts, gate, fake, state, notice, storage } = await anew();
    let go = () => undefined as void;
    const restoring = drafts.restore();
    gate.making = new Promise<void>(resolve => (go = resolve));
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(state().restoring).not.toBeNull();
    drafts.cancelRestore();
    go();
    await restoring;
    expect([...fake.segmentations.keys()]).toEqual([]);
    expect(state()).toMatchObject({ restoring: null, offers: [{}] });
    expect(notice()).toBe('notice.draftCancelled');
    expect(await keptIn(storage)).toEqual([['Work', 'Work']]);
  });

  test.each([1, 2, 3])('puts work on group %d of a 4D series back there', async group => {
    const groups = [1, 2, 3].map(n => [0, 1].map(k => `g${n}-${k}`));
    const image = `g${group}-1`;
    const first = draftsBench({ groups });
    first.segment('s', [1, 2]);
    await first.mark('s', 1, image);
    await first.mark('s', 2, 'g2-0');
    await first.drafts.flush();
    first.drafts.reset();
    const { drafts, labelmaps, notice } = await anew({ groups });
    await drafts.restore();
    const [of1, of2] = await Promise.all(
      [1, 2].map(async index => {
        const on: string[] = [];
        for await (const { imageId } of labelmaps.segmentRegions('made-1', index)) on.push(imageId);
        return on;
      }),
    );
    expect([of1, of2]).toEqual([[image], ['g2-0']]);
    expect(notice()).toBe('notice.draftRestored');
  });

  test('says what has no place any more, and leaves it in the draft', async () => {
    const first = await work();
    await first.mark('s', 1, 'ct-1');
    await first.drafts.flush();
    first.drafts.reset();
    const { drafts, notices, storage } = await anew({ groups: [['ct-0']] });
    await drafts.restore();
    expect(notices.store.getState().notice).toMatchObject({
      ...{ kind: 'warning', text: 'notice.draftPartly', params: { count: 1 } },
    });
    expect(await keptIn(storage)).toHaveLength(2);
  });

  test('names segments that only voxels tell of in the viewer’s language', async () => {
    const first = await work();
    first.segment('s', [1]);
    first.fake.images.get('s-0')!.voxelManager.setAtIndex(8, 5);
    first.fake.changed('s');
    await first.drafts.flush();
    first.drafts.reset();
    const { drafts, fake } = await anew({ language: 'zh-CN' });
    await drafts.restore();
    expect(fake.segmentations.get('made-1')?.segments[5].label).toBe('分段 5');
  });

  test('knows the colours of a segmentation that another pane shows', async () => {
    const first = draftsBench();
    first.study.panes = ['pane-2'];
    first.segment();
    await first.mark('s');
    await first.drafts.flush();
    const [study] = await studiesIn();
    const [{ work: kept }] = await first.storage.list(study);
    expect(kept.segmentations[0].segments[0].color).toEqual([9, 8, 7]);
  });
});

describe('removing what is kept', () => {
  test('leaves nothing, and says so once it is gone', async () => {
    (await work()).drafts.reset();
    const { drafts, state, notice, storage, segment, mark } = await anew();
    segment('t');
    await mark('t');
    await drafts.flush();
    expect(state().keptAt).not.toBeNull();
    await drafts.removeAll();
    expect(state()).toMatchObject({ keptAt: null, offers: [] });
    expect(notice()).toBe('notice.draftsRemoved');
    // Without a change nothing is kept again.
    await drafts.flush();
    expect(state().keptAt).toBeNull();
    expect(await keptIn(storage)).toEqual([]);
  });

  test('that failed is said, and everything is still offered', async () => {
    (await work()).drafts.reset();
    const storage = new DraftStorage();
    const { drafts, state, notice } = await anew({ storage });
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    jest.spyOn(storage, 'removeAll').mockRejectedValue(new Error('no'));
    await drafts.removeAll();
    log.mockRestore();
    expect(notice()).toBe('notice.draftsNotRemoved');
    expect(state().offers).toHaveLength(1);
  });

  test('makes room: what could not be kept is', async () => {
    const storage = new DraftStorage();
    const { drafts, state, mark } = await work({ storage });
    const write = jest.spyOn(storage, 'write');
    write.mockRejectedValueOnce(new DOMException('', 'QuotaExceededError'));
    await mark('s', 1, 'ct-1');
    await drafts.flush();
    expect(state().trouble).toBe('full');
    await drafts.removeAll();
    // A moment later, as after any change.
    await new Promise(resolve => setTimeout(resolve, 1000));
    await drafts.flush();
    expect(state()).toMatchObject({ trouble: null, keptAt: expect.any(Number) as number });
  });

  test('in another tab does not make this one’s draft a torso', async () => {
    const { drafts, mark, storage } = await work();
    await new DraftStorage().removeAll();
    await mark('s', 1, 'ct-1');
    await drafts.flush();
    const [study] = await studiesIn();
    const [{ session }] = await storage.list(study);
    expect((await storage.pieces(session)).size).toBe(2);
  });
});

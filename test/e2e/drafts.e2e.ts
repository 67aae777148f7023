import type { Page } from '@playwright/test';
import type { DataSet } from '../data/readSet';
import { expect, expectNoProblems, phantomTruth, tightBox, withViewer } from './fixtures';
import { ViewerPage } from './viewerPage';

const K = 32;
const ROUNDS = 10;
const OFFER = /^Restore work from \d\d:\d\d$/;

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

async function acceptOn(viewer: ViewerPage, truth: DataSet, label: string, k: number) {
  await viewer.showSlice(truth.sopInstanceUIDs[k]);
  await viewer.ready();
  await viewer.chooseTool('Box');
  await viewer.dragBox(...tightBox(truth.truth(label, k)));
  await viewer.answered();
  await viewer.accept();
}

/** Everything of ours that the browser keeps, as text. */
const keptText = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('ohif-sam-work');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all: unknown[] = [];
          const names = [...opening.result.objectStoreNames];
          const transaction = opening.result.transaction(names);
          for (const name of names) {
            const store = transaction.objectStore(name);
            store.getAllKeys().onsuccess = ({ target }) => all.push((target as IDBRequest).result);
            store.getAll().onsuccess = ({ target }) => all.push((target as IDBRequest).result);
          }
          transaction.oncomplete = () => {
            opening.result.close();
            resolve(JSON.stringify(all));
          };
        };
      }),
  );

/** Kills the tab as a crash does, so long after the work has begun, which goes on until then. */
async function killAmid(page: Page, after: number, work: () => Promise<void>): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const gone = new Promise<void>(resolve => page.once('crash', () => resolve()));
  setTimeout(() => void client.send('Page.crash').catch(() => undefined), after);
  const working = (async () => {
    for (;;) await work();
  })().catch(() => undefined);
  await gone;
  // What is waited for on a page that is gone ends at its own time.
  await Promise.race([working, new Promise(resolve => setTimeout(resolve, 500))]);
}

test('a reload loses nothing: segments, findings and prompts are offered and come back as they were', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await acceptOn(viewer, truth, 'spleen', K);
    await viewer.renameSegment(1, 'The spleen');
    await viewer.showSlice(truth.sopInstanceUIDs[K + 1]);
    await viewer.ready();
    await viewer.dragBox(...tightBox(truth.truth('spleen', K + 1)));
    await viewer.answered();
    const before = await viewer.segments();
    await page.waitForTimeout(2500);

    // Nothing in it tells whose it is.
    const kept = await keptText(page);
    expect(kept).toContain('The spleen');
    for (const uid of [study('CT'), truth.sopInstanceUIDs[K], truth.sopInstanceUIDs[K + 1]]) {
      expect(kept).not.toContain(uid);
    }

    let asked = '';
    page.once('dialog', dialog => {
      asked = dialog.type();
      void dialog.accept();
    });
    await viewer.open(host.url, study('CT'));
    expect(asked).toBe('beforeunload');
    const restore = page.locator('.sam-panel').getByRole('button', { name: OFFER });
    await viewer.ready();
    await restore.click();
    await expect(restore).toHaveCount(0);
    expect(await viewer.segments()).toEqual(before);
    await viewer.showSlice(truth.sopInstanceUIDs[K + 1]);
    await expect(page.locator('.sam-panel')).toHaveAttribute('data-prompts', '1');
    await viewer.accept();
    const after = await viewer.segments();
    expect(Object.keys(after)).toEqual(['The spleen']);
    expect(Object.keys(after['The spleen']).sort()).toEqual(
      [truth.sopInstanceUIDs[K], truth.sopInstanceUIDs[K + 1]].sort(),
    );

    // Saved to the archive, the draft says so.
    expect(await viewer.save()).toMatch(/^Saved/);
    await expect(page.locator('[data-drafts="archived"]')).toHaveCount(1);
    expectNoProblems(viewer);
  });
});

test('a discarded draft is not offered again, and a site can have nothing kept', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await acceptOn(viewer, truth, 'spleen', K);
    await viewer.open(host.url, study('CT'));
    const panel = page.locator('.sam-panel');
    await expect(panel.getByRole('button', { name: OFFER })).toHaveCount(1);
    await viewer.button('Discard').click();
    await expect(panel.getByRole('button', { name: OFFER })).toHaveCount(0);
    await viewer.ready();
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await expect(panel.getByRole('button', { name: OFFER })).toHaveCount(0);
    expectNoProblems(viewer);
  });
  await withViewer({ sam: { keepWork: false } }, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await acceptOn(viewer, truth, 'spleen', K);
    await page.waitForTimeout(2000);
    const names = await page.evaluate(async () =>
      (await indexedDB.databases()).map(({ name }) => name),
    );
    expect(names).not.toContain('ohif-sam-work');
    expectNoProblems(viewer);
  });
});

test('a tab that is killed at ten random moments in mid-work loses nothing that was accepted', async () => {
  const truth = await phantomTruth();
  const next = numbers(7);
  await withViewer({}, async ({ host, page: first, study }) => {
    const context = first.context();
    /** Slices of which the viewer had said that their mask is accepted. */
    const accepted: number[] = [];
    let k = K - 6;
    /** How long a mask takes here, from the slice to the segment. */
    let takes = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      const page = await context.newPage();
      const viewer = new ViewerPage(page);
      await viewer.open(host.url, study('CT'));
      await viewer.ready();
      const restore = page.locator('.sam-panel').getByRole('button', { name: OFFER });
      if (round) {
        await restore.click();
        await expect(restore).toHaveCount(0);
        const [voxels = {}] = Object.values(await viewer.segments());
        const missing = accepted.filter(slice => !voxels[truth.sopInstanceUIDs[slice]]?.length);
        expect({ round, missing }).toEqual({ round, missing: [] });
      }
      const work = async () => {
        await acceptOn(viewer, truth, 'liver', k);
        accepted.push(k++);
      };
      const began = Date.now();
      if (!takes) await work();
      takes ||= Date.now() - began;
      if (round < ROUNDS) await killAmid(page, 1.5 * takes * next(), work);
      await page.close();
    }
    expect(accepted.length).toBeGreaterThan(2);
    console.log(`killed ${ROUNDS} times; ${accepted.length} accepted masks, all of them there`);
  });
});

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectNoProblems, phantomTruth, withViewer } from './fixtures';
import type { ViewerPage } from './viewerPage';
import type { Point2, ViewerWindow } from './viewerWindow';

/** Makes the viewer's own brush the tool of the primary mouse button. */
const takeBrush = (page: Page) =>
  page.evaluate(() => {
    const { commandsManager } = window as unknown as ViewerWindow;
    commandsManager.runCommand('setToolActiveToolbar', {
      toolName: 'CircularBrush',
      toolGroupIds: ['default'],
    });
  });

/** A short stroke of the brush, from a pixel on. */
async function brush(viewer: ViewerPage, [i, j]: Point2): Promise<void> {
  const { page } = viewer;
  await page.mouse.move(...(await viewer.toPage([i, j])));
  await page.mouse.down();
  await page.mouse.move(...(await viewer.toPage([i + 3, j])));
  await page.mouse.up();
}

test('a brushed segment with a stray island: shown first, applied, undone at once, smoothed or left', async () => {
  const truth = await phantomTruth();
  const middle = Math.floor(truth.slices.length / 2);
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.command('samAddSegment');
    await takeBrush(page);
    for (const k of [-1, 0, 1]) {
      await viewer.showSlice(truth.sopInstanceUIDs[middle + k]);
      await brush(viewer, [200 + 4 * k, 190]);
    }
    await viewer.showSlice(truth.sopInstanceUIDs[middle + 5]);
    await brush(viewer, [110, 150]);
    const marked = async () => Object.values(await viewer.segments())[0];
    const before = await marked();
    const island = truth.sopInstanceUIDs[middle + 5];
    expect(Object.keys(before)).toHaveLength(4);
    expect(before[island].length).toBeGreaterThan(5);
    await viewer.showSlice(truth.sopInstanceUIDs[middle]);

    const state = page.locator('[data-cleanup]');
    await page.getByText('3D clean-up').click();
    await viewer.button('Keep largest').click();
    await expect(state).toHaveAttribute('data-cleanup', 'preview');
    const size = `${before[island].length.toLocaleString('en')} voxels`;
    await expect(state).toContainText(`Taken away${size}`);
    const drawn = page.locator('.sam-overlay[data-answer="cleanup-removed"]');
    await expect(drawn).toHaveCount(0);
    await state.getByRole('button', { name: /^1\. / }).click();
    await expect(drawn).toHaveCount(1);
    expect(await marked()).toEqual(before);

    await page.mouse.move(700, 120);
    await page.keyboard.press('u');
    const { [island]: gone, ...cleaned } = before;
    await expect.poll(marked).toEqual(cleaned);
    await expect(page.getByText('The segment was cleaned')).toContainText(`${size} taken away`);
    await page.keyboard.press('Control+z');
    await expect.poll(marked).toEqual(before);
    await page.keyboard.press('Control+y');
    await expect.poll(marked).toEqual(cleaned);

    await viewer.button('Keep largest').click();
    await expect(state).toContainText('The segment is in one part');
    await expect(state.getByRole('button')).toHaveCount(0);

    await viewer.button('Smooth').click();
    await expect(state).toHaveAttribute('data-cleanup', 'preview');
    await state.getByRole('button', { name: 'Cancel' }).click();
    expect(await marked()).toEqual(cleaned);

    const download = page.waitForEvent('download');
    await viewer.command('samSaveFiles', { formats: ['json'] });
    const file = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    expect(file.findings[0].edits).toEqual([
      { kind: 'keep-largest', added: 0, removed: gone.length },
    ]);
    expectNoProblems(viewer);
  });
}, 300_000);

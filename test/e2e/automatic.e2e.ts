import type { Page } from '@playwright/test';
import { boundsOfMask } from '../../extension/src/core/mask/regionMask';
import { deepestPixel } from '../../extension/src/core/mask/distance';
import { expect, expectNoProblems, phantomTruth, pixelsOf, withViewer } from './fixtures';
import { diceOf } from './viewerVoxels';

/** How many outlines are drawn, and how many of them are picked. */
const outlines = (page: Page, which = '') => page.locator(`.sam-outlines [data-mask]${which}`);
const count = (page: Page, which?: string) => outlines(page, which).count();

/** Where a slider of the section stands. */
const slider = (page: Page, name: string) =>
  page.locator('.sam-panel').getByRole('slider', { name });

test('masks of a slice: found while a click is answered, thinned out, two picked, accepted, undone', async () => {
  const truth = await phantomTruth();
  const areas = truth.slices.map(
    (_, k) => pixelsOf(truth.truth('spleen', k), truth.dims[0]).length,
  );
  const k = areas.indexOf(Math.max(...areas));
  const spleen = truth.truth('spleen', k);
  const middle = deepestPixel(spleen, { columnSpacing: 1, rowSpacing: 1 })!.at;
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[k]);
    await viewer.ready();
    const panel = page.locator('.sam-panel');
    await panel.getByText('Automatic masks').click();
    const status = panel.locator('[data-automatic]');

    // A click is answered while the search runs, and the search goes on.
    await viewer.chooseTool('Include');
    await viewer.button('Find masks').click();
    await expect(status).toHaveText(/\d+ of [\d,]+ points, about [\d,]+ s to go/);
    await viewer.clickPixel(middle);
    await viewer.answered(false);
    await expect(status).toHaveAttribute('data-automatic', 'running');
    await viewer.button('Clear').click();
    // The mouse is the viewer's again.
    await panel.locator('.sam-button-tool', { hasText: 'Include' }).click();

    await expect(status).toHaveAttribute('data-automatic', 'ready', { timeout: 280_000 });
    await slider(page, 'Predicted IoU').fill('0.7');
    await slider(page, 'Stability').fill('0.8');
    const all = await count(page);
    expect(all).toBeGreaterThan(2);
    await slider(page, 'Predicted IoU').fill('0.99');
    await expect.poll(() => count(page)).toBeLessThan(all);
    await slider(page, 'Predicted IoU').fill('0.7');
    await expect.poll(() => count(page)).toBe(all);

    // One by mouse, one by keys.
    await page.mouse.move(...(await viewer.toPage(middle)));
    await expect(outlines(page, '[data-marked="true"]')).toHaveCount(1);
    await viewer.clickPixel(middle);
    await expect(outlines(page, '[data-picked="true"]')).toHaveCount(1);
    const first = await outlines(page, '[data-picked="true"]').getAttribute('data-mask');
    await page.mouse.move(...(await viewer.toPage([2, 2])));
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+P');
    await expect(outlines(page, '[data-picked="true"]')).toHaveCount(2);
    await expect(status).toHaveText(`${all} masks, 2 picked`);
    expect(await outlines(page, `[data-mask="${first}"]`).getAttribute('data-picked')).toBe('true');
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/automatic.png` });
    }

    await page.keyboard.press('Shift+Y');
    await expect(outlines(page)).toHaveCount(0);
    const segments = Object.values(await viewer.segments());
    expect(segments).toHaveLength(2);
    const [sop] = [truth.sopInstanceUIDs[k]];
    for (const voxels of segments) expect(Object.keys(voxels)).toEqual([sop]);
    const inside = pixelsOf(spleen, truth.dims[0]);
    expect(Math.max(...segments.map(voxels => diceOf(voxels[sop], inside)))).toBeGreaterThan(0.8);

    await page.keyboard.press('Control+z');
    await expect
      .poll(async () => Object.values(await viewer.segments()).every(v => !Object.keys(v).length))
      .toBe(true);
    expectNoProblems(viewer);
  });
}, 600_000);

test('masks in a drawn box: cancelled at once; Esc drops them, and a click prompts again', async () => {
  const truth = await phantomTruth();
  const areas = truth.slices.map(
    (_, k) => pixelsOf(truth.truth('spleen', k), truth.dims[0]).length,
  );
  const k = areas.indexOf(Math.max(...areas));
  const { x, y, width, height } = boundsOfMask(truth.truth('spleen', k));
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[k]);
    await viewer.ready();
    const panel = page.locator('.sam-panel');
    await panel.getByText('Automatic masks').click();
    await panel.getByLabel('Look for').selectOption('lung');
    await panel.getByLabel('On', { exact: true }).selectOption('drawn');
    const status = panel.locator('[data-automatic]');
    await viewer.button('Find masks').click();
    await expect(panel.getByText('There is no box or lasso on this slice.')).toBeVisible();

    await viewer.chooseTool('Box');
    await viewer.dragBox([x - 10, y - 10], [x + width + 10, y + height + 10]);
    await viewer.answered();
    await page.keyboard.press('t');
    await expect(status).toHaveText(/\d+ of \d+ points/);
    await viewer.button('Cancel').click();
    await expect(status).toHaveAttribute('data-automatic', 'idle', { timeout: 300 });

    await viewer.button('Find masks').click();
    await expect(status).toHaveAttribute('data-automatic', 'ready', { timeout: 280_000 });
    await slider(page, 'Predicted IoU').fill('0.5');
    await slider(page, 'Stability').fill('0.5');
    expect(await count(page)).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await expect(outlines(page)).toHaveCount(0);
    await expect(status).toHaveAttribute('data-automatic', 'idle');
    expectNoProblems(viewer);
  });
}, 600_000);

import type { Page } from '@playwright/test';
import {
  expect,
  expectNoProblems,
  phantomTruth,
  pixelsOf,
  withViewer,
  type OpenViewer,
} from './fixtures';
import { diceOf } from './viewerVoxels';
import type { ViewerWindow } from './viewerWindow';

/** Slices of the phantom's liver that both of its lesions lie on, and some beyond. */
const [FIRST, LAST] = [25, 42];

/** Marks pixels as the active segmentation's first segment, by SOP Instance UID. */
const paint = (page: Page, masks: Readonly<Record<string, readonly number[]>>) =>
  page.evaluate(bySop => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as ViewerWindow;
    const [{ segmentationId }] = services.segmentationService.getSegmentations();
    const { state, triggerSegmentationEvents } = cornerstoneTools.segmentation;
    const { Labelmap } = state.getSegmentation(segmentationId).representationData;
    for (const imageId of Labelmap.imageIds ?? []) {
      const image = cornerstone.cache.getImage(imageId);
      const { SOPInstanceUID } = cornerstone.metaData.get('instance', image.referencedImageId);
      for (const n of bySop[SOPInstanceUID as string] ?? []) image.voxelManager.setAtIndex(n, 1);
    }
    triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  }, masks);

/** The liver's segment in the viewer, on the slices that are searched. */
async function withLiver({ host, viewer, study, page }: OpenViewer) {
  const truth = await phantomTruth();
  const columns = truth.dims[0];
  const on = (label: string) =>
    Object.fromEntries(
      truth.sopInstanceUIDs
        .map((sop, k) => [sop, pixelsOf(truth.truth(label, k), columns)] as const)
        .filter(([, pixels], k) => pixels.length && k >= FIRST && k <= LAST),
    );
  await page.setViewportSize({ width: 1440, height: 1100 });
  await viewer.open(host.url, study('CT'));
  await viewer.showSlice(truth.sopInstanceUIDs[FIRST]);
  await viewer.ready();
  await viewer.command('samAddSegment');
  await viewer.renameSegment(1, 'Liver');
  await paint(page, on('liver'));
  return { liver: on('liver'), cyst: on('liver_cyst'), metastasis: on('liver_metastasis') };
}

const sizes = (masks: Readonly<Record<string, readonly number[]>>) =>
  Object.values(masks).reduce((sum, { length }) => sum + length, 0);

/** Dice of masks of several slices. */
function dice3d(a: Readonly<Record<string, readonly number[]>>, b: typeof a): number {
  const shared = Object.keys(a).reduce((sum, sop) => {
    const [one, other] = [a[sop], b[sop] ?? []];
    return sum + (diceOf(one, other) * (one.length + other.length)) / 2;
  }, 0);
  return (2 * shared) / (sizes(a) + sizes(b));
}

test('lesions of the liver: searched, gone through by mouse and keys, accepted, rejected, refined, undone', async () => {
  await withViewer({}, async open => {
    const { page, viewer } = open;
    const { liver, cyst, metastasis } = await withLiver(open);
    const before = (await viewer.segments()).Liver;
    expect(sizes(before)).toBe(sizes(liver));
    const panel = page.locator('.sam-panel');
    await panel.getByText('Lesions in an organ').click();
    await expect(panel.getByText('never a prediction')).toBeVisible();
    const status = panel.locator('[data-lesion-search]');

    await viewer.button('Search').click();
    await expect(status).toHaveAttribute('data-lesion-search', 'running');
    await expect(status).toHaveText(/Reading slice|Comparing|Asking|Drawing/);
    await expect(status).toHaveAttribute('data-lesion-search', 'ready', { timeout: 500_000 });
    const rows = panel.locator('[data-lesion]');
    const found = await rows.count();
    expect(found).toBeGreaterThanOrEqual(2);
    // Nothing is written unasked.
    expect((await viewer.segments()).Liver).toEqual(before);

    // By mouse: the first one is shown and outlined.
    await panel.getByRole('button', { name: 'Show candidate 1' }).click();
    await expect(rows.first()).toHaveAttribute('aria-current', 'true');
    await expect(page.locator('.sam-outlines [data-mask="1"][data-marked="true"]')).toHaveCount(1);
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/lesions-list.png` });
    }
    await panel.getByRole('button', { name: 'Accept', exact: true }).last().click();
    await expect(rows.first()).toHaveAttribute('data-status', 'accepted');
    const written = await viewer.segments();
    const [lesion] = Object.entries(written).filter(([label]) => label !== 'Liver');
    const dices = [cyst, metastasis].map(truth => dice3d(lesion[1], truth));
    expect(Math.max(...dices)).toBeGreaterThan(0.85);
    // A voxel belongs to one segment.
    expect(sizes(written.Liver) + sizes(lesion[1])).toBeGreaterThanOrEqual(sizes(before));
    expect(sizes(written.Liver)).toBeLessThan(sizes(before));
    await expect(panel.locator('[data-burden="1"]')).toContainText('%');

    // One undo step takes all of it back, and the candidate is open again.
    await page.mouse.move(500, 500);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await viewer.segments()).Liver).toEqual(before);
    await expect(rows.first()).toHaveAttribute('data-status', 'open');

    // By keys: back to it, accepted; the next one rejected.
    await page.keyboard.press('Shift+R');
    await expect(rows.first()).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('Shift+A');
    await expect(rows.first()).toHaveAttribute('data-status', 'accepted');
    await expect(rows.nth(1)).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('Shift+X');
    await expect(rows.nth(1)).toHaveAttribute('data-status', 'rejected');
    await viewer.button('Reject').click();
    if (found === 2) await panel.getByRole('button', { name: 'Show candidate 2' }).click();
    await expect(rows.nth(1)).toHaveAttribute('data-status', 'open');

    // Refined: it is the object that is being prompted; Accept writes it and takes it from the organ.
    const kept = (await viewer.segments()).Liver;
    await page.mouse.move(500, 500);
    await page.keyboard.press('Shift+G');
    await expect(rows.nth(1)).toHaveAttribute('data-status', 'refining');
    await expect(page.locator('.sam-overlay[data-answer]')).not.toHaveCount(0);
    await page.keyboard.press('y');
    await expect(rows.nth(1)).toHaveAttribute('data-status', 'accepted');
    await expect.poll(async () => sizes((await viewer.segments()).Liver)).toBeLessThan(sizes(kept));
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/lesions-accepted.png` });
    }
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await viewer.segments()).Liver).toEqual(before);
    expectNoProblems(viewer);
  });
}, 700_000);

import { expect, expectNoProblems, phantomTruth, pixelsOf, withViewer } from './fixtures';
import { diceOf } from './viewerVoxels';

test('organs without a click: by mouse and by key, accepted with their code, undone; one that is not there', async () => {
  const truth = await phantomTruth();
  const written = truth.slices.flatMap((_, k) => {
    const inside = pixelsOf(truth.truth('spleen', k), truth.dims[0]);
    return inside.length > 200 ? [{ sop: truth.sopInstanceUIDs[k], inside }] : [];
  });
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    const panel = page.locator('.sam-panel');
    await panel.getByText('Organ presets').click();
    const status = panel.locator('[data-organs]');
    const phase = (which: string) =>
      expect(status).toHaveAttribute('data-organs', which, { timeout: 240_000 });

    await panel.getByLabel('Organ', { exact: true }).selectOption('brain');
    await viewer.button('Find organ').click();
    await phase('absent');
    await expect(status).toContainText('Not found');

    await panel.getByLabel('Organ', { exact: true }).selectOption('spleen');
    await viewer.button('Find organ').click();
    await phase('done');
    if (process.env.SCREENSHOTS) {
      await viewer.showSlice(written[written.length >> 1].sop);
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/organs.png` });
    }
    await page.keyboard.press('y');
    await expect(page.getByText(/^The masks of \d+ slices were written/)).toBeVisible();
    const { Spleen: spleen } = await viewer.segments();
    const dices = written.map(({ sop, inside }) => diceOf(spleen[sop] ?? [], inside));
    expect(dices.reduce((sum, dice) => sum + dice, 0) / dices.length).toBeGreaterThan(0.9);
    await expect(panel.getByLabel('Site').first()).toHaveValue('spleen');

    await page.keyboard.press('Control+z');
    await expect
      .poll(async () => Object.values(await viewer.segments()).every(v => !Object.keys(v).length))
      .toBe(true);

    await page.keyboard.press('Shift+T');
    await phase('drawing');
    await viewer.button('Cancel').click();
    await phase('cancelled');
    expectNoProblems(viewer);
  });
}, 600_000);

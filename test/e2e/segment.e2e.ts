import { expect, expectNoProblems, phantomTruth, pixelsOf, tightBox, withViewer } from './fixtures';
import { diceOf } from './viewerVoxels';

for (const isolate of [true, false]) {
  test(`CT phantom, ${isolate ? 'with' : 'without'} cross-origin isolation: prompt, accept, undo, redo, save, reload`, async () => {
    const truth = await phantomTruth();
    const k = 32;
    const sop = truth.sopInstanceUIDs[k];
    await withViewer({ isolate }, async ({ host, page, viewer, study }) => {
      await viewer.open(host.url, study('CT'));
      await viewer.ready();
      await viewer.showSlice(sop);
      await viewer.ready();
      await expect(page.locator('.sam-panel')).toContainText(
        isolate ? /WASM, \d threads/ : /WASM, 1 thread/,
      );
      await viewer.chooseTool('Box');
      await viewer.dragBox(...tightBox(truth.truth('spleen', k)));
      await viewer.answered();
      await viewer.accept();
      const accepted = await viewer.segments();
      const [voxels] = Object.values(accepted);
      expect(Object.keys(voxels)).toEqual([sop]);
      expect(
        diceOf(voxels[sop], pixelsOf(truth.truth('spleen', k), truth.dims[0])),
      ).toBeGreaterThan(0.85);

      await page.mouse.move(700, 120);
      await page.keyboard.press('Control+z');
      await expect.poll(async () => Object.values(await viewer.segments())).toEqual([{}]);
      await page.keyboard.press('Control+y');
      await expect.poll(() => viewer.segments()).toEqual(accepted);

      await viewer.renameSegment(1, '脾');
      expect(await viewer.save()).toMatch(/^Saved/);
      await viewer.open(host.url, study('CT'));
      await viewer.loadStoredSegmentation();
      await expect.poll(async () => Object.values(await viewer.segments())).toEqual([voxels]);
      expectNoProblems(viewer);
    });
  });
}

test('MR series: points, exclude by Shift, candidates, clear', async () => {
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('MR'));
    await viewer.ready();
    await viewer.chooseTool('Include');
    await viewer.clickPixel([128, 128]);
    await viewer.answered();
    const radios = page.locator('.sam-panel [role="radio"]');
    expect(await radios.count()).toBeGreaterThanOrEqual(3);
    // Nothing runs over the end of a title bar.
    const over = await page
      .locator('.sam-section-bar')
      .evaluateAll(bars => bars.map(bar => bar.scrollWidth - bar.clientWidth));
    expect(Math.max(...over)).toBe(0);
    await viewer.clickPixel([60, 128], 'Shift');
    await viewer.answered();
    await expect(page.locator('.sam-panel')).toHaveAttribute('data-prompts', '2');
    await page.mouse.move(700, 120);
    await page.keyboard.press('m');
    await expect(page.locator('.sam-overlay')).toHaveAttribute('data-answer', /-1$/);
    await viewer.button('Clear').click();
    await expect(page.locator('.sam-panel')).toHaveAttribute('data-prompts', '0');
    expect(await viewer.segments()).toEqual({});

    // What Clear leaves on the screen is what was there before the prompt.
    await viewer.clickPixel([128, 128]);
    await viewer.answered();
    const heightOfAccept = async () => (await viewer.button('Accept').boundingBox())?.y;
    const height = await heightOfAccept();
    await viewer.accept();
    // The panel stays where it is when the first segment appears in it.
    expect(await heightOfAccept()).toBe(height);
    const picture = async () => {
      await page.mouse.move(700, 120);
      await page.waitForTimeout(500);
      return viewer.pictureOfPane(0);
    };
    const before = await picture();
    await viewer.clickPixel([60, 100]);
    await viewer.answered();
    expect((await picture()).equals(before)).toBe(false);
    await page.keyboard.press('d');
    await expect(page.locator('.sam-overlay path')).toHaveCount(0);
    expect((await picture()).equals(before)).toBe(true);
    expectNoProblems(viewer);
  });
});

test('other and locked segments are kept', async () => {
  const truth = await phantomTruth();
  const k = 32;
  const sop = truth.sopInstanceUIDs[k];
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(sop);
    await viewer.ready();
    const box = tightBox(truth.truth('spleen', k));
    const prompt = async () => {
      await viewer.chooseTool('Box');
      await viewer.dragBox(...box);
      await viewer.answered();
    };
    await prompt();
    await viewer.accept();
    const [[firstLabel, first]] = Object.entries(await viewer.segments());
    await viewer.button('Add segment').click();
    await prompt();
    await viewer.accept();
    const after = await viewer.segments();
    expect(after[firstLabel]).toEqual(first);
    await expect(page.locator('.sam-panel')).toContainText('other segments');

    await viewer.lockActiveSegment();
    const before = await viewer.segments();
    await prompt();
    await expect(viewer.button('Accept')).toHaveAttribute('aria-disabled', 'true');
    await page.mouse.move(700, 120);
    await page.keyboard.press('y');
    await expect(page.locator('.sam-panel')).toContainText('locked, so nothing was written');
    await expect(page.locator('.sam-panel')).toHaveAttribute('data-prompts', '1');
    expect(await viewer.segments()).toEqual(before);
    expectNoProblems(viewer);
  });
});

test('a click is a prompt at once, quick ones as well, and a double click keeps the layout', async () => {
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('MR'));
    await viewer.ready();
    await viewer.setLayout(1, 2);
    await viewer.chooseTool('Include');
    const panel = page.locator('.sam-panel');
    await viewer.clickPane(0, [0.4, 0.4]);
    expect(await panel.getAttribute('data-prompts')).toBe('1');
    await viewer.clickPane(0, [0.6, 0.6]);
    expect(await panel.getAttribute('data-prompts')).toBe('2');
    await page.keyboard.press('d');
    await expect(panel).toHaveAttribute('data-prompts', '0');
    const box = await page.locator('.cornerstone-viewport-element').first().boundingBox();
    await page.mouse.dblclick(box!.x + box!.width / 2, box!.y + box!.height / 2);
    expect(await panel.getAttribute('data-prompts')).toBe('1');
    await page.waitForTimeout(1000);
    const now = await page.locator('.cornerstone-viewport-element').first().boundingBox();
    expect(now).toEqual(box);
    expectNoProblems(viewer);
  });
});

import { expect, expectNoProblems, phantomTruth, pixelsOf, tightBox, withViewer } from './fixtures';
import { diceOf } from './viewerVoxels';

const LABEL = 'gallbladder';

test('a box on one slice, propagated, cancelled, gone on with, accepted: the whole organ, and one undo', async () => {
  const truth = await phantomTruth();
  const masks = truth.slices.map((_, k) => truth.truth(LABEL, k));
  const on = masks.flatMap((mask, k) => (mask.width ? [k] : []));
  const middle = on[Math.floor(on.length / 2)];
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.showSlice(truth.sopInstanceUIDs[middle]);
    await viewer.ready();
    await viewer.chooseTool('Box');
    await viewer.dragBox(...tightBox(masks[middle]));
    await viewer.answered();

    const status = page.locator('[data-propagation]');
    await viewer.button('Propagate').click();
    await expect(status).toHaveText(/\d+ slices done, at most \d+ to go/, { timeout: 120_000 });
    await viewer.button('Cancel').click();
    await expect(status).toHaveAttribute('data-propagation', 'cancelled', { timeout: 300 });
    // What was done stays, and can be accepted.
    await expect(viewer.button('Accept')).toHaveText(/Accept \(\d+ slices\)/);
    const before = await viewer.shownSlice();

    await viewer.button('Go on').click();
    await expect(status).toHaveAttribute('data-propagation', 'done', { timeout: 280_000 });
    const strip = page.locator('.sam-slice-strip');
    await expect(strip.locator('[data-look="firm"][data-slices="1"]')).toHaveCount(1);
    // The strip goes to the slice that is clicked; its mask is shown there.
    // It is numbered as the viewer counts: the phantom's stack begins at its last slice.
    const number = truth.slices.length - middle - 1;
    const { height } = (await strip.boundingBox())!;
    const y = ((number - 0.5) / truth.slices.length) * height;
    await strip.hover({ position: { x: 5, y } });
    await expect(strip).toHaveAttribute('title', new RegExp(`^Slice ${number}: `));
    await strip.click({ position: { x: 5, y } });
    await expect.poll(() => viewer.shownSlice()).not.toBe(before);
    await expect(page.getByText(`(${number}/${truth.slices.length})`)).toBeVisible();
    await expect(page.locator('.sam-overlay')).toHaveAttribute('data-answer', /final/);

    // A propagated slice is corrected: its neighbours follow by themselves, as far as they change.
    const { x, y: top, width, height: tall } = masks[middle + 2];
    await viewer.showSlice(truth.sopInstanceUIDs[middle + 2]);
    await viewer.ready();
    await viewer.chooseTool('Include');
    await viewer.clickPixel([x + width / 2, top + tall / 2]);
    await viewer.answered();
    await expect(status).toHaveText(/^Slice \d+ corrected: \d+ neighbours were made anew/, {
      timeout: 120_000,
    });
    await expect(strip.locator('[data-look="firm"]')).toHaveCount(2);

    const section = page.locator('[data-propagation]').locator('xpath=ancestor::section');
    const place = await section.boundingBox();
    await viewer.accept();
    await expect(page.getByText(/^The masks of \d+ slices were written/)).toBeVisible();
    // Nothing has moved, and the strip shows what the segment is on.
    expect(await section.boundingBox()).toEqual(place);
    await expect(strip.locator('[data-look="written"]')).toHaveCount(1);
    await expect(strip.locator('[data-look="doubtful"], [data-look="sure"]')).toHaveCount(0);
    const [voxels] = Object.values(await viewer.segments());
    const marked = truth.sopInstanceUIDs.flatMap((sop, k) => (voxels[sop] ? [k] : []));
    expect(marked[0]).toBeGreaterThanOrEqual(on[0] - 1);
    expect(marked.at(-1)).toBeLessThanOrEqual(on.at(-1)! + 1);
    const area = truth.dims[0] * truth.dims[1];
    const inVolume = (pixels: readonly number[], k: number) => pixels.map(p => k * area + p);
    expect(
      diceOf(
        marked.flatMap(k => inVolume(voxels[truth.sopInstanceUIDs[k]], k)),
        on.flatMap(k => inVolume(pixelsOf(masks[k], truth.dims[0]), k)),
      ),
    ).toBeGreaterThan(0.85);

    await page.mouse.move(700, 120);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => Object.values(await viewer.segments())).toEqual([{}]);
    expectNoProblems(viewer);
  });
}, 600_000);

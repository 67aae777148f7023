import { expect, expectNoProblems, phantomTruth, withViewer } from './fixtures';
import { maskArea } from '../../extension/src/core/mask/regionMask';

test('a length drawn across a lesion becomes the lesion in 3D, in one undo step', async () => {
  const truth = await phantomTruth();
  const masks = truth.sopInstanceUIDs.map((_, k) => truth.truth('liver_metastasis', k));
  const areas = masks.map(maskArea);
  const k = areas.indexOf(Math.max(...areas));
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[k]);
    await viewer.ready();
    await page.locator('summary', { hasText: 'Lesions from measurements' }).click();
    await viewer.button('All').click();
    await expect(page.getByText('There is no measurement')).toBeVisible();
    await viewer.command('setToolActiveToolbar', {
      toolName: 'Length',
      toolGroupIds: ['default'],
    });
    const { x, y, width, height } = masks[k];
    await viewer.dragAlong([
      [x, y + height / 2],
      [x + width - 1, y + height / 2],
    ]);
    await viewer.button('All').click();
    const state = page.locator('[data-lesions]');
    await expect(state).toHaveAttribute('data-lesions', 'done', { timeout: 240_000 });
    await expect(state).toHaveText('1 finding was made.');
    const [voxels] = Object.values(await viewer.segments());
    const count = Object.values(voxels).reduce((sum, { length }) => sum + length, 0);
    const wanted = areas.reduce((sum, area) => sum + area, 0);
    // The model's borders: within a fifth, which is half a pixel all around.
    expect(Math.abs(count / wanted - 1)).toBeLessThan(0.2);
    await page.mouse.move(700, 120);
    await page.keyboard.press('Control+z');
    await expect
      .poll(async () => Object.keys(Object.values(await viewer.segments())[0]).length)
      .toBe(0);
    expectNoProblems(viewer);
  });
}, 420_000);

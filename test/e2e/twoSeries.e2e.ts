import { rm } from 'node:fs/promises';
import { expect, expectNoProblems, withViewer } from './fixtures';
import { DISC, DISPLACED_MM, displacedStudy, twoGridStudy } from './smallStudies';
import type { ViewerWindow } from './viewerWindow';

/** The disc's middle on the T1's pixels of 1 mm: the T2's have 1.25 mm and begin 16 mm earlier. */
const MIDDLE = [DISC.x * 1.25 - 16, DISC.y * 1.25 - 16] as const;
const RADIUS = DISC.radius * 1.25;

test('a prompt on T1 is answered from T2 as well, which leads; the segment is shown on both', async () => {
  const small = await twoGridStudy();
  try {
    await withViewer({ folders: [small.folder] }, async ({ host, page, viewer }) => {
      await viewer.open(host.url, host.store.instances[0].study);
      await expect(page.locator('.cornerstone-viewport-element')).toHaveCount(2);
      await viewer.ready();
      const panel = page.locator('.sam-panel');
      const select = panel.getByLabel('Also look at');
      await expect(select.locator('option')).toHaveText(['Off', 'T2 TSE']);
      await viewer.chooseTool('Box');
      const far = RADIUS + 1.5;
      await select.selectOption('T2 TSE');
      await viewer.dragBox([MIDDLE[0] - far, MIDDLE[1] - far], [MIDDLE[0] + far, MIDDLE[1] + far]);
      await viewer.answered();
      await expect(panel.locator('.sam-why')).toContainText('T2 TSE leads');
      await viewer.accept();
      const [voxels] = Object.values(await viewer.segments());
      const [pixels] = Object.values(voxels);
      const off = pixels.map(p =>
        Math.hypot((p % 128) - MIDDLE[0], Math.floor(p / 128) - MIDDLE[1]),
      );
      expect(Math.max(...off)).toBeLessThan(RADIUS + 3);
      expect(pixels.length / (Math.PI * RADIUS ** 2)).toBeGreaterThan(0.9);

      /** How many segmentations each pane shows. */
      const shown = () =>
        page.evaluate(() => {
          const { services } = window as unknown as ViewerWindow;
          return [...services.viewportGridService.getState().viewports.keys()].map(
            id => services.segmentationService.getSegmentationRepresentations(id).length,
          );
        });
      await expect.poll(shown).toEqual([1, 1]);
      expectNoProblems(viewer);
    });
  } finally {
    await rm(small.folder, { recursive: true, force: true });
  }
});

test('a segment is carried over to a displaced diffusion series, corrected, and undone in one step', async () => {
  const small = await displacedStudy();
  try {
    await withViewer({ folders: [small.folder] }, async ({ host, page, viewer }) => {
      await viewer.open(host.url, host.store.instances[0].study);
      await viewer.ready();
      const panel = page.locator('.sam-panel');
      await viewer.chooseTool('Box');
      const far = DISC.radius + 1.5;
      await viewer.dragBox([DISC.x - far, DISC.y - far], [DISC.x + far, DISC.y + far]);
      await viewer.answered();
      await viewer.accept();
      await panel.getByText('Carry to another series').click();
      const select = panel.getByLabel('Series', { exact: true });
      await select.selectOption('DWI, b 1000');
      const correct = panel.getByLabel(/Correct the displacement of \d\.\d mm along A–P/);
      await expect(correct).toBeChecked();
      const found = /of (\d\.\d) mm/.exec(
        await panel.locator('.sam-toggle', { hasText: 'displacement' }).innerText(),
      );
      expect(Math.abs(Number(found?.[1]) - DISPLACED_MM)).toBeLessThan(0.5);
      await viewer.button('Carry over').click();
      await expect(panel.locator('[data-carry]')).toHaveAttribute('data-carry', 'done');

      // Of both segments of the name, the viewer's list ends with the new one.
      const carried = async () => Object.values(await viewer.segments()).at(-1)!;
      const [[sop, pixels]] = Object.entries(await carried());
      expect(small.diffusion).toContain(sop);
      // The disc is at the same pixels: the images lie elsewhere.
      const mean = (of: (p: number) => number) =>
        pixels.reduce((sum, p) => sum + of(p), 0) / pixels.length;
      expect(Math.abs(mean(p => p % 128) - DISC.x)).toBeLessThan(1);
      expect(Math.abs(mean(p => Math.floor(p / 128)) - DISC.y)).toBeLessThan(1);
      await page.mouse.move(700, 120);
      await page.keyboard.press('Control+z');
      await expect.poll(carried).toEqual({});
      expectNoProblems(viewer);
    });
  } finally {
    await rm(small.folder, { recursive: true, force: true });
  }
});

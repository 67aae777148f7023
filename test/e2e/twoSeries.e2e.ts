import { rm } from 'node:fs/promises';
import { expect, expectNoProblems, withViewer } from './fixtures';
import { DISC, twoGridStudy } from './smallStudies';
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

import type { Page } from '@playwright/test';
import { randomStream } from '../../.webpack/demo/phantom/shapes';
import { expect, expectNoProblems, phantomTruth, withViewer } from './fixtures';
import { voxelUnder } from './viewerVoxels';

const LAYOUTS = [
  [1, 2],
  [2, 2],
  [2, 1],
  [1, 3],
  [1, 1],
] as const;

interface MemoryWindow extends Window {
  readonly performance: Performance & {
    measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
  };
}

const memoryOf = (page: Page) =>
  page.evaluate(async () => {
    const { bytes } = await (
      window as unknown as MemoryWindow
    ).performance.measureUserAgentSpecificMemory();
    return bytes / 2 ** 20;
  });

test('30 clicks, 10 slice changes, 5 layout changes: nothing thrown, no prompt lost, memory level', async () => {
  const truth = await phantomTruth();
  const next = randomStream(7);
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.chooseTool('Include');
    let prompts = 0;
    const click = async (exclude = false) => {
      const at = [110 + next() * 160, 120 + next() * 130] as const;
      await viewer.clickPixel(at, exclude ? 'Shift' : undefined);
      prompts++;
      await expect(page.locator('.sam-panel')).toHaveAttribute('data-prompts', String(prompts));
    };
    for (let n = 0; n < 10; n++) {
      await viewer.showSlice(truth.sopInstanceUIDs[5 + Math.floor(next() * 50)]);
      for (let c = 0; c < 3; c++) await click(c > 0 && next() < 0.4);
      await viewer.answered(false);
      if (n % 2) {
        const [rows, columns] = LAYOUTS[(n - 1) / 2];
        await viewer.setLayout(rows, columns);
        await expect(page.locator('.sam-panel')).toHaveAttribute('data-prompts', String(prompts));
        await viewer.chooseTool('Include');
      }
    }
    await viewer.answered();
    const before = await memoryOf(page);
    for (let n = 0; n < 3; n++) {
      await click();
      await viewer.answered();
    }
    const after = await memoryOf(page);
    console.log(`memory ${before.toFixed(0)} MB, ${after.toFixed(0)} MB after three more clicks`);
    expect(after).toBeLessThan(before * 1.15);
    expectNoProblems(viewer);
  });
}, 600_000);

test('MPR: a prompt in a volume viewport and on a reformatted plane becomes voxels', async () => {
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.showMpr();
    await viewer.ready();
    await viewer.chooseTool('Include');
    for (const pane of [0, 1, 2]) {
      // As with the viewer's own tools, the first click in another pane only makes it active.
      if (pane) await viewer.clickPane(pane, [0.5, 0.2]);
      await viewer.ready();
      const at = [0.5, 0.5 + 0.06 * pane] as const;
      const { sop, pixel } = await voxelUnder(page, pane, at);
      const has = async () =>
        Object.values(await viewer.segments()).some(slices => slices[sop]?.includes(pixel));
      expect(await has()).toBe(false);
      await viewer.clickPane(pane, at);
      await viewer.answered();
      await viewer.accept();
      expect(await has()).toBe(true);
      // So that no pane's mask can be taken for another's.
      await viewer.command('undo');
      await expect.poll(has).toBe(false);
    }
    expect(await page.locator('.sam-overlay').count()).toBeGreaterThan(0);
    expectNoProblems(viewer);
  });
});

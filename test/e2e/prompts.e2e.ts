import { maskHas, type RegionMask } from '../../extension/src/core/mask/regionMask';
import { expect, expectNoProblems, phantomTruth, pixelsOf, withViewer } from './fixtures';
import type { ViewerPage } from './viewerPage';
import { diceOf } from './viewerVoxels';
import type { Point2 } from './viewerWindow';

const K = 32;

/** The only segment's voxels on the slice. */
async function voxelsOn(viewer: ViewerPage, sop: string): Promise<readonly number[]> {
  return Object.values(await viewer.segments())[0]?.[sop] ?? [];
}

const centre = ({ x, y, width, height }: RegionMask): Point2 => [x + width / 2, y + height / 2];

/** An ellipse around a mask's bounds, as pixel positions. */
function around(mask: RegionMask, factor: number, count = 24): Point2[] {
  const [cx, cy] = centre(mask);
  return Array.from({ length: count }, (_, n): Point2 => {
    const angle = (2 * Math.PI * n) / count;
    return [
      cx + (factor * mask.width * Math.cos(angle)) / 2,
      cy + (factor * mask.height * Math.sin(angle)) / 2,
    ];
  });
}

test('lasso, scribble and measurement become segments; a refined one is replaced in one undo step', async () => {
  const truth = await phantomTruth();
  const sop = truth.sopInstanceUIDs[K];
  const spleen = truth.truth('spleen', K);
  const wanted = pixelsOf(spleen, truth.dims[0]);
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(sop);
    await viewer.ready();
    const panel = page.locator('.sam-panel');

    await viewer.chooseTool('Lasso');
    await viewer.dragAlong(around(spleen, 1.2));
    await viewer.answered();
    await expect(panel).toContainText('Lasso 1');
    await viewer.accept();
    expect(diceOf(await voxelsOn(viewer, sop), wanted)).toBeGreaterThan(0.8);

    // Take a part away again, by a scribble with Shift through it.
    const before = await voxelsOn(viewer, sop);
    await viewer.button('Refine').click();
    await expect(panel).toContainText('is being refined');
    const [cx, cy] = centre(spleen);
    const strokes = [-2, 0, 2].map((d): Point2 => [cx + d, cy + d]);
    await viewer.chooseTool('Scribble');
    await viewer.dragAlong([...strokes, [cx + 3, cy + 3]], 'Shift');
    await viewer.answered();
    await viewer.accept();
    const after = await voxelsOn(viewer, sop);
    const columns = truth.dims[0];
    expect(after).not.toContain(Math.round(cy) * columns + Math.round(cx));
    expect(after.length).toBeLessThan(before.length);
    await page.mouse.move(700, 120);
    await page.keyboard.press('Control+z');
    await expect.poll(() => voxelsOn(viewer, sop)).toEqual(before);
    await page.keyboard.press('Control+z');
    await expect.poll(() => voxelsOn(viewer, sop)).toEqual([]);

    // A rectangle drawn by the viewer's own tool.
    await viewer.button('Measurement').click();
    await expect(panel).toContainText('no measurement on this slice');
    await viewer.command('setToolActiveToolbar', {
      toolName: 'RectangleROI',
      toolGroupIds: ['default'],
    });
    const { x, y, width, height } = spleen;
    await viewer.dragAlong([
      [x - 1, y - 1],
      [x + width / 2, y + height / 2],
      [x + width, y + height],
    ]);
    await page.waitForTimeout(1000);
    await page.keyboard.press('Escape');
    await page.mouse.move(700, 120);
    await viewer.button('Measurement').click();
    await viewer.answered();
    await expect(panel).toContainText('Box 1');
    await viewer.accept();
    expect(diceOf(await voxelsOn(viewer, sop), wanted)).toBeGreaterThan(0.85);
    expectNoProblems(viewer);
  });
});

test('the window is the reader’s to choose, and kept; the mouse at rest shows a mask', async () => {
  const truth = await phantomTruth();
  const liver = truth.truth('liver', K);
  const [cx, cy] = centre(liver);
  expect(maskHas(liver, [cx, cy])).toBe(true);
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[K]);
    await viewer.ready();
    const panel = page.locator('.sam-panel');
    await viewer.chooseTool('Include');
    await page.mouse.move(...(await viewer.toPage([cx, cy])));
    await expect(page.locator('.sam-overlay path')).not.toHaveCount(0, { timeout: 15_000 });
    expect(await panel.getAttribute('data-prompts')).toBe('0');
    await page.mouse.move(10, 300);
    await expect(page.locator('.sam-overlay path')).toHaveCount(0);

    await viewer.clickPixel([cx, cy]);
    await viewer.answered();
    await panel.getByLabel('Window').selectOption('liver');
    await expect(panel.locator('.sam-shown')).toContainText('window −45 to 165 HU', {
      timeout: 30_000,
    });
    await panel.getByLabel('Hover preview').uncheck();
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await expect(panel.getByLabel('Window')).toHaveValue('liver');
    await expect(panel.getByLabel('Hover preview')).not.toBeChecked();
    expectNoProblems(viewer);
  });
});

test('clicks on three slices in quick succession are one object: each gets its final mask, Accept pressed twice writes once, one undo takes all back', async () => {
  const truth = await phantomTruth();
  const slices = [K - 1, K, K + 1];
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.showSlice(truth.sopInstanceUIDs[K]);
    await viewer.ready();
    await viewer.chooseTool('Include');
    for (const k of slices) {
      await viewer.showSlice(truth.sopInstanceUIDs[k]);
      await viewer.clickPixel(centre(truth.truth('spleen', k)));
    }
    const panel = page.locator('.sam-panel');
    await expect(panel.locator('.sam-count')).toContainText('3 slices');
    const phases = () =>
      page.evaluate(() => {
        const { samService } = (window as unknown as SamWindow).services;
        return samService.getState().drafts.map(({ phase }) => phase);
      });
    await expect.poll(phases, { timeout: 90_000 }).toEqual(['final', 'final', 'final']);
    await expect(viewer.button('Accept')).toContainText('Accept (3 slices)');
    await viewer.button('Accept').evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await expect(panel).toHaveAttribute('data-prompts', '0');
    const segments = Object.values(await viewer.segments());
    expect(segments).toHaveLength(1);
    for (const k of slices) {
      const written = segments[0][truth.sopInstanceUIDs[k]] ?? [];
      expect(diceOf(written, pixelsOf(truth.truth('spleen', k), truth.dims[0]))).toBeGreaterThan(
        0.6,
      );
    }
    await page.mouse.move(700, 120);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => Object.values(await viewer.segments())).toEqual([{}]);
    await page.keyboard.press('Control+y');
    await expect.poll(async () => Object.values(await viewer.segments())).toEqual(segments);
    expectNoProblems(viewer);
  });
});

interface SamWindow {
  readonly services: {
    readonly samService: { getState(): { drafts: readonly { readonly phase: string }[] } };
  };
}

import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import {
  demoFolders,
  expect,
  expectNoProblems,
  phantomTruth,
  tightBox,
  withViewer,
  type OpenViewer,
} from './fixtures';
import { diffusionStudy, DISC } from './smallStudies';

const LABEL = 'gallbladder';
const TEST_TIMEOUT_MS = 600_000;
/** A slice takes seconds on a machine that has other work. */
const SLICES = { timeout: 200_000 };

const status = ({ page }: OpenViewer) => page.locator('[data-propagation]');

/** A box on the middle slice of the phantom's gallbladder, and the propagation of it begun. */
async function beginPropagation(open: OpenViewer): Promise<void> {
  const { viewer } = open;
  const truth = await phantomTruth();
  const masks = truth.slices.map((_, k) => truth.truth(LABEL, k));
  const on = masks.flatMap((mask: RegionMask, k) => (mask.width ? [k] : []));
  const middle = on[Math.floor(on.length / 2)];
  await viewer.ready();
  await viewer.showSlice(truth.sopInstanceUIDs[middle]);
  await viewer.ready();
  await viewer.chooseTool('Box');
  await viewer.dragBox(...tightBox(masks[middle]));
  await viewer.answered();
  await viewer.button('Propagate').click();
  await expect(status(open)).toHaveText(/[2-9] slices done/, SLICES);
}

test(
  'the worker dies in mid-propagation: it is started anew, and the propagation goes on by itself',
  async () => {
    await withViewer({}, async open => {
      const { host, page, viewer, study } = open;
      await viewer.open(host.url, study('CT'));
      await beginPropagation(open);
      const worker = page.workers().find(found => found.url().includes('inference.worker'));
      await worker!.evaluate(() =>
        setTimeout(() => {
          throw new Error('killed');
        }),
      );
      await expect(page.locator('.sam-panel')).toContainText('restarted after a failure', SLICES);
      await expect(status(open)).toHaveAttribute('data-propagation', 'done', SLICES);
      await expect(status(open)).toHaveText(/^Done: 1\d slices/);
      await expect(viewer.button('Accept')).toHaveText(/Accept \(1\d slices\)/);
    });
  },
  TEST_TIMEOUT_MS,
);

test(
  'another series is shown in mid-propagation: it stays in its own, says so, and goes on from there',
  async () => {
    const { axial, tilted } = await demoFolders();
    const folders = [axial, tilted].map(folder => path.join(folder, 'dicom'));
    await withViewer({ folders }, async open => {
      const { host, page, viewer, study } = open;
      await viewer.open(host.url, study('CT'));
      const thumbnails = page.locator('[data-cy="study-browser-thumbnail"]');
      const showSeries = (name: RegExp) => thumbnails.filter({ hasText: name }).first().dblclick();
      await showSeries(/Axial/);
      await beginPropagation(open);
      const before = await viewer.shownSlice();
      await thumbnails.filter({ hasNotText: /Axial/ }).first().dblclick();
      await expect.poll(() => viewer.shownSlice()).not.toBe(before);
      await expect(status(open)).toHaveText(/[4-9] slices done/, SLICES);
      // The other pane's strip may tell which of its slices are ready, and nothing else.
      const propagated = page.locator('.sam-slice-strip:visible:has([data-look="firm"])');
      await expect(propagated).toHaveCount(0);
      await viewer.button('Cancel').click();
      await expect(status(open)).toHaveText(/slices were kept: accept them, or go on/);
      await viewer.button('Go on').click();
      await expect(status(open)).toHaveAttribute('data-propagation', 'done', SLICES);
      await showSeries(/Axial/);
      await expect(propagated).toHaveCount(1);
      await viewer.accept();
      const [voxels] = Object.values(await viewer.segments());
      expect(Object.keys(voxels).length).toBeGreaterThanOrEqual(11);
      expectNoProblems(viewer);
    });
  },
  TEST_TIMEOUT_MS,
);

/** What the page offers for tests. */
interface GroupWindow extends Window {
  readonly services: {
    readonly viewportGridService: { getActiveViewportId(): string };
    readonly cornerstoneViewportService: {
      getCornerstoneViewport(id: string): { getVolumeId(): string; render(): void };
    };
  };
  readonly cornerstone: {
    readonly cache: { getVolume(id: string): { dimensionGroupNumber: number } };
  };
}

test(
  'a diffusion series: propagation stays in the b-value that was shown when it began',
  async () => {
    const { folder, images, bValueOf } = await diffusionStudy();
    const showGroup = ({ page }: OpenViewer, group: number) =>
      page.evaluate(number => {
        const { services, cornerstone } = window as unknown as GroupWindow;
        const id = services.viewportGridService.getActiveViewportId();
        const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
        cornerstone.cache.getVolume(viewport.getVolumeId()).dimensionGroupNumber = number;
        viewport.render();
      }, group);
    try {
      await withViewer({ folders: [folder] }, async open => {
        const { host, page, viewer } = open;
        await viewer.open(host.url, host.store.instances[0].study);
        await viewer.ready();
        await showGroup(open, 3);
        await page.waitForTimeout(1000);
        await viewer.ready();
        await viewer.chooseTool('Box');
        const reach = DISC.radius + 2;
        await viewer.dragBox([DISC.x - reach, DISC.y - reach], [DISC.x + reach, DISC.y + reach]);
        await viewer.answered();
        await viewer.button('Propagate').click();
        await expect(status(open)).toHaveText(/[1-5] slices? done/, SLICES);
        await showGroup(open, 1);
        await expect(status(open)).toHaveAttribute('data-propagation', 'done', SLICES);
        await viewer.accept();
        const [voxels] = Object.values(await viewer.segments());
        expect(Object.keys(voxels).map(bValueOf)).toEqual(new Array(images.length / 3).fill(1000));
        expect(await viewer.save()).toMatch(/^Saved · 1 segment/);
        expectNoProblems(viewer);
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  TEST_TIMEOUT_MS,
);

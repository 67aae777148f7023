import { rm } from 'node:fs/promises';
import { expect, expectNoProblems, type OpenViewer, withViewer } from './fixtures';
import {
  contourStudy,
  diffusionStudy,
  DISC,
  overlappingStudy,
  type SmallStudy,
} from './smallStudies';

/** What the page offers for tests. */
interface LayersWindow extends Window {
  readonly services: {
    readonly viewportGridService: { getActiveViewportId(): string };
    readonly cornerstoneViewportService: {
      getCornerstoneViewport(id: string): { getVolumeId(): string; render(): void };
    };
    readonly segmentationService: {
      getSegmentations(): { segmentationId: string }[];
      setActiveSegment(segmentationId: string, segmentIndex: number): void;
    };
  };
  readonly cornerstone: {
    readonly cache: { getVolume(id: string): { dimensionGroupNumber: number } };
  };
}

async function withStudy<Study extends SmallStudy>(
  make: () => Promise<Study>,
  use: (open: OpenViewer, study: Study) => Promise<void>,
): Promise<void> {
  const study = await make();
  try {
    await withViewer({ folders: [study.folder] }, async open => {
      const [{ study: uid }] = open.host.store.instances;
      await open.viewer.open(open.host.url, uid);
      await use(open, study);
      expectNoProblems(open.viewer);
    });
  } finally {
    await rm(study.folder, { recursive: true, force: true });
  }
}

async function acceptBoxOnDisc({ viewer }: OpenViewer, margin = 2): Promise<void> {
  const { x, y, radius } = DISC;
  const reach = radius + margin;
  await viewer.ready();
  await viewer.chooseTool('Box');
  await viewer.dragBox([x - reach, y - reach], [x + reach, y + reach]);
  await viewer.answered();
  await viewer.accept();
}

const areaOf = (voxels: Readonly<Record<string, readonly number[]>>) =>
  Object.values(voxels).flat().length;
const discArea = Math.PI * DISC.radius ** 2;
/** Of expectations, on a machine that has other work. */
const SLOW = { timeout: 30_000 };
const TEST_TIMEOUT_MS = 600_000;

test(
  'a diffusion series: the b-value that is shown is segmented, written and saved',
  async () => {
    await withStudy(diffusionStudy, async (open, study) => {
      const { page, viewer } = open;
      for (const [n, group] of [3, 1].entries()) {
        await viewer.ready();
        await page.evaluate(number => {
          const { services, cornerstone } = window as unknown as LayersWindow;
          const id = services.viewportGridService.getActiveViewportId();
          const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
          cornerstone.cache.getVolume(viewport.getVolumeId()).dimensionGroupNumber = number;
          viewport.render();
        }, group);
        await page.waitForTimeout(1000);
        if (n) await viewer.button('Add segment').click();
        await acceptBoxOnDisc(open);
      }
      const segments = Object.values(await viewer.segments());
      expect(segments.map(voxels => Object.keys(voxels).map(study.bValueOf))).toEqual([
        [1000],
        [0],
      ]);
      for (const voxels of segments)
        expect(Math.abs(areaOf(voxels) / discArea - 1)).toBeLessThan(0.2);

      await page.mouse.move(700, 120);
      await page.keyboard.press('Control+z');
      await expect
        .poll(async () => areaOf(Object.values(await viewer.segments())[1]), SLOW)
        .toBe(0);
      await page.keyboard.press('Control+y');
      await expect.poll(async () => Object.values(await viewer.segments()), SLOW).toEqual(segments);
      expect(await viewer.save()).toMatch(/^Saved · 2 segments/);
    });
  },
  TEST_TIMEOUT_MS,
);

test(
  'a SEG whose segments overlap: all are kept, each can be changed, all are saved',
  async () => {
    await withStudy(overlappingStudy, async (open, { images }) => {
      const { page, viewer } = open;
      await viewer.loadStoredSegmentation();
      await expect
        .poll(async () => Object.keys(await viewer.segments()), SLOW)
        .toEqual(['outer', 'inner']);
      const loaded = await viewer.segments();
      expect(Object.keys(loaded.inner)).toHaveLength(images.length);
      const [image] = images.slice(2);
      await viewer.showSlice(image.sop);
      const activate = (segmentIndex: number) =>
        page.evaluate(index => {
          const { segmentationService } = (window as unknown as LayersWindow).services;
          const [{ segmentationId }] = segmentationService.getSegmentations();
          segmentationService.setActiveSegment(segmentationId, index);
        }, segmentIndex);
      await activate(2);
      await acceptBoxOnDisc(open);
      const changed = await viewer.segments();
      expect(changed.outer).toEqual(loaded.outer);
      expect(changed.inner[image.sop].length).toBeGreaterThan(loaded.inner[image.sop].length * 3);
      await page.mouse.move(700, 120);
      await page.keyboard.press('Control+z');
      await expect.poll(() => viewer.segments(), SLOW).toEqual(loaded);
      expect(await viewer.save()).toMatch(/^Saved · 2 segments/);
    });
  },
  TEST_TIMEOUT_MS,
);

test(
  'with the contours of an RTSTRUCT active, Accept makes a labelmap and writes it',
  async () => {
    await withStudy(contourStudy, async (open, { images }) => {
      const { page, viewer } = open;
      await viewer.ready();
      const thumbnails = page.locator('[data-cy="study-browser-thumbnail-no-image"]');
      await thumbnails
        .filter({ hasText: /^RTSTRUCT/ })
        .first()
        .dblclick();
      await page.waitForFunction(
        () =>
          (window as unknown as LayersWindow).services.segmentationService.getSegmentations()[0],
      );
      await viewer.showSlice(images[2].sop);
      await acceptBoxOnDisc(open);
      const written = await page.evaluate(() => {
        const { segmentationService } = (window as unknown as LayersWindow).services;
        return segmentationService.getSegmentations().length;
      });
      expect(written).toBe(2);
      expect(await viewer.save()).toMatch(/^Saved · 1 segment/);
    });
  },
  TEST_TIMEOUT_MS,
);

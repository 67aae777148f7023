/**
 * Kinds of images and files that users have reported to fail, in the real viewer: generated inputs
 * always, those of a data folder (`SAM_DATA`, with `reports/KIND/dicom`) where there is one.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { decodeRtStruct } from '../../extension/src/core/export/rtstruct/decodeRtStruct';
import { decodeSeg, type DecodedSeg } from '../../extension/src/core/export/seg';
import { decodeSr } from '../../extension/src/core/export/sr/decodeSr';
import { expect, type OpenViewer, withViewer } from './fixtures';
import { REPORT_KINDS, writeReportInput, type ReportKind } from './reportInputs';

interface Input extends OpenViewer {
  readonly folder: string;
  readonly panel: ReturnType<Page['locator']>;
}

/** Formats beside SEG. */
const OTHERS = ['RTSTRUCT', 'SR', 'Images', 'Report', 'JSON', 'NIfTI'];

/** What each kind has to come to; the same for generated and given inputs. */
const RIGHT: Readonly<Record<ReportKind, (input: Input) => Promise<void>>> = {
  'enhanced-ct': async input => {
    const painted = await paint(input.page);
    await expect(input.panel.locator('dl.sam-measurements').first()).toContainText('cm³', {
      timeout: 90_000,
    });
    const said = await saveAll(input);
    expect(said).toMatch(/^Saved · 1 segment, verified \(.*SEG.*SR.*Images.*Report/);
    const { segs, srs } = await stored(input);
    expect(voxelsOf(segs)).toEqual([painted]);
    expect(segs[0].segments[0].frames[0].sourceFrameNumber).toBeGreaterThan(0);
    expect(srs).toHaveLength(1);
    await expectFiles(input, /files written and checked/);
  },
  'overlapping-seg': async input => {
    await input.viewer.loadStoredSegmentation();
    const before = await segOfStudy(input);
    expect(await saveAll(input)).toMatch(/^Saved · 3 segments/);
    const { segs } = await stored(input);
    expect(voxelsOf(segs).sort()).toEqual(voxelsOf([before]).sort());
  },
  'coded-seg': async input => {
    await input.viewer.loadStoredSegmentation();
    const before = await segOfStudy(input);
    await saveAll(input);
    const { segs } = await stored(input);
    const said = (seg: DecodedSeg) =>
      seg.segments.map(({ frames: _frames, cieLab: _cieLab, color: _color, ...rest }) => rest);
    expect(said(segs[0])).toEqual(said(before));
  },
  'scout-in-series': async input => {
    const painted = await paint(input.page, 5);
    await expect(input.panel.locator('dl.sam-measurements').first()).toContainText('cm³', {
      timeout: 90_000,
    });
    expect(await saveAll(input)).toMatch(/^Saved · 1 segment/);
    expect(voxelsOf((await stored(input)).segs)).toEqual([painted]);
  },
  'repeated-positions': async input => {
    const painted = await paint(input.page);
    await expect(input.panel).toContainText(/Volume.* not known: several images lie at one/i, {
      timeout: 90_000,
    });
    expect(await saveAll(input)).toMatch(/^Saved · 1 segment/);
    expect(voxelsOf((await stored(input)).segs)).toEqual([painted]);
  },
  'single-slice': async input => {
    const painted = await paint(input.page);
    await expect(input.panel).toContainText(/Volume.* not known: a single image without/i, {
      timeout: 90_000,
    });
    await expect(input.panel).toContainText('mm²');
    expect(await saveAll(input)).toMatch(/^Saved · 1 segment/);
    expect(voxelsOf((await stored(input)).segs)).toEqual([painted]);
  },
  'rtstruct-loaded': async input => {
    await loadContours(input.page);
    await expect(input.panel).toContainText('holds contours, which take no masks', {
      timeout: 90_000,
    });
    const contours = await segmentations(input.page);
    await input.viewer.button('Add').click();
    await expect
      .poll(async () => (await segmentations(input.page)).map(({ kind }) => kind).sort(), {
        timeout: 60_000,
      })
      .toEqual(['contour', 'labelmap']);
    // No segment was put into the contours.
    const after = await segmentations(input.page);
    expect(after.filter(({ kind }) => kind === 'contour')).toEqual(contours);
    expect(after.find(({ kind }) => kind === 'labelmap')?.segments).toBe(1);
    await paint(input.page, undefined, false);
    expect(await saveAll(input)).toMatch(/^Saved · 1 segment/);
  },
  'labels-260': async input => {
    await input.panel
      .getByLabel('Open file', { exact: true })
      .setInputFiles(path.join(input.folder, 'atlas260.nii'));
    await expect(input.page.locator('.sam-panel')).toContainText(
      /highest number|higher than the voxels/i,
      { timeout: 60_000 },
    );
    // Nothing was changed.
    expect(await segmentations(input.page)).toEqual([]);
  },
};

const folders: string[] = [];
afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true, force: true }))));

async function check(kind: ReportKind, folder: string): Promise<void> {
  await withViewer({ folders: [path.join(folder, 'dicom')] }, async open => {
    const { viewer, host, page } = open;
    await viewer.open(host.url, host.store.instances[0].study);
    const panel = page.locator('.sam-panel');
    try {
      await RIGHT[kind]({ ...open, folder, panel });
    } finally {
      const shots = process.env.SAM_SCREENSHOTS;
      if (shots) await page.screenshot({ path: path.join(shots, `${kind}.png`) });
    }
  });
}

for (const kind of REPORT_KINDS) {
  test(`${kind}, generated`, async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sam-report-'));
    folders.push(folder);
    await writeReportInput(kind, folder);
    await check(kind, folder);
  });

  const given = path.join(process.env.SAM_DATA ?? '', 'reports', kind);
  if (process.env.SAM_DATA && existsSync(given)) {
    test(`${kind}, given`, () => check(kind, given));
  } else {
    test.skip(`${kind}, given`, () => undefined);
  }
}
if (!process.env.SAM_DATA) console.log('skipped: no data folder (SAM_DATA) with given reports');

/** Chooses every format and saves; resolves to the panel's words. */
async function saveAll({ viewer, panel }: Input): Promise<string> {
  for (const format of OTHERS) await panel.getByLabel(format, { exact: true }).check();
  return viewer.save(120_000);
}

async function expectFiles({ viewer, panel }: Input, words: RegExp): Promise<void> {
  await viewer.button('Save as files').click();
  await expect(panel).toContainText(words, { timeout: 120_000 });
}

const bytesOf = async (file: string) => new Uint8Array(await readFile(file)).buffer;

/** What the viewer has stored, by kind of object. */
async function stored({ host }: Input) {
  const files = await Promise.all(host.storedFiles().map(bytesOf));
  const readable = <T>(decode: (bytes: ArrayBuffer) => T): T[] =>
    files.flatMap(bytes => {
      try {
        return [decode(bytes)];
      } catch {
        return [];
      }
    });
  return {
    segs: readable(decodeSeg),
    srs: readable(decodeSr),
    structures: readable(bytes => decodeRtStruct(bytes, [])),
  };
}

/** The SEG that the study came with. */
async function segOfStudy({ host }: Input): Promise<DecodedSeg> {
  const seg = host.store.instances.find(
    ({ metadata }) => metadata['00080060']?.Value?.[0] === 'SEG',
  );
  if (!seg) throw new Error('The study has no SEG.');
  return decodeSeg(await bytesOf(seg.path));
}

/** Voxels of each segment of the SEGs. */
const voxelsOf = (segs: readonly DecodedSeg[]): number[] =>
  segs.flatMap(({ segments }) =>
    segments.map(({ frames }) =>
      frames.reduce((sum, { mask }) => sum + mask.data.reduce((n, inside) => n + inside, 0), 0),
    ),
  );

/**
 * Fills a square on images of a segmentation that is made first, as the viewer's brush does; resolves
 * to the number of voxels.
 */
async function paint(page: Page, images = 99, isNew = true): Promise<number> {
  return page.evaluate(
    async ([most, make]) => {
      const { services, commandsManager, cornerstone, cornerstoneTools } = window as never as {
        services: {
          viewportGridService: { getActiveViewportId(): string };
          segmentationService: { getActiveSegmentation(id: string): { segmentationId: string } };
        };
        commandsManager: { runCommand(name: string, options: object): Promise<unknown> };
        cornerstone: {
          metaData: { get(type: string, id: string): { columnCosines?: ArrayLike<number> } };
          cache: {
            getImage(id: string): {
              columns: number;
              referencedImageId: string;
              voxelManager: { setAtIndex(n: number, value: number): void };
            };
          };
        };
        cornerstoneTools: {
          segmentation: {
            state: {
              getSegmentation(id: string): {
                representationData: { Labelmap: { imageIds: string[] } };
              };
            };
            triggerSegmentationEvents: { triggerSegmentationDataModified(id: string): void };
          };
        };
      };
      const viewportId = services.viewportGridService.getActiveViewportId();
      if (make) {
        await commandsManager.runCommand('createLabelmapForViewport', {
          viewportId,
          options: { label: 'Painted', createInitialSegment: true },
        });
      }
      const { segmentation } = cornerstoneTools;
      const { segmentationId } = services.segmentationService.getActiveSegmentation(viewportId);
      const { imageIds } =
        segmentation.state.getSegmentation(segmentationId).representationData.Labelmap;
      // A scout among the axial images is not marked.
      const axial = imageIds.filter(id => {
        const { referencedImageId } = cornerstone.cache.getImage(id);
        const plane = cornerstone.metaData.get('imagePlaneModule', referencedImageId);
        return Math.abs(plane.columnCosines?.[2] ?? 0) < 0.5;
      });
      for (const imageId of axial.slice(0, most)) {
        const { columns, voxelManager } = cornerstone.cache.getImage(imageId);
        for (let j = 20; j < 30; j++) {
          for (let i = 22; i < 34; i++) voxelManager.setAtIndex(j * columns + i, 1);
        }
      }
      segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
      return Math.min(most, axial.length) * 120;
    },
    [images, isNew] as const,
  );
}

/** Loads the stored RTSTRUCT by a double click, and makes its contours the active segmentation. */
async function loadContours(page: Page): Promise<void> {
  const thumbnails = page.locator('[data-cy="study-browser-thumbnail-no-image"]');
  await thumbnails
    .filter({ hasText: /^RTSTRUCT/ })
    .first()
    .dblclick();
  await expect.poll(() => segmentations(page), { timeout: 60_000 }).toHaveLength(1);
}

/** What the viewer has: kind and number of segments of each. */
function segmentations(page: Page): Promise<{ kind: string; segments: number }[]> {
  return page.evaluate(() => {
    const { services, cornerstoneTools } = window as never as {
      services: {
        segmentationService: {
          getSegmentations(): { segmentationId: string; segments: object }[];
        };
      };
      cornerstoneTools: {
        segmentation: {
          state: { getSegmentation(id: string): { representationData: object } };
        };
      };
    };
    return services.segmentationService.getSegmentations().map(({ segmentationId, segments }) => {
      const { representationData } =
        cornerstoneTools.segmentation.state.getSegmentation(segmentationId);
      const kind = 'Labelmap' in representationData ? 'labelmap' : 'contour';
      return { kind, segments: Object.keys(segments).length };
    });
  });
}

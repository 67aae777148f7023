import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { decodeSeg, type DecodedSeg } from '../../extension/src/core/export/seg';
import { expect, type OpenViewer, withViewer } from './fixtures';

/** The newest stored SEG's only segment. */
async function saved({ host, viewer }: OpenViewer): Promise<DecodedSeg['segments'][number]> {
  const before = new Set(host.storedFiles());
  expect(await viewer.save(120_000)).toMatch(/^Saved/);
  const [file] = host.storedFiles().filter(stored => !before.has(stored));
  const { segments } = decodeSeg(new Uint8Array(await readFile(file)).buffer);
  expect(segments).toHaveLength(1);
  return segments[0];
}

/** Does something with the active segmentation, through the viewer's own service. */
const inViewer = (page: Page, what: 'make' | 'remove' | 'paint') =>
  page.evaluate(async task => {
    const { services, commandsManager, cornerstone, cornerstoneTools } = window as never as {
      services: {
        viewportGridService: { getActiveViewportId(): string };
        segmentationService: {
          getActiveSegmentation(id: string): { segmentationId: string };
          removeSegment(id: string, segmentIndex: number): void;
        };
      };
      commandsManager: { runCommand(name: string, options: object): Promise<unknown> };
      cornerstone: {
        cache: {
          getImage(id: string): { voxelManager: { setAtIndex(n: number, value: number): void } };
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
    if (task === 'make') {
      const options = { label: 'Painted', createInitialSegment: true };
      await commandsManager.runCommand('createLabelmapForViewport', { viewportId, options });
      return;
    }
    const { segmentationId } = services.segmentationService.getActiveSegmentation(viewportId);
    if (task === 'remove') return services.segmentationService.removeSegment(segmentationId, 1);
    const { segmentation } = cornerstoneTools;
    const { imageIds } =
      segmentation.state.getSegmentation(segmentationId).representationData.Labelmap;
    const { voxelManager } = cornerstone.cache.getImage(imageIds[0]);
    for (let n = 4000; n < 4040; n++) voxelManager.setAtIndex(n, 1);
    segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  }, what);

test('a segment that gets a deleted one’s number is another finding; undo of the deletion brings the first back', async () => {
  await withViewer({}, async open => {
    const { viewer, host, page, study } = open;
    await viewer.open(host.url, study('CT'));
    const panel = page.locator('.sam-panel');
    const finding = panel
      .getByRole('region', { name: 'Segment', exact: true })
      .getByLabel('Finding', { exact: true });
    await inViewer(page, 'make');
    await inViewer(page, 'paint');
    await finding.selectOption('Lesion');
    const first = await saved(open);

    await inViewer(page, 'remove');
    await viewer.button('Add').click();
    await expect(finding).toHaveValue('', { timeout: 30_000 });
    await inViewer(page, 'paint');
    const second = await saved(open);
    expect(second.tracking?.uid).not.toBe(first.tracking?.uid);
    expect(second.property.type?.value).not.toBe(first.property.type?.value);

    await inViewer(page, 'remove');
    await expect(panel).toContainText('No segmentation yet', { timeout: 30_000 });
    await viewer.command('undo');
    const back = await saved(open);
    expect(back.tracking).toEqual(second.tracking);
  });
});

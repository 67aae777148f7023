import type { Page } from '@playwright/test';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import type { ViewerWindow } from './viewerWindow';

/** A segment as it is to be: its masks by SOP Instance UID of the image. */
export interface MarkedSegment {
  readonly label: string;
  readonly masks: Readonly<Record<string, RegionMask>>;
}

/** Cornerstone's and OHIF's own ways of changing segments. */
type Editing = ViewerWindow & {
  readonly services: {
    readonly segmentationService: {
      addSegment(id: string, config: { segmentIndex: number; label: string }): void;
    };
  };
  readonly cornerstoneTools: {
    readonly segmentation: {
      readonly triggerSegmentationEvents: {
        triggerSegmentationDataModified(id: string, slices: number[]): void;
      };
    };
  };
};

/**
 * Makes segments of masks in the active segmentation, from number 1 on, as another tool of the viewer
 * would: later ones take the voxels of earlier ones.
 */
export async function markSegments(page: Page, segments: readonly MarkedSegment[]): Promise<void> {
  const plain = segments.map(({ label, masks }) => ({
    label,
    masks: Object.entries(masks).map(([sop, { x, y, width, data }]) => ({
      ...{ sop, x, y, width },
      inside: Array.from(data.keys()).filter(n => data[n]),
    })),
  }));
  await page.evaluate(given => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as Editing;
    const { segmentationService: service, viewportGridService: grid } = services;
    const active = service.getActiveSegmentation(grid.getActiveViewportId());
    if (!active) throw new Error('There is no active segmentation.');
    const { segmentationId } = active;
    const { imageIds = [] } =
      cornerstoneTools.segmentation.state.getSegmentation(segmentationId).representationData
        .Labelmap;
    const images = new Map(
      imageIds.map(id => {
        const image = cornerstone.cache.getImage(id);
        const source = cornerstone.metaData.get('instance', image.referencedImageId);
        return [source.SOPInstanceUID as string, image] as const;
      }),
    );
    given.forEach(({ label, masks }, n) => {
      const segmentIndex = n + 1;
      if (n > 0) service.addSegment(segmentationId, { segmentIndex, label });
      else service.setSegmentLabel(segmentationId, segmentIndex, label);
      for (const { sop, x, y, width, inside } of masks) {
        const image = images.get(sop)!;
        const data = image.voxelManager.getScalarData();
        for (const p of inside) {
          data[(y + Math.floor(p / width)) * image.columns + x + (p % width)] = segmentIndex;
        }
      }
    });
    cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
      segmentationId,
      [...imageIds.keys()],
    );
  }, plain);
}

/** Takes segment 1 of the active segmentation from one slice, as an eraser would. */
export async function changeFirst(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as Editing;
    const { segmentationService: service, viewportGridService: grid } = services;
    const { segmentationId = '' } = service.getActiveSegmentation(grid.getActiveViewportId()) ?? {};
    const { state, triggerSegmentationEvents } = cornerstoneTools.segmentation;
    const { imageIds = [] } = state.getSegmentation(segmentationId).representationData.Labelmap;
    const slice = imageIds.findIndex(id => {
      const data = cornerstone.cache.getImage(id).voxelManager.getScalarData();
      const isOn = data.includes(1);
      data.forEach((value, n) => value === 1 && (data[n] = 0));
      return isOn;
    });
    triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId, [slice]);
  });
}

import type { Host } from './ohif';
import type { SegmentRef } from './labelmapLayers';

/**
 * Removes a segment that has no voxels any more, and returns the memo for the viewer's history that
 * brings it back under its number, label and colour.
 */
export function removalMemo(host: Host, { segmentationId, segmentIndex }: SegmentRef) {
  const { segmentationService: service, viewportGridService } = host.services;
  const { label, locked } = service.getSegmentation(segmentationId)?.segments[segmentIndex] ?? {};
  const viewportId = viewportGridService.getActiveViewportId();
  // A copy: the viewer's own colours change in place when the number is given again.
  const color = viewportId && [
    ...(service.getSegmentColor(viewportId, segmentationId, segmentIndex) ?? []),
  ];
  const remove = () =>
    service.removeSegment(segmentationId, segmentIndex, { skipRecordingHistory: true });
  const bringBack = () =>
    service.addSegment(segmentationId, {
      segmentIndex,
      ...{ label, isLocked: locked },
      ...(color && color.length ? { color } : {}),
    });
  remove();
  return {
    restoreMemo: (undo?: boolean) => {
      const segmentation = service.getSegmentation(segmentationId);
      if (!segmentation) return;
      const isThere = Boolean(segmentation.segments[segmentIndex]);
      if (undo !== false && !isThere) bringBack();
      if (undo === false && isThere) remove();
    },
    id: host.core.utilities.uuidv4(),
    // As the viewer's own steps for segments that are deleted.
    operationType: 'segmentIndex',
  };
}

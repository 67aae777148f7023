import type { OhifSegment, OhifSegments, SegmentationService } from './ohif';

/**
 * Keeps what is done to segments while the viewer counts their voxels.
 *
 * A second after voxels have changed, OHIF (3.10 to 3.13, `setupSegmentationDataModifiedHandler`)
 * copies the segments, counts in a worker, and puts the copies back: a segment that was added
 * meanwhile is gone, its voxels are nobody's, and names and locks are as they were before. Of such
 * copies only the counts are taken over.
 */
export function keepSegments(service: Partial<SegmentationService>): void {
  const update = service.addOrUpdateSegmentation?.bind(service);
  if (!update) return;
  service.addOrUpdateSegmentation = data => {
    const current = service.getSegmentation?.(data.segmentationId)?.segments;
    const { segments } = data;
    const isCount = current && segments && areCounted(segments, current);
    update(isCount ? { ...data, segments: withCounts(current, segments) } : data);
  };
}

/** All of them are copies, with what was counted in them. */
function areCounted(segments: OhifSegments, current: OhifSegments): boolean {
  const given = present(segments);
  const isCount = (segment: OhifSegment) =>
    segment.cachedStats?.namedStats && segment !== current[segment.segmentIndex];
  return given.length > 0 && given.every(isCount);
}

const withCounts = (current: OhifSegments, counted: OhifSegments): OhifSegments =>
  Object.fromEntries(
    present(current).map(segment => {
      const { cachedStats = segment.cachedStats } = counted[segment.segmentIndex] ?? {};
      return [segment.segmentIndex, { ...segment, cachedStats }];
    }),
  );

const present = (segments: OhifSegments): OhifSegment[] =>
  Object.values(segments).filter(segment => segment !== undefined);

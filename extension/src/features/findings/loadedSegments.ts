import { ALGORITHM_FAMILY } from '../../core/export/codes';
import { segmentDescriptions } from '../../core/export/seg';
import { findingsOfReport } from '../../core/export/sr';
import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { Host, OhifDisplaySet, OhifInstance, OhifSegment } from '../../host/ohif';
import type { FindingOrigin, FindingReview } from './findingStore';
import { plain } from './worker/instances';

/**
 * What the SEG that a segmentation was loaded from says of its segments, by segment index; empty for
 * a segmentation that was made here. OHIF names the segmentation after the SEG's display set.
 */
export function loadedSegments(
  { services }: Host,
  segmentationId: string,
): ReadonlyMap<number, FindingOrigin> {
  const displaySet = services.displaySetService.getDisplaySetByUID(segmentationId);
  const instance = displaySet && instanceOf(displaySet);
  if (instance?.SegmentSequence) {
    const SegmentSequence = plain(instance.SegmentSequence);
    const reviews = reviewsBeside(services.displaySetService.getActiveDisplaySets(), instance);
    return new Map(
      segmentDescriptions({ SegmentSequence }).map(
        ({ segmentNumber, label: _label, property, ...rest }) => {
          const { category, type } = property;
          const isCoded = category !== undefined && type !== undefined;
          const review = reviews.get(segmentNumber);
          return [
            segmentNumber,
            {
              ...rest,
              ...(isCoded ? { property: { ...property, category, type } } : {}),
              ...(review ? { review } : {}),
            },
          ];
        },
      ),
    );
  }
  // Loaded by another way: the viewer keeps how the segments were made, and no more.
  const segments = services.segmentationService.getSegmentation(segmentationId)?.segments ?? {};
  return new Map(
    Object.values(segments).flatMap(segment => {
      const algorithm = segment && keptAlgorithm(segment);
      return algorithm ? [[segment.segmentIndex, { algorithm }] as const] : [];
    }),
  );
}

const instanceOf = ({ instance, instances }: OhifDisplaySet): OhifInstance | undefined =>
  instance ?? instances?.[0];

/**
 * What the reports of a study say of the segments of a SEG: status and role, by segment number. A
 * report that can't be read says nothing.
 */
function reviewsBeside(
  displaySets: readonly OhifDisplaySet[],
  { SOPInstanceUID }: OhifInstance,
): ReadonlyMap<number, FindingReview> {
  const reviews = new Map<number, FindingReview>();
  for (const displaySet of displaySets) {
    const report = displaySet.Modality === 'SR' ? instanceOf(displaySet) : undefined;
    if (!report?.ContentSequence) continue;
    const attributes = { ContentSequence: plain(report.ContentSequence) };
    for (const { segmentationUid, segmentNumber, status, role } of findingsOfReport(attributes)) {
      if (segmentationUid !== SOPInstanceUID || segmentNumber === undefined) continue;
      reviews.set(segmentNumber, { ...(status ? { status } : {}), ...(role ? { role } : {}) });
    }
  }
  return reviews;
}

function keptAlgorithm({ cachedStats }: OhifSegment): SegmentAlgorithm | undefined {
  const { algorithmType: type, algorithmName: name } = cachedStats ?? {};
  if (type !== 'SEMIAUTOMATIC' && type !== 'AUTOMATIC') return undefined;
  const family = ALGORITHM_FAMILY.artificialIntelligence;
  return { type, name: name || 'unknown', version: 'unknown', family };
}

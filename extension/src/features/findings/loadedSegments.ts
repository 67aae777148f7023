import { ALGORITHM_FAMILY } from '../../core/export/codes';
import { segmentDescriptions } from '../../core/export/seg';
import { findingsOfReport, readerAxesOf } from '../../core/export/sr';
import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { Host, OhifDisplaySet, OhifInstance, OhifSegment } from '../../host/ohif';
import { identityOf } from '../../host/imageMetadata';
import { imageIdsOf } from '../../host/studyImages';
import type { FindingOrigin, FindingReview, ReaderAxes } from './findingStore';
import { plain } from './worker/instances';

/**
 * What the SEG that a segmentation was loaded from says of its segments, by segment index; empty for
 * a segmentation that was made here. OHIF names the segmentation after the SEG's display set.
 */
export function loadedSegments(
  host: Host,
  segmentationId: string,
): ReadonlyMap<number, FindingOrigin> {
  const { services } = host;
  const displaySet = services.displaySetService.getDisplaySetByUID(segmentationId);
  const instance = displaySet && instanceOf(displaySet);
  if (instance?.SegmentSequence) {
    const SegmentSequence = plain(instance.SegmentSequence);
    const reviews = reviewsBeside(host, instance);
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
 * What the reports of a study say of the segments of a SEG: status, role and the axes that the reader
 * has placed, by segment number. A report that can't be read says nothing.
 */
function reviewsBeside(
  host: Host,
  { SOPInstanceUID }: OhifInstance,
): ReadonlyMap<number, FindingReview> {
  const displaySets = host.services.displaySetService.getActiveDisplaySets();
  const reviews = new Map<number, FindingReview>();
  for (const displaySet of displaySets) {
    const report = displaySet.Modality === 'SR' ? instanceOf(displaySet) : undefined;
    if (!report?.ContentSequence) continue;
    const attributes = { ContentSequence: plain(report.ContentSequence) };
    for (const finding of findingsOfReport(attributes)) {
      const { segmentationUid, segmentNumber, status, role } = finding;
      if (segmentationUid !== SOPInstanceUID || segmentNumber === undefined) continue;
      const axes = axesHere(host, displaySets, readerAxesOf(finding));
      reviews.set(segmentNumber, {
        ...(status ? { status } : {}),
        ...(role ? { role } : {}),
        ...(axes ? { axes } : {}),
      });
    }
  }
  return reviews;
}

/** Axes on the image of this session; null where it is not at hand. */
function axesHere(
  host: Host,
  displaySets: readonly OhifDisplaySet[],
  axes: ReturnType<typeof readerAxesOf>,
): ReaderAxes | null {
  if (!axes) return null;
  const { imageUid, frameNumber = 1, longAxis, shortAxis } = axes;
  for (const displaySet of displaySets) {
    const imageId = imageIdsOf(displaySet).find(
      id => identityOf(host, id) === `${imageUid} ${frameNumber}`,
    );
    if (imageId !== undefined) return { imageId, longAxis, shortAxis };
  }
  return null;
}

function keptAlgorithm({ cachedStats }: OhifSegment): SegmentAlgorithm | undefined {
  const { algorithmType: type, algorithmName: name } = cachedStats ?? {};
  if (type !== 'SEMIAUTOMATIC' && type !== 'AUTOMATIC') return undefined;
  const family = ALGORITHM_FAMILY.artificialIntelligence;
  return { type, name: name || 'unknown', version: 'unknown', family };
}

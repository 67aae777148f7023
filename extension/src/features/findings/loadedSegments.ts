import { ALGORITHM_FAMILY } from '../../core/export/codes';
import { segmentDescriptions } from '../../core/export/seg';
import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { Host, OhifSegment } from '../../host/ohif';
import type { FindingOrigin } from './findingStore';
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
  const instance = displaySet?.instance ?? displaySet?.instances?.[0];
  if (instance?.SegmentSequence) {
    const SegmentSequence = plain(instance.SegmentSequence);
    return new Map(
      segmentDescriptions({ SegmentSequence }).map(
        ({ segmentNumber, label: _label, property, ...rest }) => {
          const { category, type } = property;
          const isCoded = category !== undefined && type !== undefined;
          return [
            segmentNumber,
            { ...rest, ...(isCoded ? { property: { ...property, category, type } } : {}) },
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

function keptAlgorithm({ cachedStats }: OhifSegment): SegmentAlgorithm | undefined {
  const { algorithmType: type, algorithmName: name } = cachedStats ?? {};
  if (type !== 'SEMIAUTOMATIC' && type !== 'AUTOMATIC') return undefined;
  const family = ALGORITHM_FAMILY.artificialIntelligence;
  return { type, name: name || 'unknown', version: 'unknown', family };
}

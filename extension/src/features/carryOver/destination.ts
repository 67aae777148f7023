import { SamError } from '../../core/errors';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import { makeLabelmap } from '../../host/newLabelmap';
import type { Host } from '../../host/ohif';
import type { SeriesGroup, SeriesGroups } from '../../host/seriesGroups';
import type { TargetState } from '../findings';

export interface DestinationDeps {
  readonly host: Host;
  readonly series: Pick<SeriesGroups, 'displaySetOf'>;
  readonly labelmaps: Pick<LabelmapStore, 'kindOf' | 'labelImages' | 'labelLimit'>;
  /** Name of the method as it goes into a new segment's algorithm fields. */
  readonly algorithmName: () => string;
  /** Label of a segmentation that has to be made. */
  readonly newSegmentationLabel: () => string;
}

/** A segment on another series, and the way to take it away where it was made for this. */
export interface Destination {
  readonly segment: SegmentRef;
  dropIfNew(): void;
}

/**
 * The segment of that label on a series' own segmentation: the one that is there, unless it is
 * locked; else a new one, in a new segmentation where the series has none. The segmentation that is
 * active stays so. Rejects with SamError `no-segmentation` or `label-limit`.
 */
export async function destinationOn(
  deps: DestinationDeps,
  to: SeriesGroup,
  like: Pick<TargetState, 'label' | 'color'>,
): Promise<Destination> {
  const { segmentationService: service, viewportGridService: grid } = deps.host.services;
  const viewportId = grid.getActiveViewportId();
  const active = viewportId && service.getActiveSegmentation(viewportId);
  const segmentationId = segmentationOn(deps, to);
  const destination = segmentationId
    ? segmentIn(deps, segmentationId, like)
    : await newSegmentation(deps, to, like);
  if (viewportId && active) service.setActiveSegmentation(viewportId, active.segmentationId);
  return destination;
}

/** The labelmap that lies on the images of a series; the first of several. */
function segmentationOn({ host, labelmaps }: DestinationDeps, { slices }: SeriesGroup) {
  const images = new Set(slices.map(({ imageId }) => imageId));
  return host.services.segmentationService
    .getSegmentations()
    .map(({ segmentationId }) => segmentationId)
    .find(
      id =>
        labelmaps.kindOf(id) === 'labelmap' &&
        labelmaps.labelImages(id).some(({ imageId }) => images.has(imageId)),
    );
}

function segmentIn(
  { host, labelmaps, algorithmName }: DestinationDeps,
  segmentationId: string,
  { label, color }: Pick<TargetState, 'label' | 'color'>,
): Destination {
  const { segmentationService: service } = host.services;
  const segments = Object.values(service.getSegmentation(segmentationId)?.segments ?? {});
  const known = segments.find(segment => segment?.label === label && !segment.locked);
  if (known) {
    const { segmentIndex } = known;
    return { segment: { segmentationId, segmentIndex }, dropIfNew: () => undefined };
  }
  const segmentIndex = 1 + Math.max(0, ...segments.map(segment => segment?.segmentIndex ?? 0));
  const limit = labelmaps.labelLimit(segmentationId);
  if (segmentIndex > limit) throw new SamError('label-limit', `segment numbers end at ${limit}`);
  service.addSegment(segmentationId, {
    ...{ segmentIndex, label, color: [...color, 255] },
    ...{ algorithmType: 'SEMIAUTOMATIC', algorithmName: algorithmName() },
  });
  return {
    segment: { segmentationId, segmentIndex },
    dropIfNew: () =>
      service.removeSegment(segmentationId, segmentIndex, { skipRecordingHistory: true }),
  };
}

async function newSegmentation(
  { host, series, algorithmName, newSegmentationLabel }: DestinationDeps,
  { slices }: SeriesGroup,
  { label, color }: Pick<TargetState, 'label' | 'color'>,
): Promise<Destination> {
  const displaySet = series.displaySetOf(slices[0].imageId);
  if (!displaySet) throw new SamError('no-segmentation', 'the series is not in the study');
  const segmentationId = await makeLabelmap(host, displaySet, newSegmentationLabel(), [
    { index: 1, label, color, algorithmName: algorithmName() },
  ]);
  // The segmentation stays, and with it its segment: it is found again the next time.
  return { segment: { segmentationId, segmentIndex: 1 }, dropIfNew: () => undefined };
}

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
  if (segmentationId) return segmentIn(deps, segmentationId, like);
  const destination = await newSegmentation(deps, to, like);
  if (viewportId && active) await bringBack(deps.host, viewportId, active.segmentationId);
  return destination;
}

/** The viewer brings a new segmentation to the other panes of its frame of reference within this time. */
const BROUGHT_MS = 1500;
/** It may make another kind of viewport of the pane for that, which takes this long. */
const REBUILT_MS = 1000;

/**
 * A segmentation that the viewer brings to a pane becomes the active one there, and the one before may
 * be lost from the pane, which is rebuilt: that is shown again, and made the active one.
 */
async function bringBack(
  { services: { segmentationService: service }, tools }: Host,
  viewportId: string,
  segmentationId: string,
): Promise<void> {
  const isActive = () =>
    service.getActiveSegmentation(viewportId)?.segmentationId === segmentationId;
  const end = performance.now() + BROUGHT_MS;
  while (isActive() && performance.now() < end) await after(50);
  if (isActive()) return;
  await after(REBUILT_MS);
  if (!service.getSegmentationRepresentations(viewportId, { segmentationId }).length) {
    const type = tools.Enums.SegmentationRepresentations.Labelmap;
    await service.addSegmentationRepresentation(viewportId, { segmentationId, type });
  }
  service.setActiveSegmentation(viewportId, segmentationId);
}

const after = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

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

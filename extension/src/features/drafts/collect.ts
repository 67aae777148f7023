import type { LabelImage, LabelmapStore } from '../../host/labelmap';
import type { Host, OhifSegmentation } from '../../host/ohif';
import type { StudyImages } from '../../host/studyImages';
import type { FindingRecord, FindingsFeature } from '../findings';
import type { Prompting, SliceDraft } from '../prompting';

export interface CollectDeps {
  readonly host: Pick<Host, 'services'>;
  readonly images: Pick<StudyImages, 'identityOf' | 'isLoaded'>;
  readonly labelmaps: Pick<LabelmapStore, 'labelImages' | 'kindOf'>;
  readonly findings: Pick<FindingsFeature, 'records'>;
  readonly prompting: Pick<Prompting, 'store'>;
  /** How many changes of a segmentation's voxels the viewer has told of. */
  readonly revisionOf: (segmentationId: string) => number;
}

/** A segmentation at one moment: what is said of it, and its images, which are read later. */
export interface CollectedSegmentation {
  readonly segmentation: OhifSegmentation;
  readonly active: boolean;
  readonly activeSegment: number | undefined;
  readonly colors: ReadonlyMap<number, readonly [number, number, number]>;
  readonly findings: ReadonlyMap<number, FindingRecord>;
  /** It came with a stored object. */
  readonly isLoaded: boolean;
  /** While it is the same, the voxels are. */
  readonly revision: number;
  /** With what identifies the image that each lies on. */
  readonly images: readonly (LabelImage & { readonly identity: string })[];
}

/** All that is to be kept, as of one moment; only voxels are read later. */
export interface Collected {
  readonly segmentations: readonly CollectedSegmentation[];
  readonly slices: ReadonlyMap<string, SliceDraft>;
  readonly refines: unknown;
}

/** Takes down what there is; cheap, so that it can be done while the study is being left. */
export function collect(deps: CollectDeps): Collected {
  const { host, images, labelmaps, findings, prompting, revisionOf } = deps;
  const { segmentationService: service, viewportGridService: grid } = host.services;
  const viewportId = grid.getActiveViewportId();
  const activeId = viewportId && service.getActiveSegmentation(viewportId)?.segmentationId;
  const { drafts, refines } = prompting.store.getState();
  const segmentations = service
    .getSegmentations()
    .filter(({ segmentationId }) => labelmaps.kindOf(segmentationId) === 'labelmap')
    .map((segmentation): CollectedSegmentation => {
      const { segmentationId, segments } = segmentation;
      const indices = Object.keys(segments).map(Number);
      const active = segmentationId === activeId;
      return {
        ...{ segmentation, active },
        activeSegment:
          active && viewportId ? service.getActiveSegment(viewportId)?.segmentIndex : undefined,
        colors: colorsOf(host, segmentationId, indices),
        findings: new Map(
          indices.map(segmentIndex => [
            segmentIndex,
            findings.records.of({ segmentationId, segmentIndex }),
          ]),
        ),
        isLoaded: images.isLoaded(segmentationId),
        revision: revisionOf(segmentationId),
        images: imagesOf(labelmaps, segmentationId).flatMap(image => {
          const identity = images.identityOf(image.imageId);
          return identity === undefined ? [] : [{ ...image, identity }];
        }),
      };
    });
  return { segmentations, slices: drafts, refines };
}

/** The segments' colours in the first pane that shows them; only panes have colours. */
function colorsOf({ services }: CollectDeps['host'], id: string, indices: readonly number[]) {
  const { segmentationService: service, viewportGridService: grid } = services;
  const shows = (pane: string) =>
    service.getSegmentationRepresentations(pane, { segmentationId: id }).length > 0;
  const viewportId = [...grid.getState().viewports.keys()].find(shows);
  const colors = new Map<number, readonly [number, number, number]>();
  if (viewportId === undefined) return colors;
  for (const index of indices) {
    const color = service.getSegmentColor(viewportId, id, index);
    if (color) colors.set(index, [color[0], color[1], color[2]]);
  }
  return colors;
}

/** None while the viewer still makes them. */
function imagesOf(labelmaps: CollectDeps['labelmaps'], segmentationId: string) {
  try {
    return labelmaps.labelImages(segmentationId);
  } catch {
    return [];
  }
}

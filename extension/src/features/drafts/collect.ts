import type { LabelImage, LabelmapStore } from '../../host/labelmap';
import type { Host, OhifSegmentation } from '../../host/ohif';
import type { StudyImages } from '../../host/studyImages';
import type { FindingsFeature } from '../findings';
import type { Prompting, SliceDraft } from '../prompting';

export interface CollectDeps {
  readonly host: Pick<Host, 'services'>;
  readonly images: Pick<StudyImages, 'identityOf'>;
  readonly labelmaps: Pick<LabelmapStore, 'labelImages' | 'kindOf'>;
  readonly findings: Pick<FindingsFeature, 'records'>;
  readonly prompting: Pick<Prompting, 'store'>;
}

/** A segmentation at one moment: what is said of it, and its images, which are read later. */
export interface CollectedSegmentation {
  readonly segmentation: OhifSegmentation;
  readonly active: boolean;
  readonly activeSegment: number | undefined;
  readonly colors: ReadonlyMap<number, readonly [number, number, number]>;
  readonly findings: ReadonlyMap<number, object>;
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
export function collect({ host, images, labelmaps, findings, prompting }: CollectDeps): Collected {
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
      const colorOf = (index: number) =>
        viewportId ? service.getSegmentColor(viewportId, segmentationId, index) : undefined;
      return {
        ...{ segmentation, active },
        activeSegment:
          active && viewportId ? service.getActiveSegment(viewportId)?.segmentIndex : undefined,
        colors: new Map(
          indices.flatMap(index => {
            const color = colorOf(index);
            return color ? [[index, [color[0], color[1], color[2]]] as const] : [];
          }),
        ),
        findings: new Map(
          indices.map(segmentIndex => {
            const {
              id: _id,
              segment: _segment,
              ...known
            } = findings.records.of({
              segmentationId,
              segmentIndex,
            });
            return [segmentIndex, known];
          }),
        ),
        images: imagesOf(labelmaps, segmentationId).flatMap(image => {
          const identity = images.identityOf(image.imageId);
          return identity === undefined ? [] : [{ ...image, identity }];
        }),
      };
    });
  return { segmentations, slices: drafts, refines };
}

/** None while the viewer still makes them. */
function imagesOf(labelmaps: CollectDeps['labelmaps'], segmentationId: string) {
  try {
    return labelmaps.labelImages(segmentationId);
  } catch {
    return [];
  }
}

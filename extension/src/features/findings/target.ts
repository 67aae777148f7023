import { SamError } from '../../core/errors';
import type { SegmentRef } from '../../host/labelmap';
import type { Host, OhifSegmentation } from '../../host/ohif';
import type { Notices } from '../../ui/notices';
import type { FindingEntry, TargetState } from './types';

/** What can be asked of labelmaps before anything is written. */
export interface LabelmapFacts {
  /** Only `labelmap` can be written. */
  kindOf(segmentationId: string): string;
  /** The highest segment number that the voxels of a segmentation can hold. */
  labelLimit(segmentationId: string): number;
}

export interface TargetDeps {
  readonly host: Host;
  readonly labelmaps: LabelmapFacts;
  readonly notices: Notices;
  /** Name of the method as it goes into a new segment's algorithm fields. */
  readonly algorithmName: () => string;
  /** Label of a segmentation that has to be made. */
  readonly newSegmentationLabel: () => string;
}

/** Which segment Accept writes to: the active one of OHIF's segmentation service, if it has voxels. */
export class SegmentTarget {
  private making: Promise<SegmentRef> | null = null;

  constructor(private readonly deps: TargetDeps) {}

  /** The active segment in a viewport, or null when there is none that can hold voxels. */
  current(viewportId: string | null): Omit<TargetState, 'coding' | 'loadedAs'> | null {
    if (!viewportId) return null;
    const { segmentationService } = this.deps.host.services;
    const segmentation = this.activeLabelmap(viewportId);
    const segment = segmentation && segmentationService.getActiveSegment(viewportId);
    if (!segmentation || !segment) return null;
    const { segmentationId } = segmentation;
    const { segmentIndex, label } = segment;
    const color = this.colorOf({ segmentationId, segmentIndex }, viewportId) ?? [0, 0, 0];
    return { segmentationId, segmentIndex, label, color, locked: Boolean(segment.locked) };
  }

  /** The segments of a segmentation, in their order. */
  listed(viewportId: string, segmentationId: string): Omit<FindingEntry, 'chosen'>[] {
    const { segmentationService } = this.deps.host.services;
    const segments = segmentationService.getSegmentation(segmentationId)?.segments ?? {};
    return Object.values(segments).flatMap(segment => {
      if (!segment) return [];
      const { segmentIndex, label } = segment;
      const color = this.colorOf({ segmentationId, segmentIndex }, viewportId) ?? [0, 0, 0];
      return [{ segmentIndex, label, color }];
    });
  }

  /** True when the active segmentation holds contours or surfaces, which can't take masks. */
  isOfOtherKind(viewportId: string | null): boolean {
    const active = viewportId
      ? this.deps.host.services.segmentationService.getActiveSegmentation(viewportId)
      : null;
    return Boolean(active && !this.isLabelmap(active));
  }

  /**
   * The active segment; makes a segmentation or its first segment when there is none. Asked again
   * while it is being made, the answer is the same segment.
   * Rejects with SamError `no-segmentation` when the viewer can't make one here, and `label-limit`.
   */
  ensure(viewportId: string): Promise<SegmentRef> {
    const target = this.current(viewportId);
    if (target) return Promise.resolve(target);
    this.making ??= this.make(viewportId).finally(() => {
      this.making = null;
    });
    return this.making;
  }

  /**
   * Adds a segment to the active segmentation, or makes one; the segment becomes the active one.
   * Rejects as `ensure` does; then nothing was changed.
   */
  async add(viewportId: string): Promise<SegmentRef> {
    if (!this.activeLabelmap(viewportId)) {
      const hadSegments = this.useLabelmap(viewportId);
      if (!hadSegments) return this.ensure(viewportId);
    }
    this.checkRoom(viewportId, 1);
    return this.addTo(viewportId);
  }

  /** A new segment of that label: in the active segmentation, else in a new one. */
  async addNew(viewportId: string, label: string): Promise<SegmentRef> {
    const { segmentationId, segmentIndex } = await this.add(viewportId);
    this.deps.host.services.segmentationService.setSegmentLabel(
      segmentationId,
      segmentIndex,
      label,
    );
    return { segmentationId, segmentIndex };
  }

  /** Takes a new segment away again, which has got no voxel; no step of the viewer's history. */
  drop({ segmentationId, segmentIndex }: SegmentRef): void {
    this.deps.host.services.segmentationService.removeSegment(segmentationId, segmentIndex, {
      skipRecordingHistory: true,
    });
  }

  /**
   * Throws SamError `label-limit` when the active segmentation (or a new one of 8 bits) has no
   * numbers left for so many segments.
   */
  checkRoom(viewportId: string, count: number): void {
    const segmentation = this.activeLabelmap(viewportId);
    const indices = segmentation ? Object.keys(segmentation.segments).map(Number) : [];
    const limit = segmentation ? this.deps.labelmaps.labelLimit(segmentation.segmentationId) : 255;
    const last = Math.max(0, ...indices) + count;
    if (last > limit) {
      throw new SamError('label-limit', `segment numbers end at ${limit}, ${last} are needed`);
    }
  }

  /** The colour of a segment where it is shown, 0 to 255 each. */
  colorOf(
    { segmentationId, segmentIndex }: SegmentRef,
    viewportId = this.deps.host.services.viewportGridService.getActiveViewportId(),
  ): readonly [number, number, number] | undefined {
    if (!viewportId) return undefined;
    const { segmentationService } = this.deps.host.services;
    const color = segmentationService.getSegmentColor(viewportId, segmentationId, segmentIndex);
    return color ? [color[0], color[1], color[2]] : undefined;
  }

  private async make(viewportId: string): Promise<SegmentRef> {
    if (!this.activeLabelmap(viewportId) && !this.useLabelmap(viewportId)) {
      await this.deps.host.commands.runCommand('createLabelmapForViewport', {
        viewportId,
        options: {
          label: this.deps.newSegmentationLabel(),
          createInitialSegment: true,
          ...this.imagesShown(viewportId),
        },
      });
    }
    const made = this.current(viewportId);
    if (made) return made;
    if (!this.activeLabelmap(viewportId)) {
      throw new SamError('no-segmentation', 'the viewer made no segmentation here');
    }
    this.checkRoom(viewportId, 1);
    return this.addTo(viewportId);
  }

  /**
   * The display set of the images in a viewport, where the viewport itself shows contours on them: the
   * viewer would make the segmentation for the contours, which have no images.
   */
  private imagesShown(viewportId: string): { readonly displaySetInstanceUID?: string } {
    if (!this.isOfOtherKind(viewportId)) return {};
    const { cornerstoneViewportService, displaySetService } = this.deps.host.services;
    const imageId = cornerstoneViewportService.getCornerstoneViewport(viewportId)?.getImageIds()[0];
    const images = displaySetService
      .getActiveDisplaySets()
      .find(({ imageIds, instances }) =>
        imageId === undefined
          ? false
          : (imageIds?.includes(imageId) ?? instances?.some(one => one.imageId === imageId)),
      );
    return images ? { displaySetInstanceUID: images.displaySetInstanceUID } : {};
  }

  /** Makes a labelmap of the viewport the active one, and says so; false when there is none. */
  private useLabelmap(viewportId: string): boolean {
    const { segmentationService } = this.deps.host.services;
    const isOther = this.isOfOtherKind(viewportId);
    const shown = segmentationService
      .getSegmentationRepresentations(viewportId)
      .map(({ segmentationId }) => segmentationService.getSegmentation(segmentationId))
      .find(segmentation => segmentation && this.isLabelmap(segmentation));
    if (isOther) {
      this.deps.notices.tell('info', shown ? 'notice.contoursLeft' : 'notice.contoursKept');
    }
    if (!shown) return false;
    segmentationService.setActiveSegmentation(viewportId, shown.segmentationId);
    return true;
  }

  private addTo(viewportId: string): SegmentRef {
    const { segmentationService } = this.deps.host.services;
    const segmentation = this.activeLabelmap(viewportId);
    if (!segmentation) throw new SamError('no-segmentation', 'no active segmentation');
    segmentationService.addSegment(segmentation.segmentationId, {
      algorithmType: 'SEMIAUTOMATIC',
      algorithmName: this.deps.algorithmName(),
    });
    const made = this.current(viewportId);
    if (!made) throw new SamError('no-segmentation', 'the viewer made no segment here');
    return { segmentationId: made.segmentationId, segmentIndex: made.segmentIndex };
  }

  private activeLabelmap(viewportId: string): OhifSegmentation | null {
    const active =
      this.deps.host.services.segmentationService.getActiveSegmentation(viewportId) ?? null;
    return active && this.isLabelmap(active) ? active : null;
  }

  private isLabelmap({ segmentationId }: OhifSegmentation): boolean {
    return this.deps.labelmaps.kindOf(segmentationId) === 'labelmap';
  }
}

import { SamError } from '../../core/errors';
import type { Host } from '../../host/ohif';
import type { SegmentRef } from '../../host/labelmap';
import type { FindingEntry, TargetState } from './types';

/** Name of the method as it goes into the segment's algorithm fields. */
export interface AlgorithmName {
  (): string;
}

/** Which segment Accept writes to: always the active one of OHIF's segmentation service. */
export class SegmentTarget {
  private readonly writtenSegments = new Set<string>();
  private readonly madeSegments = new Set<string>();

  constructor(
    private readonly host: Host,
    private readonly algorithmName: AlgorithmName,
  ) {}

  /** The active segment in a viewport, or null when there is none. */
  current(viewportId: string | null): Omit<TargetState, 'coding'> | null {
    if (!viewportId) return null;
    const { segmentationService } = this.host.services;
    const segmentation = segmentationService.getActiveSegmentation(viewportId);
    const segment = segmentation && segmentationService.getActiveSegment(viewportId);
    if (!segmentation || !segment) return null;
    const color = segmentationService.getSegmentColor(
      viewportId,
      segmentation.segmentationId,
      segment.segmentIndex,
    );
    return {
      segmentationId: segmentation.segmentationId,
      segmentIndex: segment.segmentIndex,
      label: segment.label,
      color: [color[0], color[1], color[2]],
      locked: Boolean(segment.locked),
    };
  }

  /** The segments of a segmentation, in their order. */
  listed(viewportId: string, segmentationId: string): Omit<FindingEntry, 'chosen'>[] {
    const { segmentationService } = this.host.services;
    const segments = segmentationService.getSegmentation(segmentationId)?.segments ?? {};
    return Object.values(segments).flatMap(segment => {
      if (!segment) return [];
      const { segmentIndex, label } = segment;
      const color = segmentationService.getSegmentColor(viewportId, segmentationId, segmentIndex);
      return [{ segmentIndex, label, color: [color[0], color[1], color[2]] as const }];
    });
  }

  /**
   * The active segment; makes a segmentation or its first segment when there is none.
   * Throws SamError `no-segmentation` when the viewer can't make one here.
   */
  async ensure(viewportId: string, label: string): Promise<SegmentRef> {
    const target = this.current(viewportId);
    if (target) return target;
    if (!this.host.services.segmentationService.getActiveSegmentation(viewportId)) {
      await this.host.commands.runCommand('createLabelmapForViewport', {
        viewportId,
        options: { label, createInitialSegment: true },
      });
    } else {
      this.addTo(viewportId);
    }
    const made = this.current(viewportId);
    if (!made) throw new SamError('no-segmentation', 'the viewer made no segmentation here');
    return made;
  }

  /** Adds a segment to the active segmentation, which becomes the active segment. */
  async add(viewportId: string, label: string): Promise<void> {
    if (this.host.services.segmentationService.getActiveSegmentation(viewportId)) {
      this.addTo(viewportId);
    } else {
      await this.ensure(viewportId, label);
    }
  }

  /**
   * A new segment of that label: in the active segmentation, else in a new one.
   * Throws SamError `no-segmentation` when the viewer can't make one here.
   */
  async addNew(viewportId: string, segmentationLabel: string, label: string): Promise<SegmentRef> {
    await this.add(viewportId, segmentationLabel);
    const made = this.current(viewportId);
    if (!made) throw new SamError('no-segmentation', 'the viewer made no segment here');
    const { segmentationId, segmentIndex } = made;
    this.host.services.segmentationService.setSegmentLabel(segmentationId, segmentIndex, label);
    return { segmentationId, segmentIndex };
  }

  /** Notes that a mask of the model went into a segment: it is then semi-automatic. */
  markWritten({ segmentationId, segmentIndex }: SegmentRef): void {
    this.writtenSegments.add(`${segmentationId}|${segmentIndex}`);
  }

  /** The colour of a segment where it is shown, 0 to 255 each. */
  colorOf({
    segmentationId,
    segmentIndex,
  }: SegmentRef): readonly [number, number, number] | undefined {
    const { viewportGridService, segmentationService } = this.host.services;
    const viewportId = viewportGridService.getActiveViewportId();
    if (!viewportId) return undefined;
    const color = segmentationService.getSegmentColor(viewportId, segmentationId, segmentIndex);
    return color ? [color[0], color[1], color[2]] : undefined;
  }

  /** True when a mask of the model went into the segment. */
  wasWritten({ segmentationId, segmentIndex }: SegmentRef): boolean {
    return this.writtenSegments.has(`${segmentationId}|${segmentIndex}`);
  }

  /** True when the segment was made in this session rather than loaded. */
  wasMade({ segmentationId, segmentIndex }: SegmentRef): boolean {
    return this.madeSegments.has(`${segmentationId}|${segmentIndex}`);
  }

  private addTo(viewportId: string): void {
    const { segmentationService } = this.host.services;
    const segmentation = segmentationService.getActiveSegmentation(viewportId);
    if (!segmentation) throw new SamError('no-segmentation', 'no active segmentation');
    segmentationService.addSegment(segmentation.segmentationId, {
      algorithmType: 'SEMIAUTOMATIC',
      algorithmName: this.algorithmName(),
    });
    const made = this.current(viewportId);
    if (made) this.madeSegments.add(`${made.segmentationId}|${made.segmentIndex}`);
  }
}

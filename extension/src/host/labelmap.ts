import { SamError } from '../core/errors';
import { tighten, type RegionMask, type PixelRectangle } from '../core/mask/regionMask';
import { EditPlan, type ImageChange } from './editPlan';
import {
  LabelmapHistory,
  turnVoxels,
  type HistoryListener,
  type SegmentChange,
  type StepId,
} from './labelmapHistory';
import { layOnGroup } from './labelmapGroups';
import {
  imageFinder,
  labelImages,
  labelLimit,
  largestValue,
  segmentationKind,
  segmentLayer,
  takenIn,
  voxels,
  type LabelImage,
  type SegmentationKind,
  type SegmentLayer,
  type SegmentRef,
} from './labelmapLayers';
import { labelRegion, unite } from './labelRegion';
import { regionsOfSegments, type SegmentRegions } from './segmentRegions';
import { pageYielder } from './mainThread';
import type { Host } from './ohif';
import {
  clearing,
  regionWrite,
  sliceWrite,
  type ImageEdit,
  type ImageRegion,
  type SegmentWrite,
  type SliceEdit,
} from './segmentWrites';
import { isStored, type ShownSlice } from './slices';

export type { ImageEdit, ImageRegion, SliceEdit } from './segmentWrites';
export type { HistoryListener, LabelImage, SegmentationKind, SegmentRef, SegmentRegions, StepId };

export interface WriteResult {
  readonly written: number;
  /** Voxels of the masks that belong to other segments and were left as they are. */
  readonly keptOther: number;
  /** The undo step; null when no voxel had to change. */
  readonly step: StepId | null;
}

/** The one place that reads and writes voxels of segmentations. */
export class LabelmapStore {
  private readonly history: LabelmapHistory;
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: Host) {
    this.history = new LabelmapHistory(host);
  }

  /**
   * Calls `listener` when a step is taken back or made again, by whichever button or key. Returns
   * the way to stop.
   */
  onHistory(listener: HistoryListener): () => void {
    return this.history.onHistory(listener);
  }

  /** A step of the viewer's history without voxels: what is recorded of the segments goes with it. */
  noteStep(targets: readonly SegmentRef[]): StepId {
    return this.history.record(targets.map(target => ({ target, labelValue: 0, changes: [] })));
  }

  /** What the viewer keeps of a segmentation: only a labelmap can be written. */
  kindOf(segmentationId: string): SegmentationKind {
    return segmentationKind(this.host, segmentationId);
  }

  /**
   * The highest segment number that the voxels of a segmentation can hold: 255 with 8 bits.
   * Throws SamError `no-segmentation`.
   */
  labelLimit(segmentationId: string): number {
    return labelLimit(this.host, segmentationId);
  }

  /**
   * Adds masks of slices to a segment, all of them as one undo step. Voxels of other segments are
   * left alone and counted. Yields to the page between images.
   * Rejects with SamError `segment-locked`, `no-segmentation`, `label-limit` or
   * `segmentation-failed`; then no voxel has changed.
   */
  writeAll(target: SegmentRef, masks: readonly SliceEdit[]): Promise<WriteResult> {
    return this.inTurn([sliceWrite(target, masks)]);
  }

  /**
   * Adds masks to several segments, all of them as one undo step; where they overlap, a voxel goes
   * to the first. Otherwise as `writeAll`.
   */
  writeSegments(
    segments: readonly { readonly target: SegmentRef; readonly masks: readonly SliceEdit[] }[],
  ): Promise<WriteResult> {
    return this.inTurn(segments.map(({ target, masks }) => sliceWrite(target, masks)));
  }

  /**
   * Adds masks of stored images to a segment, and takes others away, otherwise as `writeAll`.
   * `group`: of a dynamic (4D) series, the images of the group that they lie on.
   */
  writeRegions(
    target: SegmentRef,
    edits: Iterable<ImageEdit>,
    group?: readonly string[],
  ): Promise<WriteResult> {
    return this.inTurn([regionWrite(target, edits, group)]);
  }

  /**
   * Calls `listener` with the id of a segmentation whose voxels have changed, by whatever. Returns
   * the way to stop.
   */
  onChanged(listener: (segmentationId: string) => void): () => void {
    const { segmentationService: service } = this.host.services;
    const { unsubscribe } = service.subscribe(service.EVENTS.SEGMENTATION_DATA_MODIFIED, event =>
      listener((event as { readonly segmentationId: string }).segmentationId),
    );
    return unsubscribe;
  }

  /**
   * Makes the function that tells where, in a rectangle of a stored image, no voxel can be added to a
   * segment: 1 at those of other segments and beyond the image; null where there is no such voxel.
   * Throws SamError `no-segmentation`.
   */
  takenBeside(target: SegmentRef): (imageId: string, at: PixelRectangle) => Uint8Array | null {
    const { labelValue, images } = segmentLayer(this.host, target);
    return (imageId, rectangle) => {
      // New voxels go into the first of the images.
      const [image] = images.get(imageId) ?? [];
      return image ? takenIn(image, labelValue, rectangle) : null;
    };
  }

  /**
   * A segment's regions, one for each image that it has voxels on, from all labelmap layers; cropped
   * to their bounds. Yields to the page between images. Throws SamError `no-segmentation`.
   */
  async *segmentRegions(
    segmentationId: string,
    segmentIndex: number,
  ): AsyncGenerator<ImageRegion, void, undefined> {
    const { labelValue, images } = segmentLayer(this.host, { segmentationId, segmentIndex });
    const pause = pageYielder();
    for (const [imageId, set] of images) {
      await pause();
      const region = set
        .map(image => labelRegion(voxels(image).getScalarData(), image.columns, labelValue))
        .reduce(unite);
      if (region.width) yield { imageId, region };
    }
  }

  /** The labels of a whole segmentation, image by image. Throws SamError `no-segmentation`. */
  labelImages(segmentationId: string): readonly LabelImage[] {
    return labelImages(this.host, segmentationId);
  }

  /**
   * The regions of several segments of one segmentation, image by image, in one pass over the voxels;
   * otherwise as `segmentRegions`.
   */
  regionsOf(
    segmentationId: string,
    segmentIndices: readonly number[],
  ): AsyncGenerator<SegmentRegions, void, undefined> {
    return regionsOfSegments(this.host, segmentationId, segmentIndices);
  }

  /**
   * Gives all voxels of some segments to another one, or to none, and removes them from the
   * segmentation, as one undo step: undo brings segments and voxels back. Otherwise as `writeAll`.
   */
  async removeSegments(
    removed: readonly SegmentRef[],
    heir: SegmentRef | null = null,
  ): Promise<WriteResult> {
    return this.inTurn(async () => {
      const taken = await this.regionsOfAll(removed);
      const clears = removed.map((target, n) => clearing(target, taken[n]));
      return heir ? [...clears, regionWrite(heir, taken.flat())] : clears;
    }, removed);
  }

  /** The regions of each segment of one segmentation, in one pass over the voxels. */
  private async regionsOfAll(segments: readonly SegmentRef[]): Promise<ImageRegion[][]> {
    const all = new Map(segments.map(({ segmentIndex }) => [segmentIndex, [] as ImageRegion[]]));
    if (!segments.length) return [];
    const [{ segmentationId }] = segments;
    for await (const { imageId, regions } of this.regionsOf(segmentationId, [...all.keys()])) {
      for (const [segmentIndex, region] of regions)
        all.get(segmentIndex)!.push({ imageId, region });
    }
    return [...all.values()];
  }

  /**
   * Moves regions from a segment into others, all of them as one undo step. Otherwise as `writeAll`.
   */
  moveRegions(
    from: SegmentRef,
    parts: readonly { readonly target: SegmentRef; readonly regions: readonly ImageRegion[] }[],
  ): Promise<WriteResult> {
    return this.inTurn([
      clearing(
        from,
        parts.flatMap(({ regions }) => regions),
      ),
      ...parts.map(({ target, regions }) => regionWrite(target, regions)),
    ]);
  }

  /** The images that a segment's labelmap lies on, with or without voxels of it. */
  sourcesOf(target: SegmentRef): readonly string[] {
    return [...segmentLayer(this.host, target).images.keys()];
  }

  /** True when a slice belongs to the images of a segment's labelmap, so that it can be written. */
  covers(target: SegmentRef, slice: Pick<ShownSlice, 'imageId'>): boolean {
    const layer = segmentLayer(this.host, target);
    return imageFinder(this.host, layer)(slice.imageId) !== undefined;
  }

  /** A segment's mask on a shown slice; empty where it has none. */
  maskOn(target: SegmentRef, slice: ShownSlice): RegionMask {
    const layer = segmentLayer(this.host, target);
    const imagesOn = imageFinder(this.host, layer);
    const { columns, rows } = slice.plane;
    const data = new Uint8Array(columns * rows);
    for (let j = 0, n = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, n++) {
        const { imageId, offset } = slice.addressOf(i, j);
        for (const image of imagesOn(imageId) ?? []) {
          if (Number(voxels(image).getAtIndex(offset)) === layer.labelValue) data[n] = 1;
        }
      }
    }
    return tighten({ x: 0, y: 0, width: columns, height: rows, data });
  }

  /** A segment's masks on some slices, by their place in the list. Yields to the page in between. */
  async masksOn(
    target: SegmentRef,
    slices: readonly ShownSlice[],
  ): Promise<Map<number, RegionMask>> {
    const masks = new Map<number, RegionMask>();
    if (slices.every(isStored)) {
      const places = new Map(slices.map(({ imageId }, k) => [imageId, k]));
      const { segmentationId, segmentIndex } = target;
      for await (const { imageId, region } of this.segmentRegions(segmentationId, segmentIndex)) {
        const k = places.get(imageId);
        if (k !== undefined) masks.set(k, region);
      }
      return masks;
    }
    const pause = pageYielder();
    for (const [k, slice] of slices.entries()) {
      await pause();
      const mask = this.maskOn(target, slice);
      if (mask.width) masks.set(k, mask);
    }
    return masks;
  }

  /** One write after the other: a plan must not be made while another one is carried out. */
  private inTurn(
    segments: readonly SegmentWrite[] | (() => Promise<readonly SegmentWrite[]>),
    removed: readonly SegmentRef[] = [],
  ): Promise<WriteResult> {
    const write = this.lastWrite.then(async () =>
      this.write(typeof segments === 'function' ? await segments() : segments, removed),
    );
    this.lastWrite = write.catch(() => undefined);
    return write;
  }

  private async write(
    segments: readonly SegmentWrite[],
    removed: readonly SegmentRef[],
  ): Promise<WriteResult> {
    const made: SegmentChange[] = [];
    const pause = pageYielder();
    let keptOther = 0;
    try {
      for (const { target, groupImageIds, fill } of segments) {
        const layer = this.writableLayer(target, groupImageIds);
        const imagesOn = imageFinder(this.host, layer);
        const plan = new EditPlan(layer.labelValue, imagesOn);
        await fill(plan, pause, imagesOn);
        const changes = plan.changes();
        keptOther += plan.keptOther;
        if (!changes.length) continue;
        const turned = await this.carryOut(layer, changes, pause);
        made.push({ target, labelValue: layer.labelValue, changes: turned });
      }
    } catch (error) {
      // The last one first: it may have what an earlier one gave away.
      for (const { labelValue, changes } of made.reverse()) {
        for (const change of changes) turnVoxels(this.host, change, labelValue, 'clear');
      }
      throw error;
    }
    if (!made.length && !removed.length) return { written: 0, keptOther, step: null };
    const step = this.history.record(made, removed);
    const written = made
      .flatMap(({ changes }) => changes)
      .reduce((n, { marked, cleared }) => n + marked.length + cleared.length, 0);
    return { written, keptOther, step };
  }

  private writableLayer(target: SegmentRef, groupImageIds: readonly string[]): SegmentLayer {
    const segmentation = this.host.services.segmentationService.getSegmentation(
      target.segmentationId,
    );
    const segment = segmentation?.segments[target.segmentIndex];
    if (!segment) throw new SamError('no-segmentation', 'the segment is gone');
    if (segment.locked) throw new SamError('segment-locked', 'the active segment is locked');
    if (groupImageIds.length) layOnGroup(this.host, target, groupImageIds);
    const layer = segmentLayer(this.host, target);
    const [[first]] = layer.images.values();
    const limit = largestValue(first);
    if (layer.labelValue > limit) {
      throw new SamError('label-limit', `segment numbers end at ${limit} in this segmentation`);
    }
    return layer;
  }

  /** Resolves to what was turned: what the reader has drawn meanwhile is not of the step. */
  private async carryOut(
    { labelValue }: SegmentLayer,
    changes: readonly ImageChange[],
    pause: () => Promise<void>,
  ): Promise<ImageChange[]> {
    const made: ImageChange[] = [];
    try {
      for (const change of changes) {
        await pause();
        made.push(turnVoxels(this.host, change, labelValue, 'mark'));
      }
      return made;
    } catch (error) {
      for (const change of made) turnVoxels(this.host, change, labelValue, 'clear');
      throw error;
    }
  }
}

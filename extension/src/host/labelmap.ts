import type * as CornerstoneCore from '@cornerstonejs/core';

import { SamError } from '../core/errors';
import { EMPTY_MASK, maskHas, pixelsOf, tighten, type RegionMask } from '../core/mask/regionMask';
import { breaths } from './breath';
import { EditPlan, voxels, type ImageChange } from './editPlan';
import type { Host } from './ohif';
import type { ShownSlice } from './slices';

export interface SegmentRef {
  readonly segmentationId: string;
  readonly segmentIndex: number;
}

export interface WriteResult {
  readonly written: number;
  /** Voxels of the mask that belong to other segments and were left as they are. */
  readonly keptOther: number;
}

/** A mask for a slice of a segment. */
export interface SliceEdit {
  readonly slice: ShownSlice;
  readonly mask: RegionMask;
  /** The segment's mask there that the new one stands in for. */
  readonly replaces?: RegionMask;
}

/** What happened to an undo step. */
export type HistoryChange = 'undone' | 'redone';

/** The stored images of a labelmap and the value that a segment has in them. */
export interface SegmentLayer {
  readonly imageIds: readonly string[];
  readonly volumeId?: string;
  readonly labelValue: number;
}

/** The one place that reads and writes voxels of segmentations. */
export class LabelmapStore {
  constructor(private readonly host: Host) {}

  /**
   * The labelmap layer that holds a segment: newer cornerstones keep overlapping segments in
   * layers of their own, with a label value that need not be the segment's index.
   * Throws SamError `no-segmentation` when there is no labelmap.
   */
  layerOf({ segmentationId, segmentIndex }: SegmentRef): SegmentLayer {
    const { core, tools } = this.host;
    const segmentation = tools.segmentation.state.getSegmentation(segmentationId);
    const data = segmentation?.representationData?.Labelmap;
    if (!data) throw new SamError('no-segmentation', 'the segmentation has no labelmap');
    const binding = data.segmentBindings?.[segmentIndex];
    const layerId = binding?.labelmapId ?? data.primaryLabelmapId;
    const layer = (layerId && data.labelmaps?.[layerId]) || data;
    const volume = layer.volumeId ? core.cache.getVolume(layer.volumeId) : undefined;
    const imageIds = layer.imageIds?.length ? layer.imageIds : (volume?.imageIds ?? []);
    if (!imageIds.length) throw new SamError('no-segmentation', 'the labelmap has no images');
    return {
      imageIds,
      volumeId: layer.volumeId,
      labelValue: binding?.labelValue ?? segmentIndex,
    };
  }

  /**
   * Adds masks of shown slices to a segment as one undo step; what `replaces` has beyond a mask is
   * taken away from the segment. Voxels of other segments are left alone and counted.
   * `onHistory` is told whenever the step is undone or redone.
   * Throws SamError `segment-locked`, `no-segmentation` or `segmentation-failed`; then nothing
   * was written.
   */
  writeAll(
    target: SegmentRef,
    edits: readonly SliceEdit[],
    onHistory?: (change: HistoryChange) => void,
  ): WriteResult {
    const plan = this.planFor(target);
    for (const { slice, mask, replaces = EMPTY_MASK } of edits) {
      for (const [i, j] of pixelsOf(mask)) plan.set(slice.addressOf(i, j), true);
      for (const pixel of pixelsOf(replaces)) {
        if (!maskHas(mask, pixel)) plan.set(slice.addressOf(...pixel), false);
      }
    }
    return this.carryOut(target, plan, onHistory);
  }

  /**
   * Adds masks of whole stored images (rows × columns, non-zero inside) to a segment, likewise as
   * one undo step; hands the page back between images. Rejects as `write` throws.
   */
  async writeImages(
    target: SegmentRef,
    masks: ReadonlyMap<string, Uint8Array>,
  ): Promise<WriteResult> {
    const plan = this.planFor(target);
    const breathe = breaths();
    for (const [imageId, mask] of masks) {
      await breathe();
      for (let offset = 0; offset < mask.length; offset++) {
        if (mask[offset]) plan.set({ imageId, offset }, true);
      }
    }
    return this.carryOut(target, plan);
  }

  private planFor(target: SegmentRef): EditPlan {
    const segmentation = this.host.services.segmentationService.getSegmentation(
      target.segmentationId,
    );
    if (segmentation?.segments[target.segmentIndex]?.locked) {
      throw new SamError('segment-locked', 'the active segment is locked');
    }
    const layer = this.layerOf(target);
    return new EditPlan(layer.labelValue, this.labelmapImagesBySource(layer));
  }

  private carryOut(
    target: SegmentRef,
    plan: EditPlan,
    onHistory?: (change: HistoryChange) => void,
  ): WriteResult {
    const changes = plan.changes();
    const written = changes.reduce((n, change) => n + change.offsets.length, 0);
    if (written > 0) this.commit(target, this.layerOf(target), changes, onHistory);
    return { written, keptOther: plan.keptOther };
  }

  /** Reads a segment: for every source image with voxels of it, a mask of 0 and 1 of its size. */
  async read(target: SegmentRef): Promise<Map<string, Uint8Array>> {
    const layer = this.layerOf(target);
    const masks = new Map<string, Uint8Array>();
    const breathe = breaths();
    for (const [sourceImageId, image] of this.labelmapImagesBySource(layer)) {
      await breathe();
      const data = voxels(image).getScalarData();
      let mask: Uint8Array | undefined;
      for (let p = 0; p < data.length; p++) {
        if (data[p] !== layer.labelValue) continue;
        mask ??= new Uint8Array(data.length);
        mask[p] = 1;
      }
      if (mask) masks.set(sourceImageId, mask);
    }
    return masks;
  }

  /** The images that a segment's labelmap lies on, with or without voxels of it. */
  sourcesOf(target: SegmentRef): readonly string[] {
    return [...this.labelmapImagesBySource(this.layerOf(target)).keys()];
  }

  /** A segment's mask on a shown slice; empty where it has none. */
  maskOn(target: SegmentRef, slice: ShownSlice): RegionMask {
    const layer = this.layerOf(target);
    const images = this.labelmapImagesBySource(layer);
    const { columns, rows } = slice.plane;
    const data = new Uint8Array(columns * rows);
    for (let j = 0, n = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, n++) {
        const { imageId, offset } = slice.addressOf(i, j);
        const image = images.get(imageId);
        if (image && Number(voxels(image).getAtIndex(offset)) === layer.labelValue) data[n] = 1;
      }
    }
    return tighten({ x: 0, y: 0, width: columns, height: rows, data });
  }

  private labelmapImagesBySource(layer: SegmentLayer): Map<string, CornerstoneCore.Types.IImage> {
    const images = new Map<string, CornerstoneCore.Types.IImage>();
    for (const imageId of layer.imageIds) {
      const image = this.host.core.cache.getImage(imageId);
      if (image?.referencedImageId) images.set(image.referencedImageId, image);
    }
    return images;
  }

  private commit(
    target: SegmentRef,
    layer: SegmentLayer,
    changes: readonly ImageChange[],
    onHistory?: (change: HistoryChange) => void,
  ): void {
    const { core, tools } = this.host;
    const apply = (undo: boolean) => {
      for (const { labelmapImageId, offsets, before, after } of changes) {
        const image = core.cache.getImage(labelmapImageId);
        // Gone with its segmentation: nothing left to restore.
        if (!image) continue;
        const manager = voxels(image);
        for (let n = 0; n < offsets.length; n++) {
          manager.setAtIndex(offsets[n], (undo ? before : after)[n]);
        }
      }
      const volume = layer.volumeId ? core.cache.getVolume(layer.volumeId) : undefined;
      const order = volume?.imageIds ?? layer.imageIds;
      tools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
        target.segmentationId,
        changes.map(change => order.indexOf(change.labelmapImageId)).filter(k => k >= 0),
        target.segmentIndex,
      );
    };
    apply(false);
    // A memo of our own: cornerstone's labelmap memo is bound to one image or one volume, while an
    // edit on a reformatted plane crosses many images.
    core.utilities.HistoryMemo.DefaultHistoryMemo.push({
      restoreMemo: (undo?: boolean) => {
        apply(undo !== false);
        onHistory?.(undo === false ? 'redone' : 'undone');
      },
      id: core.utilities.uuidv4(),
      operationType: 'labelmap',
    });
  }
}

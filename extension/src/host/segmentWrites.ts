import { SamError } from '../core/errors';
import { EMPTY_MASK, maskHas, pixelsOf, type RegionMask } from '../core/mask/regionMask';
import type { EditPlan } from './editPlan';
import type { imageFinder, SegmentRef } from './labelmapLayers';
import type { ShownSlice } from './slices';

/** A mask on a shown slice, to become part of a segment. */
export interface SliceEdit {
  readonly slice: ShownSlice;
  readonly mask: RegionMask;
  /** What the mask stands for: what this has beyond the mask is taken away from the segment. */
  readonly replaces?: RegionMask;
}

/** A mask on the pixel grid of a stored image. */
export interface ImageRegion {
  readonly imageId: string;
  readonly region: RegionMask;
}

/** What becomes part of a segment on a stored image, and what is taken from it. */
export interface ImageEdit extends ImageRegion {
  readonly removed?: RegionMask;
}

type ImageFinder = ReturnType<typeof imageFinder>;

/** What goes into one segment. */
export interface SegmentWrite {
  readonly target: SegmentRef;
  readonly groupImageIds: readonly string[];
  /** Plans the edit; `imagesOn` finds the labelmap images that lie on an image. */
  fill(plan: EditPlan, pause: () => Promise<void>, imagesOn: ImageFinder): Promise<void>;
}

/** Regions of stored images become part of a segment, or are taken from it. */
export const regionWrite = (
  target: SegmentRef,
  edits: Iterable<ImageEdit>,
  groupImageIds: readonly string[] = [],
): SegmentWrite => ({
  target,
  groupImageIds,
  fill: async (plan, pause, imagesOn) => {
    for (const { imageId, region, removed = EMPTY_MASK } of edits) {
      await pause();
      const columns = imagesOn(imageId)?.[0].columns;
      if (!columns)
        throw new SamError('segmentation-failed', 'the segmentation is of another series');
      const set = (mask: RegionMask, inside: boolean) => {
        for (const [i, j] of pixelsOf(mask)) {
          plan.set({ imageId, offset: j * columns + i }, inside);
        }
      };
      set(region, true);
      set(removed, false);
    }
  },
});

/** Regions of stored images are taken from a segment. */
export const clearing = (target: SegmentRef, regions: readonly ImageRegion[]): SegmentWrite =>
  regionWrite(
    target,
    regions.map(({ imageId, region }) => ({ imageId, region: EMPTY_MASK, removed: region })),
  );

/** Masks on shown slices become part of a segment. */
export const sliceWrite = (target: SegmentRef, masks: readonly SliceEdit[]): SegmentWrite => ({
  target,
  groupImageIds: masks[0]?.slice.groupImageIds ?? [],
  fill: async (plan, pause) => {
    for (const { slice, mask, replaces } of masks) {
      await pause();
      for (const [i, j] of pixelsOf(mask)) plan.set(slice.addressOf(i, j), true);
      for (const pixel of replaces ? pixelsOf(replaces) : []) {
        if (!maskHas(mask, pixel)) plan.set(slice.addressOf(...pixel), false);
      }
    }
  },
});

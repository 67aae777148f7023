import type * as CornerstoneCore from '@cornerstonejs/core';

import { SamError } from '../core/errors';
import type { VoxelAddress } from './slices';

type Image = CornerstoneCore.Types.IImage;

/** Voxels to change in one labelmap image, with their values before and after. */
export interface ImageChange {
  readonly labelmapImageId: string;
  readonly offsets: Uint32Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Gathers changes of voxels before any is made; voxels of other segments are left out and counted. */
export class EditPlan {
  private readonly edits = new Map<
    string,
    { readonly offsets: number[]; readonly before: number[]; readonly after: number[] }
  >();
  /** Voxels that were to be marked and belong to other segments. */
  keptOther = 0;

  /**
   * @param labelValue of the segment that is edited.
   * @param images labelmap images by the id of the image that they lie on.
   */
  constructor(
    readonly labelValue: number,
    private readonly images: ReadonlyMap<string, Image>,
  ) {}

  /** Plans a voxel to be of the segment, or of none. Throws SamError `segmentation-failed`. */
  set({ imageId, offset }: VoxelAddress, inside: boolean): void {
    const image = this.images.get(imageId);
    if (!image) throw new SamError('segmentation-failed', 'the segmentation is of another series');
    const value = Number(voxels(image).getAtIndex(offset));
    const wanted = inside ? this.labelValue : 0;
    if (value === wanted) return;
    if (value !== 0 && value !== this.labelValue) {
      if (inside) this.keptOther++;
      return;
    }
    let edit = this.edits.get(image.imageId);
    if (!edit) {
      edit = { offsets: [], before: [], after: [] };
      this.edits.set(image.imageId, edit);
    }
    edit.offsets.push(offset);
    edit.before.push(value);
    edit.after.push(wanted);
  }

  changes(): readonly ImageChange[] {
    return [...this.edits].map(([labelmapImageId, { offsets, before, after }]) => ({
      labelmapImageId,
      offsets: Uint32Array.from(offsets),
      before: Uint8Array.from(before),
      after: Uint8Array.from(after),
    }));
  }
}

/** Throws SamError `segmentation-failed` for an image without voxels. */
export function voxels(image: Image) {
  const manager = image.voxelManager;
  if (!manager) throw new SamError('segmentation-failed', 'the labelmap image has no voxels');
  return manager;
}

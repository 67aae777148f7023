import { SamError } from '../core/errors';
import { voxels, type LabelmapImage } from './labelmapLayers';
import type { VoxelAddress } from './slices';

/** Voxels of one labelmap image to be marked as the segment's (from 0), or as no segment's. */
export interface ImageChange {
  readonly labelmapImageId: string;
  readonly marked: Uint32Array;
  readonly cleared: Uint32Array;
}

interface Edit {
  readonly marked: number[];
  readonly cleared: number[];
}

/** Gathers changes of voxels before any is made; voxels of other segments are left out and counted. */
export class EditPlan {
  private readonly edits = new Map<string, Edit>();
  /** Voxels that were to be marked and belong to other segments. */
  keptOther = 0;

  /**
   * @param labelValue of the segment that is edited.
   * @param imagesOn the labelmap images that lie on an image; new voxels go into the first.
   */
  constructor(
    private readonly labelValue: number,
    private readonly imagesOn: (imageId: string) => readonly LabelmapImage[] | undefined,
  ) {}

  /** Plans a voxel to be of the segment, or of none. Throws SamError `segmentation-failed`. */
  set({ imageId, offset }: VoxelAddress, inside: boolean): void {
    const images = this.imagesOn(imageId);
    if (!images) throw new SamError('segmentation-failed', 'the segmentation is of another series');
    const holders = images.filter(image => valueAt(image, offset) === this.labelValue);
    if (!inside) {
      for (const image of holders) this.editOf(image).cleared.push(offset);
      return;
    }
    if (holders.length) return;
    // Overlapping segments have voxels in the other images: those stay what they are.
    if (valueAt(images[0], offset) !== 0) this.keptOther++;
    else this.editOf(images[0]).marked.push(offset);
  }

  changes(): readonly ImageChange[] {
    return [...this.edits].map(([labelmapImageId, { marked, cleared }]) => ({
      labelmapImageId,
      marked: Uint32Array.from(marked),
      cleared: Uint32Array.from(cleared),
    }));
  }

  private editOf({ imageId }: LabelmapImage): Edit {
    let edit = this.edits.get(imageId);
    if (!edit) {
      edit = { marked: [], cleared: [] };
      this.edits.set(imageId, edit);
    }
    return edit;
  }
}

const valueAt = (image: LabelmapImage, offset: number) => Number(voxels(image).getAtIndex(offset));

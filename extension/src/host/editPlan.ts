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
  readonly labelmapImageId: string;
  readonly data: ArrayLike<number>;
  readonly marked: number[];
  readonly cleared: number[];
}

/** Gathers changes of voxels before any is made; voxels of other segments are left out and counted. */
export class EditPlan {
  /** By the first of the labelmap images that lie on one image: an edit of each. */
  private readonly edits = new Map<string, readonly Edit[]>();
  private lastImageId = '';
  private lastEdits: readonly Edit[] = [];
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
    const edits = imageId === this.lastImageId ? this.lastEdits : this.editsOn(imageId);
    let held = false;
    for (const { data, cleared } of edits) {
      if (data[offset] !== this.labelValue) continue;
      held = true;
      if (!inside) cleared.push(offset);
    }
    if (held || !inside) return;
    // Overlapping segments have voxels in the other images: those stay what they are.
    if (edits[0].data[offset] !== 0) this.keptOther++;
    else edits[0].marked.push(offset);
  }

  changes(): readonly ImageChange[] {
    return [...this.edits.values()].flatMap(edits =>
      edits
        .filter(({ marked, cleared }) => marked.length + cleared.length)
        .map(({ labelmapImageId, marked, cleared }) => ({
          labelmapImageId,
          marked: new Uint32Array(marked),
          cleared: new Uint32Array(cleared),
        })),
    );
  }

  private editsOn(imageId: string): readonly Edit[] {
    const images = this.imagesOn(imageId);
    if (!images) throw new SamError('segmentation-failed', 'the segmentation is of another series');
    // Groups of a 4D series share labelmap images.
    const [{ imageId: first }] = images;
    const edits =
      this.edits.get(first) ??
      images.map(image => ({
        labelmapImageId: image.imageId,
        data: voxels(image).getScalarData(),
        marked: [],
        cleared: [],
      }));
    this.edits.set(first, edits);
    [this.lastImageId, this.lastEdits] = [imageId, edits];
    return edits;
  }
}

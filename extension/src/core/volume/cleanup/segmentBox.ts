/**
 * A segment's voxels on parallel slices, for the box that holds them and a margin: x fastest, then
 * y, then slices in ascending order of place. Voxels beyond the box are outside.
 */
export interface SegmentBox {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** 1 where the segment is. */
  readonly inside: Uint8Array;
  /** 1 where no voxel can be added: those of other segments, and those that no image has. */
  readonly taken: Uint8Array | null;
  /** Of neighbouring columns and rows, mm. */
  readonly columnSpacing: number;
  readonly rowSpacing: number;
  /** Places of the slices along their normal, mm, ascending. */
  readonly positions: readonly number[];
  /** How much of the normal each slice stands for, mm. */
  readonly thicknesses: readonly number[];
}

/**
 * Work that is done slice by slice: yields how far it is, 0 to 1, so that who runs it can pause or
 * end it.
 */
export type Steps<Result> = Generator<number, Result, void>;

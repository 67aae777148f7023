import type { Vec3 } from '../../core/geometry/vec3';
import type { FindingEdit } from '../../core/export/findingSet';
import type { UnknownReason } from '../../core/measure';
import type { BoxChange } from '../../core/volume/cleanup';
import type { ImageEdit, SegmentRef } from '../../host/labelmap';

/** What can be done to a segment as a whole. */
export type CleanupKind = Exclude<FindingEdit['kind'], 'merge' | 'split'>;

/** Voxels that a clean-up changes in one place. */
export interface ChangedPart {
  readonly voxels: number;
  /** mm³ */
  readonly volume: number;
  /** World position of one of the voxels, LPS mm. */
  readonly at: Vec3;
}

/** What a clean-up would do to a segment, and nothing has done yet. */
export interface CleanupPreview extends Pick<
  BoxChange,
  'addedVoxels' | 'addedVolume' | 'removedVoxels' | 'removedVolume' | 'volumeBefore'
> {
  readonly kind: CleanupKind;
  readonly segment: SegmentRef;
  /** False where the image does not say how large its voxels are. */
  readonly sizeKnown: boolean;
  /** The largest first. */
  readonly parts: readonly ChangedPart[];
  /** By stored image. */
  readonly edits: ReadonlyMap<string, Required<ImageEdit>>;
  /** Pixels in a row of the images. */
  readonly columns: number;
}

/** Why there is nothing to preview. */
export type NothingReason =
  /** The segment has no voxel. */
  | 'empty'
  /** It is so already. */
  | 'clean'
  /** Only slices have holes. */
  | 'slice-holes-only'
  /** It lies on one slice. */
  | 'one-slice'
  /** The segment has changed since the preview. */
  | 'changed'
  | UnknownReason;

export type CleanupState =
  | { readonly phase: 'idle' }
  /** `share`: how far it is, 0 to 1. */
  | { readonly phase: 'working'; readonly kind: CleanupKind; readonly share: number }
  | { readonly phase: 'preview' | 'applying'; readonly preview: CleanupPreview }
  | { readonly phase: 'nothing'; readonly kind: CleanupKind; readonly reason: NothingReason };

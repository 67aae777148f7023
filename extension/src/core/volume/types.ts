import type { SegmentRequest, SegmentResult } from '../engine/types';
import type { SliceImage } from '../image/sliceImage';
import type { RegionMask } from '../mask/regionMask';
import type { Prompt } from '../prompt/prompt';

/** Parallel slices of one series and orientation, in the order in which they lie. */
export interface Volume {
  /** Places along the normal in mm, one for each slice, growing or falling; gaps may differ. */
  readonly positions: readonly number[];
  /** The values of slice k. Rejects with a SamError `pixels-unavailable`. */
  read(k: number): Promise<SliceImage>;
}

/** The engine with a model: `segment` with its segmenter, here or in the worker. */
export type Ask = (request: SegmentRequest, signal?: AbortSignal) => Promise<SegmentResult>;

export interface PropagationRequest {
  readonly volume: Volume;
  /** The object's masks that stand, by the number of their slice; they are never changed. */
  readonly fixed: ReadonlyMap<number, RegionMask>;
  /** First and last slice that may get a mask. */
  readonly range: readonly [first: number, last: number];
  /** Each slice from the one beside it, in their order, however thin they are. */
  readonly everySlice?: boolean;
}

/** How alike a mask is to what its neighbour lets expect. */
export interface Evidence {
  /** Area of both masks' intersection over that of the smaller one. */
  readonly overlap: number;
  /** Area over the neighbour's. */
  readonly growth: number;
  /** Distance of the median value from that in the fixed mask, in spreads of the values there. */
  readonly shift: number;
  /** The model's own opinion. */
  readonly predictedIoU: number;
  /** Mean overlap of the masks that the model offers with the one taken. */
  readonly agreement: number;
}

/** Why a mask is not plausible any more: the object has ended, or was lost. */
export type StopReason = 'nothing-found' | 'overlap' | 'growth' | 'values' | 'model';

/** What a slice has, or why nothing. */
export type Told = {
  /** Number of the slice, and of the neighbour that it was prompted from. */
  readonly k: number;
  readonly from: number;
} & (
  | {
      readonly kind: 'mask';
      /** What was asked; in pixels of the slice. */
      readonly prompts: readonly Prompt[];
      /** Its first candidate is the mask that was taken. */
      readonly answer: SegmentResult;
      /** How sure it is that nothing has to be corrected, 0 to 1. */
      readonly confidence: number;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'stop'; readonly reason: StopReason }
);

/** The same, and how many slices are still to come at most. */
export type PropagatedSlice = Told & { readonly remaining: number };

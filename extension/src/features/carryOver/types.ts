import type { Displacement } from '../../core/series';
import type { SamErrorCode } from '../../core/errors';
import type { SeriesName } from '../prompting';

/** What is known of the displacement between both series. */
export type DisplacementState =
  /** Neither is diffusion-weighted, or both are. */
  | { readonly kind: 'none' }
  /** The images don't say along which axis phase was encoded. */
  | { readonly kind: 'not-stated' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'found';
      readonly displacement: Displacement;
      /** Whether it is the series of the segment that is displaced, or the other one. */
      readonly of: 'from' | 'to';
    };

export interface CarryOverState {
  /** Series that the active segment can be carried over to. */
  readonly others: readonly SeriesName[];
  /** Id of the one that it goes to. */
  readonly chosen: string | null;
  readonly displacement: DisplacementState;
  /** Whether the displacement is corrected. */
  readonly corrects: boolean;
  readonly phase: 'idle' | 'estimating' | 'carrying' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  readonly total: number;
  /** Voxels that belong to other segments there and were left alone. */
  readonly keptOther: number;
  readonly error: SamErrorCode | null;
}

export const NOTHING: CarryOverState = {
  ...{ others: [], chosen: null, displacement: { kind: 'none' }, corrects: false },
  ...{ phase: 'idle', done: 0, total: 0, keptOther: 0, error: null },
};

export const isUnderWay = ({ phase }: Pick<CarryOverState, 'phase'>): boolean =>
  phase === 'estimating' || phase === 'carrying';

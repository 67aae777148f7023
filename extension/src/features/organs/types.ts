import type { SamErrorCode } from '../../core/errors';
import type { OrganFinding } from '../../core/organs';

/** Why there is no organ in a series. */
type Absent = Extract<OrganFinding, { readonly kind: 'absent' }>['reason'];

export interface OrgansState {
  /** Id of the preset that is chosen. */
  readonly preset: string;
  /** Numbers of the chosen preset that the reader has changed. */
  readonly changed: Readonly<Record<string, number>>;
  /**
   * `reading`: the series; `searching`: the organ in it; `drawing`: its slices, and asking the model
   * on some; `done`: all slices have their masks; `absent`: the organ is not in the series.
   */
  readonly phase:
    'idle' | 'reading' | 'searching' | 'drawing' | 'done' | 'cancelled' | 'absent' | 'failed';
  /** Of slices read or drawn. */
  readonly done: number;
  readonly total: number;
  /** The organ fits only in part what was looked for. */
  readonly unsure: boolean;
  readonly reason: Absent | null;
  readonly error: SamErrorCode | null;
}

export const NOTHING = {
  phase: 'idle',
  done: 0,
  total: 0,
  unsure: false,
  reason: null,
  error: null,
} as const satisfies Partial<OrgansState>;

export const isUnderWay = ({ phase }: Pick<OrgansState, 'phase'>): boolean =>
  phase === 'reading' || phase === 'searching' || phase === 'drawing';

import type { SamErrorCode } from '../../core/errors';
import type {
  CandidateEvidence,
  LesionMask,
  LesionProgress,
  LesionSettings,
} from '../../core/lesions';
import type { SegmentRef } from '../../host/labelmap';
import type { ShownSlice } from '../../host/slices';

/** Where accepted candidates go: each into a segment of its own, or all into the active one. */
export const DESTINATIONS = ['new', 'active'] as const;

/** What the reader chose; kept from session to session, but for the organ. */
export interface LesionChoices extends Pick<LesionSettings, 'sensitivity' | 'contrast'> {
  readonly destination: (typeof DESTINATIONS)[number];
  /** The segment that is searched; the active one when null. */
  readonly organ: number | null;
  /** Voxels of an accepted lesion are taken from the organ's segment. */
  readonly takesFromOrgan: boolean;
}

/** A candidate on a slice. */
export interface LesionOnSlice extends LesionMask {
  readonly slice: ShownSlice;
}

/** An entry of the worklist. */
export interface ListedLesion {
  /** Its rank in the search: 1 is most worth a look. */
  readonly id: number;
  /** `refining`: it is the object that is being prompted. */
  readonly status: 'open' | 'accepted' | 'rejected' | 'refining';
  readonly slices: readonly LesionOnSlice[];
  /** The slice that shows the most of it. */
  readonly best: LesionOnSlice;
  readonly evidence: CandidateEvidence;
  /** Of its masks, mm³; null where the images state no spacing. */
  readonly volumeMm3: number | null;
  /** Of what was written after it was refined, mm³. */
  readonly refinedMm3?: number | null;
}

/** The organ that was searched. */
export interface SearchedOrgan {
  readonly segment: SegmentRef;
  readonly label: string;
  /** mm³; null where the images state no spacing. */
  readonly volumeMm3: number | null;
}

export interface LesionSearchState {
  readonly phase: 'idle' | 'running' | 'ready' | 'failed';
  readonly choices: LesionChoices;
  readonly progress: LesionProgress | null;
  /** Why it failed. */
  readonly error: SamErrorCode | null;
  readonly organ: SearchedOrgan | null;
  readonly lesions: readonly ListedLesion[];
  /** Id of the one that the list is at. */
  readonly current: number | null;
  readonly picked: ReadonlySet<number>;
  readonly accepting: boolean;
}

/** Before anything was looked for. */
export const NOTHING = {
  phase: 'idle',
  progress: null,
  error: null,
  organ: null,
  lesions: [],
  current: null,
  picked: new Set<number>(),
} as const satisfies Partial<LesionSearchState>;

/** How much of an organ its accepted lesions are. */
export interface Burden {
  readonly count: number;
  readonly volumeMm3: number | null;
  /** Of the organ with them in it, 0 to 1. */
  readonly share: number | null;
}

export function burdenOf({ lesions, organ }: LesionSearchState): Burden {
  const accepted = lesions.filter(({ status }) => status === 'accepted');
  const known = accepted.flatMap(({ volumeMm3, refinedMm3 = volumeMm3 }) => refinedMm3 ?? []);
  const volumeMm3 =
    known.length === accepted.length ? known.reduce((sum, one) => sum + one, 0) : null;
  const whole = organ?.volumeMm3;
  const share = volumeMm3 !== null && whole ? Math.min(1, volumeMm3 / whole) : null;
  return { count: accepted.length, volumeMm3, share };
}

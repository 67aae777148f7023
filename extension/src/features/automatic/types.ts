import type { AutomaticMask } from '../../core/automatic/generate';
import type { SamErrorCode } from '../../core/errors';

/** What masks are looked for on: all of the slice, what the reader drew on it, or a segment there. */
export const AREAS = ['slice', 'drawn', 'segment'] as const;
export type AreaChoice = (typeof AREAS)[number];

/** Where picked masks go: each into a segment of its own, or all into the active one. */
export const DESTINATIONS = ['new', 'active'] as const;
export type Destination = (typeof DESTINATIONS)[number];

export const AREA_UNITS = ['px', 'mm2'] as const;
export type AreaUnit = (typeof AREA_UNITS)[number];

/** What the reader chose; kept from session to session, but for the thresholds. */
export interface AutomaticSettings {
  /** Id of the preset that the thresholds began with. */
  readonly preset: string;
  readonly area: AreaChoice;
  readonly destination: Destination;
  readonly predIouThresh: number;
  readonly stabilityScoreThresh: number;
  /** Islands and holes below it are removed, in units of `areaUnit`. */
  readonly minArea: number;
  readonly areaUnit: AreaUnit;
}

export interface AutomaticState {
  readonly phase: 'idle' | 'running' | 'ready' | 'failed';
  readonly settings: AutomaticSettings;
  /** Points of the grid that are answered, of how many. */
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
  /** Why it failed. */
  readonly error: SamErrorCode | null;
  /** The slice that the masks are of. */
  readonly sliceKey: string | null;
  /** The slice states how large its pixels are. */
  readonly spacingKnown: boolean;
  /** Those that pass the thresholds of now. */
  readonly masks: readonly AutomaticMask[];
  /** Ids of those that the reader picked, whether they pass or not. */
  readonly picked: ReadonlySet<number>;
  /** Id of the one that the mouse or the keys are at. */
  readonly marked: number | null;
  readonly accepting: boolean;
}

/** What nothing was found in. */
export const NOTHING = {
  phase: 'idle',
  done: 0,
  total: 0,
  secondsLeft: null,
  error: null,
  sliceKey: null,
  spacingKnown: true,
  masks: [],
  picked: new Set<number>(),
  marked: null,
} as const satisfies Partial<AutomaticState>;

/** The picked masks that are shown. */
export const pickedMasks = ({ masks, picked }: AutomaticState): readonly AutomaticMask[] =>
  masks.filter(({ id }) => picked.has(id));

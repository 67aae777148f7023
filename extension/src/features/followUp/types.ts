import type { SamErrorCode } from '../../core/errors';
import type { FollowUpRecord } from '../../core/export/json';
import type { PlacedLesion, PriorLesion, RigidTransform } from '../../core/followUp';
import type { PriorReport } from '../../host/priorStudies';

/** Why the images of two studies were not aligned: lesions are matched by hand then. */
export type NotAligned =
  /** The prior study's images can't be read. */
  | 'no-images'
  /** The report says nothing of where its lesions are. */
  | 'no-places'
  /** One is a CT and the other is none, or the like. */
  | 'other-modality'
  /** Too few slices, a tilted gantry, or a stack with holes. */
  | 'no-stack'
  /** What fits best fits badly. */
  | 'no-fit';

/** How the places of two studies go together. */
export type StudyAlignment =
  | {
      readonly kind: 'aligned';
      /** From the world of the prior study to that of this one. */
      readonly transform: RigidTransform;
      /** Normalised cross-correlation, at most 1. */
      readonly correlation: number;
    }
  | { readonly kind: 'none'; readonly reason: NotAligned };

/** A prior study's report as it was read. */
export interface OpenPrior {
  readonly report: PriorReport;
  /** The report as other objects refer to it. */
  readonly reference: FollowUpRecord['prior'];
  readonly lesions: readonly PriorLesion[];
  /** Those whose place is known, in the world of their study. */
  readonly placed: readonly PlacedLesion[];
  readonly alignment: StudyAlignment;
}

/** What has become of a prior lesion: the id of a finding, or as the reader says. */
export type PriorFate = string | 'gone' | 'open';
/** What a finding is that is no prior lesion; `known` was there before and is not in the report. */
export type FindingFate = 'new' | 'known' | 'open';

/** What the reader has said; what is not in here is proposed. */
export interface Decisions {
  /** By id of the prior lesion. */
  readonly priors: Readonly<Record<string, PriorFate>>;
  /** By id of the finding. */
  readonly findings: Readonly<Record<string, FindingFate>>;
  /** The reader's judgement of the non-target lesions. */
  readonly nonTargetsProgress: boolean;
  /** Sums of diameters, mm, where the prior study is not the baseline. */
  readonly baseline: number | null;
  readonly nadir: number | null;
}

export interface FollowUpState {
  readonly phase: 'idle' | 'searching' | 'listed' | 'reading' | 'aligning' | 'open' | 'failed';
  /** The newest first; null where the viewer can't be asked for a patient's studies. */
  readonly reports: readonly PriorReport[] | null;
  readonly prior: OpenPrior | null;
  readonly decisions: Decisions;
  readonly progress: { readonly done: number; readonly total: number };
  readonly error: SamErrorCode | null;
}

const UNDECIDED: Decisions = {
  priors: {},
  findings: {},
  nonTargetsProgress: false,
  baseline: null,
  nadir: null,
};

export const NOTHING_KNOWN: FollowUpState = {
  phase: 'idle',
  reports: [],
  prior: null,
  decisions: UNDECIDED,
  progress: { done: 0, total: 0 },
  error: null,
};

/** Complete and partial response, stable and progressive disease; not evaluable. */
export type Response = 'CR' | 'PR' | 'SD' | 'PD' | 'NE';
/** Of non-target lesions: complete response, neither that nor progression, progression. */
export type NonTargetResponse = 'CR' | 'non-CR/non-PD' | 'PD' | 'NE';

/** A node is normal below this short axis, mm. */
const NORMAL_NODE = 10;
const PARTIAL = 0.3;
const PROGRESSION = 0.2;
/** What the sum has to grow by at least for progression, mm. */
const LEAST_GROWTH = 5;

/** A lesion at follow-up. */
export interface FollowedLesion {
  readonly isNode: boolean;
  /** mm; 0 for one that is gone, null for one that could not be measured. */
  readonly diameter: number | null;
}

export interface TargetResponse {
  readonly response: Response;
  /** Of the diameters now, mm; null where one is not known. */
  readonly sum: number | null;
  /** Share by which the sum has changed since baseline, and since it was smallest. */
  readonly sinceBaseline: number | null;
  readonly sinceNadir: number | null;
}

/** Gone, or a node of normal size. */
const isGone = ({ isNode, diameter }: FollowedLesion): boolean =>
  diameter !== null && (isNode ? diameter < NORMAL_NODE : diameter === 0);

/**
 * The response of target lesions by RECIST 1.1 (Eisenhauer et al. 2009, 4.3.1). Complete: all are
 * gone, and nodes have a short axis below 10 mm. Progression: the sum of diameters has grown by 20 %
 * and by 5 mm since it was smallest. Partial: it has shrunk by 30 % since baseline. Else stable.
 *
 * @param baseline sum of diameters at baseline, mm; null where it is not known
 * @param nadir the smallest sum so far, baseline included, mm; null where it is not known
 */
export function targetResponse(
  targets: readonly FollowedLesion[],
  baseline: number | null,
  nadir: number | null,
): TargetResponse {
  const sum = targets.reduce<number | null>(
    (total, { diameter }) => (total === null || diameter === null ? null : total + diameter),
    0,
  );
  if (sum === null || baseline === null || nadir === null || !targets.length) {
    return { response: 'NE', sum: null, sinceBaseline: null, sinceNadir: null };
  }
  const share = (of: number) => (of > 0 ? (sum - of) / of : null);
  const [sinceBaseline, sinceNadir] = [share(baseline), share(nadir)];
  const isComplete = targets.every(isGone);
  const grown = sum - nadir;
  const progresses = grown >= LEAST_GROWTH && grown >= PROGRESSION * nadir;
  const response = isComplete
    ? 'CR'
    : progresses
      ? 'PD'
      : baseline > 0 && baseline - sum >= PARTIAL * baseline
        ? 'PR'
        : 'SD';
  return { response, sum, sinceBaseline, sinceNadir };
}

/**
 * The response of non-target lesions (Eisenhauer et al. 2009, 4.3.3): complete when all are gone and
 * nodes have a short axis below 10 mm. Not evaluable when one could not be measured: nobody knows
 * whether it is gone. Null without such lesions.
 *
 * @param progresses a reader's judgement
 */
export function nonTargetResponse(
  lesions: readonly FollowedLesion[],
  progresses: boolean,
): NonTargetResponse | null {
  if (!lesions.length) return null;
  if (progresses) return 'PD';
  if (lesions.some(({ diameter }) => diameter === null)) return 'NE';
  return lesions.every(isGone) ? 'CR' : 'non-CR/non-PD';
}

/**
 * The overall response by RECIST 1.1 (Eisenhauer et al. 2009, tables 1 and 2). New lesions are
 * progression, whatever else there is.
 *
 * @param target null without target lesions
 * @param nonTarget null without non-target lesions
 */
export function overallResponse(
  target: Response | null,
  nonTarget: NonTargetResponse | null,
  hasNewLesions: boolean,
): Response | 'non-CR/non-PD' {
  if (hasNewLesions || target === 'PD' || nonTarget === 'PD') return 'PD';
  if (target === null) return nonTarget ?? 'NE';
  if (target === 'NE') return 'NE';
  // Complete only when the non-target lesions are gone as well.
  if (target === 'CR' && nonTarget !== null && nonTarget !== 'CR') return 'PR';
  return target;
}

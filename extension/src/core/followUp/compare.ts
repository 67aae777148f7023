import { recistDiameter, sumOfDiameters, type LesionRole, type RecistLesion } from '../recist';
import {
  nonTargetResponse,
  overallResponse,
  targetResponse,
  type NonTargetResponse,
  type TargetResponse,
} from '../recist';
import type { Matches } from './match';

/** A lesion with what was measured of it in one study. */
export interface MeasuredLesion extends RecistLesion {
  /** mm³; null where it is not known. */
  readonly volume: number | null;
}

/** Of the prior study: with what was said of it then. */
export interface PriorLesion extends MeasuredLesion {
  readonly role: LesionRole | null;
  /** It stays the same over all studies. */
  readonly tracking: { readonly id: string; readonly uid: string };
}

/**
 * What has become of one lesion. Changes are shares of the prior value; null where not known. A prior
 * lesion whose place is not known is `unplaced`: nobody can say whether it is gone.
 */
export interface LesionChange {
  readonly kind: 'matched' | 'gone' | 'new' | 'unplaced';
  readonly prior: string | null;
  readonly current: string | null;
  /** As in the prior study; null for a new lesion. */
  readonly tracking: PriorLesion['tracking'] | null;
  readonly role: LesionRole | null;
  /** By RECIST 1.1, mm; 0 for one that is gone. */
  readonly priorDiameter: number | null;
  readonly diameter: number | null;
  readonly diameterChange: number | null;
  readonly volumeChange: number | null;
}

export interface Comparison {
  readonly changes: readonly LesionChange[];
  readonly targets: TargetResponse;
  /** Null without non-target lesions. */
  readonly nonTargets: NonTargetResponse | null;
  readonly overall: ReturnType<typeof overallResponse>;
}

/**
 * What has become of the lesions of a study, and the response by RECIST 1.1 (Eisenhauer et al. 2009).
 * The prior study is taken for the baseline unless sums of earlier ones are given. Progression of
 * non-target lesions is a reader's judgement: `nonTargetsProgress`.
 */
export function compareStudies(
  prior: readonly PriorLesion[],
  current: readonly MeasuredLesion[],
  { pairs, gone, appeared }: Matches,
  {
    baseline,
    nadir,
    nonTargetsProgress = false,
  }: {
    readonly baseline?: number;
    readonly nadir?: number;
    readonly nonTargetsProgress?: boolean;
  } = {},
): Comparison {
  const priorOf = new Map(prior.map(lesion => [lesion.id, lesion]));
  const currentOf = new Map(current.map(lesion => [lesion.id, lesion]));
  const followed = new Set([...pairs.map(pair => pair.prior), ...gone]);
  const changes = [
    ...pairs.map(pair => changeOf(priorOf.get(pair.prior)!, currentOf.get(pair.current)!)),
    ...gone.map(id => changeOf(priorOf.get(id)!, null)),
    ...appeared.map(id => changeOf(null, currentOf.get(id)!)),
    ...prior.filter(({ id }) => !followed.has(id)).map(unplaced),
  ];
  const of = (role: LesionRole) => changes.filter(change => change.role === role);
  const targets = prior.filter(({ role }) => role === 'target');
  const isNode = ({ prior: id }: LesionChange) => priorOf.get(id ?? '')!.isNode;
  const sum = sumOfDiameters(targets);
  const sums = [sum, baseline, nadir].filter(one => one !== null && one !== undefined);
  const first = baseline ?? sum;
  const response = targetResponse(
    of('target').map(change => ({ isNode: isNode(change), diameter: change.diameter })),
    first,
    first === null ? null : Math.min(...sums),
  );
  const nonTargets = nonTargetResponse(
    of('non-target').map(change => ({ isNode: isNode(change), diameter: change.diameter })),
    nonTargetsProgress,
  );
  const overall = overallResponse(
    targets.length ? response.response : null,
    nonTargets,
    appeared.length > 0,
  );
  return { changes, targets: response, nonTargets, overall };
}

const unplaced = (prior: PriorLesion): LesionChange => ({
  ...changeOf(prior, null),
  ...{ kind: 'unplaced', diameter: null, diameterChange: null, volumeChange: null },
});

function changeOf(prior: PriorLesion | null, current: MeasuredLesion | null): LesionChange {
  const share = (before: number | null, now: number | null) =>
    before === null || now === null || before === 0 ? null : (now - before) / before;
  // The prior study says how it is measured: a node stays one.
  const { isNode = current?.isNode ?? false } = prior ?? {};
  const priorDiameter = prior && recistDiameter({ ...prior, isNode });
  const diameter = current ? recistDiameter({ ...current, isNode }) : 0;
  return {
    kind: prior && current ? 'matched' : prior ? 'gone' : 'new',
    prior: prior?.id ?? null,
    current: current?.id ?? null,
    tracking: prior?.tracking ?? null,
    role: prior?.role ?? null,
    priorDiameter,
    diameter,
    diameterChange: prior ? share(priorDiameter, diameter) : null,
    volumeChange: prior ? share(prior.volume, current ? current.volume : 0) : null,
  };
}

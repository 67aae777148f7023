import {
  compareStudies,
  matchLesions,
  type Comparison,
  type MeasuredLesion,
  type PriorLesion,
} from '../../core/followUp';
import { lesionOf, type FindingRow } from '../findingsList';
import type { Decisions, FindingFate, OpenPrior } from './types';

/** A lesion of the prior study and what has become of it. */
export interface PriorPair {
  readonly lesion: PriorLesion;
  readonly kind: 'matched' | 'gone' | 'open';
  /** Of a match. */
  readonly row: FindingRow | null;
  /** Who says so; null where nobody has. */
  readonly by: 'reader' | 'tracking' | 'position' | null;
  /** The finding is known by the prior's tracking UID. */
  readonly isKept: boolean;
}

/** A finding that is no lesion of the prior study. */
export interface OtherFinding {
  readonly row: FindingRow;
  readonly fate: FindingFate;
}

export interface Pairing {
  readonly pairs: readonly PriorPair[];
  readonly others: readonly OtherFinding[];
  readonly comparison: Comparison;
}

/** The tracking UID of a row's finding. */
export type TrackingOf = (row: FindingRow) => string;

/**
 * What has become of the lesions of a prior study: as the reader says; else what is known by the same
 * tracking UID; else what is nearest after alignment. A lesion without a match is open until the
 * reader says that it is gone: perhaps it has not been segmented yet. So is a finding without one
 * that is a candidate, or where the images are not aligned.
 */
export function pairing(
  { lesions, placed, alignment }: OpenPrior,
  rows: readonly FindingRow[],
  decisions: Decisions,
  trackingOf: TrackingOf,
): Pairing {
  const matched = new Map<string, { readonly row: FindingRow; readonly by: PriorPair['by'] }>();
  const free = new Map(rows.map(row => [row.id, row]));
  const take = (prior: string, row: FindingRow | undefined, by: PriorPair['by']) => {
    if (!row || matched.has(prior) || !free.delete(row.id)) return;
    matched.set(prior, { row, by });
  };
  const undecided = lesions.filter(({ id }) => {
    const fate = decisions.priors[id];
    if (fate !== undefined) take(id, free.get(fate), 'reader');
    return !matched.has(id) && fate !== 'gone' && fate !== 'open';
  });
  for (const { id, tracking } of undecided) {
    take(
      id,
      [...free.values()].find(row => trackingOf(row) === tracking.uid),
      'tracking',
    );
  }
  if (alignment.kind === 'aligned') {
    const wanted = undecided.map(({ id }) => id);
    const found = matchLesions(
      placed.filter(({ id }) => wanted.includes(id) && !matched.has(id)),
      [...free.values()].filter(row => !decisions.findings[row.id]).flatMap(placedRow),
      alignment.transform,
    );
    for (const { prior, current } of found.pairs) take(prior, free.get(current), 'position');
  }
  const pairs = lesions.map((lesion): PriorPair => {
    const match = matched.get(lesion.id);
    const isGone = !match && decisions.priors[lesion.id] === 'gone';
    return {
      // A report or segmentation that says of no roles leaves them to this study.
      lesion: { ...lesion, role: lesion.role ?? match?.row.role ?? null },
      kind: match ? 'matched' : isGone ? 'gone' : 'open',
      row: match?.row ?? null,
      by: match?.by ?? (isGone ? 'reader' : null),
      isKept: Boolean(match && trackingOf(match.row) === lesion.tracking.uid),
    };
  });
  const isAligned = alignment.kind === 'aligned';
  const others = [...free.values()].map((row): OtherFinding => {
    const proposed = isAligned && row.status !== 'candidate' ? 'new' : 'open';
    return { row, fate: decisions.findings[row.id] ?? proposed };
  });
  return { pairs, others, comparison: compared(pairs, others, rows, decisions) };
}

function compared(
  pairs: readonly PriorPair[],
  others: readonly OtherFinding[],
  rows: readonly FindingRow[],
  { baseline, nadir, nonTargetsProgress }: Decisions,
): Comparison {
  const matches = {
    pairs: pairs.flatMap(({ lesion, row }) =>
      row ? [{ prior: lesion.id, current: row.id, distance: 0 }] : [],
    ),
    gone: pairs.filter(({ kind }) => kind === 'gone').map(({ lesion }) => lesion.id),
    appeared: others.filter(({ fate }) => fate === 'new').map(({ row }) => row.id),
  };
  const lesions = pairs.map(({ lesion }) => lesion);
  return compareStudies(lesions, rows.map(measured), matches, {
    ...(baseline === null ? {} : { baseline }),
    ...(nadir === null ? {} : { nadir }),
    nonTargetsProgress,
  });
}

const measured = (row: FindingRow): MeasuredLesion => ({
  ...lesionOf(row),
  volume: row.measurement.phase === 'ready' ? row.measurement.values.volume : null,
});

function placedRow(row: FindingRow) {
  const { id, centre } = row;
  return centre ? [{ id, centre, diameter: lesionOf(row).longAxis ?? 0 }] : [];
}

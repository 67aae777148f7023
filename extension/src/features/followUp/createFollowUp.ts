import { createStore, type StoreApi } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import type { FollowUpRecord } from '../../core/export/json';
import type { LabelmapStore } from '../../host/labelmap';
import type { PriorReport, PriorStudies } from '../../host/priorStudies';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { FindingsFeature } from '../findings';
import type { FindingsList, FindingRow } from '../findingsList';
import type { Prompting } from '../prompting';
import { carryOver, showExpected, type CarryDeps } from './carryOver';
import { pairing, type Pairing } from './pairing';
import { recordOf } from './record';
import { openPrior, type OpenDeps } from './openPrior';
import {
  NOTHING_KNOWN,
  type Decisions,
  type FindingFate,
  type FollowUpState,
  type PriorFate,
} from './types';

export interface FollowUpDeps extends OpenDeps, CarryDeps {
  readonly reader: OpenDeps['reader'] & CarryDeps['reader'];
  readonly priors: PriorStudies;
  readonly viewports: Pick<Viewports, 'activeId' | 'get' | 'show'>;
  readonly labelmaps: Pick<LabelmapStore, 'noteStep'>;
  readonly findings: Pick<FindingsFeature, 'records' | 'adopt'>;
  readonly findingsList: Pick<FindingsList, 'store' | 'show'>;
  readonly prompting: Pick<Prompting, 'store' | 'addPrompt' | 'becomeSegment'>;
  readonly notices: Notices;
}

/** What commands and the panel may ask of follow-up. */
export interface FollowUp {
  readonly store: ReadonlyStore<FollowUpState>;
  /** Looks for reports of earlier studies of the patient. */
  find(): Promise<void>;
  /** Reads a report, and aligns its images to those of this study. */
  open(report: PriorReport): Promise<void>;
  /** Ends what is under way; nothing of it is told any more. */
  cancel(): void;
  /** Compares with no prior study any more; what findings were given stays with them. */
  close(): void;
  /** Says what has become of a prior lesion; null takes the reader's word back. */
  match(priorId: string, fate: PriorFate | null): void;
  /** Says what a finding is that is no prior lesion; null takes the reader's word back. */
  judge(findingId: string, fate: FindingFate | null): void;
  decide(change: Partial<Pick<Decisions, 'nonTargetsProgress' | 'baseline' | 'nadir'>>): void;
  /**
   * Gives matched findings the tracking and the role of their prior lesions: those of the given prior
   * lesions, or of all; one undo step.
   */
  keep(priorIds?: readonly string[]): void;
  /** Shows the slice where a prior lesion is expected, or the finding that it is matched with. */
  show(priorId: string): void;
  /** Prompts the slice where a prior lesion is expected; it becomes a segment of its own. */
  carryOver(priorId: string): void;
  /** What has become of the prior lesions, with the rows given; null without a prior study. */
  paired(rows: readonly FindingRow[]): Pairing | null;
  /** The same for a file, with findings by their places in it; null without a prior study. */
  record(findingIds: readonly string[]): FollowUpRecord | null;
  start(): void;
  /** The study is left: nothing of it stays. */
  reset(): void;
}

/** This study beside an earlier one of the patient. */
export function createFollowUp(deps: FollowUpDeps): FollowUp {
  const store = createStore<FollowUpState>(() => NOTHING_KNOWN);
  const { findings, findingsList, notices } = deps;
  const runs = running(deps, store);
  const decisions = () => store.getState().decisions;
  const paired = (rows: readonly FindingRow[]) => {
    const { prior } = store.getState();
    const trackingOf = ({ segment }: FindingRow) => findings.records.of(segment).tracking.uid;
    return prior && pairing(prior, rows, decisions(), trackingOf);
  };
  const pairOf = (id: string) =>
    paired(findingsList.store.getState().rows)?.pairs.find(({ lesion }) => lesion.id === id);
  return {
    ...{ store, paired, ...runs },
    match: (id, fate) => store.setState({ decisions: withFate(decisions(), id, fate) }),
    judge: (id, fate) => {
      const { [id]: _before, ...others } = decisions().findings;
      const changed = fate ? { ...others, [id]: fate } : others;
      store.setState({ decisions: { ...decisions(), findings: changed } });
    },
    decide: change => store.setState({ decisions: { ...decisions(), ...change } }),
    keep: ids => keepMatches(deps, paired(findingsList.store.getState().rows), ids),
    show: id => {
      const { prior } = store.getState();
      const row = pairOf(id)?.row;
      if (row) findingsList.show(row.id);
      else if (!prior || !showExpected(deps, prior, id)) {
        notices.tell('info', 'followUp.placeNotShown');
      }
    },
    carryOver: id => {
      const { prior } = store.getState();
      if (prior) carryOver(deps, prior, id);
    },
    record: ids => {
      const { prior } = store.getState();
      const found = paired(findingsList.store.getState().rows);
      return prior?.lesions.length && found ? recordOf(prior, found, decisions(), ids) : null;
    },
    start: () => undefined,
    reset: () => {
      runs.cancel();
      store.setState(NOTHING_KNOWN, true);
    },
  };
}

/** A finding is one lesion: what was said of it before goes. */
function withFate(decisions: Decisions, id: string, fate: PriorFate | null): Decisions {
  const priors = Object.fromEntries(
    Object.entries(decisions.priors).filter(
      ([other, said]) => other !== id && (said === 'gone' || said === 'open' || said !== fate),
    ),
  );
  const { [fate ?? '']: _judged, ...findings } = decisions.findings;
  return { ...decisions, findings, priors: fate === null ? priors : { ...priors, [id]: fate } };
}

function keepMatches(
  { labelmaps, findings, notices }: FollowUpDeps,
  found: Pairing | null,
  ids: readonly string[] | undefined,
): void {
  const matched = (found?.pairs ?? []).flatMap(({ lesion, row, isKept }) => {
    const isWanted = !ids || ids.includes(lesion.id);
    return row && isWanted && !(isKept && row.role === lesion.role) ? [{ lesion, row }] : [];
  });
  if (!matched.length) return notices.tell('info', 'followUp.nothingToKeep');
  const step = labelmaps.noteStep(matched.map(({ row }) => row.segment));
  for (const { lesion, row } of matched) findings.adopt(row.segment, lesion, step);
  notices.tell('info', 'followUp.kept', { count: matched.length });
}

/** Searching and reading: one at a time, and only the last one tells. */
function running(deps: FollowUpDeps, store: StoreApi<FollowUpState>) {
  let run: AbortController | null = null;
  const rest = (): FollowUpState['phase'] => {
    const { prior, reports } = store.getState();
    return prior ? 'open' : reports?.length ? 'listed' : 'idle';
  };
  const begin = async (
    phase: FollowUpState['phase'],
    work: (tell: (change: Partial<FollowUpState>) => void, signal: AbortSignal) => Promise<void>,
  ) => {
    run?.abort();
    const own = new AbortController();
    run = own;
    const tell = (change: Partial<FollowUpState>) => {
      if (run === own) store.setState(change);
    };
    tell({ phase, error: null, progress: { done: 0, total: 0 } });
    try {
      await work(tell, own.signal);
    } catch (error) {
      const { code } = toErrorData(error, 'prior-unavailable');
      tell({ phase: 'failed', error: code });
    }
    if (run === own) run = null;
  };
  const cancel = () => {
    run?.abort();
    if (run) store.setState({ phase: rest() });
    run = null;
  };
  return {
    cancel,
    find: () =>
      begin('searching', async tell => {
        const reports = await deps.priors.reports();
        tell({ reports, phase: 'listed' });
      }),
    open: (report: PriorReport) =>
      begin('reading', async (tell, signal) => {
        const { decisions } = NOTHING_KNOWN;
        const prior = await openPrior(
          deps,
          report,
          progress => tell({ phase: 'aligning', progress }),
          signal,
        );
        tell({ prior, decisions, phase: 'open' });
      }),
    close: () => {
      cancel();
      store.setState({ prior: null, decisions: NOTHING_KNOWN.decisions, phase: 'listed' });
    },
  };
}

import { createStore, type StoreApi } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import { CONTRASTS, SENSITIVITIES } from '../../core/lesions';
import type { LabelmapStore, SegmentRef, StepId } from '../../host/labelmap';
import { MaskOutlines } from '../../host/maskOutlines';
import { Overlays } from '../../host/overlays';
import { ifPlanar, type SliceReader } from '../../host/slices';
import { keepSettings, readSettings } from '../../host/storedSettings';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { FindingsFeature } from '../findings';
import type { Prompting } from '../prompting';
import type { Runtime } from '../runtime';
import { LesionOutlines } from './outlines';
import { listedLesions, searchOrgan, volumeOf } from './search';
import { DESTINATIONS, NOTHING, type LesionChoices, type LesionSearchState } from './types';
import { paneOf, worklistActions, type WorklistActions } from './worklist';

export interface WorklistDeps {
  readonly viewports: Viewports;
  readonly reader: Pick<SliceReader, 'shownIn' | 'stackIn' | 'readSlice'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeSegments' | 'covers' | 'masksOn' | 'onHistory'>;
  readonly runtime: Pick<Runtime, 'runner' | 'model'>;
  readonly findings: Pick<FindingsFeature, 'store' | 'target' | 'record'>;
  readonly prompting: Pick<
    Prompting,
    'store' | 'viewFor' | 'putPropagated' | 'becomeSegment' | 'onAccepted'
  >;
  readonly notices: Notices;
}

/** What commands and the panel may ask of the search for lesions. */
export interface LesionWorklist extends WorklistActions {
  readonly store: ReadonlyStore<LesionSearchState>;
  /** Looks for what differs from the organ, one search at a time; the list before goes. */
  search(): Promise<void>;
  /** Ends the search; nothing was changed. */
  cancel(): void;
  change(change: Partial<LesionChoices>): void;
  /** Drops the list; what was accepted stays. */
  drop(): void;
  start(): void;
  /** The study is left: a search ends and nothing of it stays. */
  reset(): void;
}

/** Stage two of lesions: an organ's segment is searched, and the reader goes through the list. */
export function createLesionWorklist(deps: WorklistDeps): LesionWorklist {
  const store = createStore<LesionSearchState>(() => ({
    ...NOTHING,
    accepting: false,
    choices: { ...loadChoices(), organ: null },
  }));
  /** Which entries an undo step has written. */
  const steps = new Map<StepId, readonly number[]>();
  const { search, drop } = searching(deps, store, steps);
  let stop: (() => void) | null = null;
  const actions = worklistActions(deps, store, steps);
  return {
    ...{ store, search, ...actions },
    step: by => {
      const { phase } = store.getState();
      const isSearched = phase === 'ready' || phase === 'running';
      if (by > 0 && !isSearched) void search();
      else actions.step(by);
    },
    cancel: () => store.getState().phase === 'running' && drop(),
    drop: () => !store.getState().accepting && drop(),
    change: change => {
      store.setState(({ choices }) => ({ choices: { ...choices, ...change } }));
      const { sensitivity, contrast, destination, takesFromOrgan } = store.getState().choices;
      keepSettings({
        ...{ lesionSensitivity: sensitivity, lesionContrast: contrast },
        ...{ lesionDestination: destination, lesionTakesFromOrgan: takesFromOrgan },
      });
    },
    start: () => {
      stop ??= follow(deps, store, steps);
    },
    reset: () => {
      stop?.();
      stop = null;
      drop();
      store.setState(({ choices }) => ({ accepting: false, choices: { ...choices, organ: null } }));
    },
  };
}

function loadChoices(): Omit<LesionChoices, 'organ'> {
  const kept = readSettings();
  const one = <T>(of: readonly T[], value: unknown, usual: T) =>
    of.find(each => each === value) ?? usual;
  return {
    sensitivity: one(SENSITIVITIES, kept.lesionSensitivity, 'malignant'),
    contrast: one(['usual', ...CONTRASTS] as const, kept.lesionContrast, 'usual'),
    destination: one(DESTINATIONS, kept.lesionDestination, 'new'),
    takesFromOrgan: kept.lesionTakesFromOrgan !== false,
  };
}

/** One search at a time, and what it found. */
function searching(
  deps: WorklistDeps,
  store: StoreApi<LesionSearchState>,
  steps: Map<StepId, readonly number[]>,
) {
  const { notices } = deps;
  let running: AbortController | null = null;
  const drop = () => {
    running?.abort();
    running = null;
    steps.clear();
    store.setState(NOTHING);
  };
  const search = async () => {
    if (running || store.getState().accepting) return;
    const begun = new AbortController();
    running = begun;
    try {
      const place = await whereToSearch(deps, store.getState().choices);
      // The study was left meanwhile.
      if (running !== begun) return;
      if (typeof place === 'string') {
        running = null;
        return notices.tell('info', place);
      }
      steps.clear();
      store.setState(NOTHING);
      const { slices, organ, segment, label } = place;
      const masks = new Map([...organ].map(([k, mask]) => [k, { mask }]));
      const searched = { segment, label, volumeMm3: volumeOf(masks, slices) };
      // Another segment is active once a candidate was accepted.
      const { choices } = store.getState();
      const chosen = { ...choices, organ: segment.segmentIndex };
      store.setState({ phase: 'running', organ: searched, choices: chosen });
      const { sensitivity, contrast } = chosen;
      const settings = { sensitivity, contrast };
      const found = await searchOrgan(deps, place, settings, begun.signal, progress => {
        if (running === begun) store.setState({ progress });
      });
      if (running !== begun) return;
      running = null;
      const lesions = found ? listedLesions(found, slices) : [];
      store.setState({ phase: 'ready', progress: null, lesions });
      if (!lesions.length) notices.tell('info', 'notice.noLesions');
    } catch (error) {
      if (running !== begun && begun.signal.aborted) return;
      running = null;
      const { code } = toErrorData(error, 'segmentation-failed');
      store.setState({ ...NOTHING, phase: 'failed', error: code });
      notices.fail(error, 'segmentation-failed');
    }
  };
  return { search, drop };
}

/** The organ's masks on the slices of the active pane; what is missing when it is not there. */
async function whereToSearch(
  { viewports, reader, findings, labelmaps }: WorklistDeps,
  { organ: chosen }: LesionChoices,
) {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  const slices = viewport ? reader.stackIn(viewport) : [];
  if (!slices.length) return 'lesionSearch.noSlices' as const;
  const { target, findings: segments } = findings.store.getState();
  if (!target) return 'lesionSearch.noOrgan' as const;
  const { segmentationId } = target;
  const listed = segments.find(({ segmentIndex }) => segmentIndex === chosen);
  const { segmentIndex, label } = listed ?? target;
  const segment = { segmentationId, segmentIndex };
  const organ = await labelmaps.masksOn(segment, slices);
  return organ.size ? { segment, label, slices, organ } : ('lesionSearch.emptyOrgan' as const);
}

/** Draws the candidates on whichever slices are shown; follows undo and redo. */
function follow(
  deps: WorklistDeps,
  store: StoreApi<LesionSearchState>,
  steps: Map<StepId, readonly number[]>,
): () => void {
  const { viewports, reader, labelmaps, prompting } = deps;
  const outlines = new LesionOutlines();
  const overlays = new Overlays(
    viewports,
    viewport => {
      const state = store.getState();
      if (!state.lesions.length) return null;
      const slice = ifPlanar(() => reader.shownIn(viewport));
      return slice ? outlines.on(slice, state) : null;
    },
    element => new MaskOutlines(element),
  );
  const turn = (ids: readonly number[], status: 'open' | 'accepted') =>
    store.setState(({ lesions }) => ({
      lesions: lesions.map(one => (ids.includes(one.id) ? { ...one, status } : one)),
    }));
  const refining = () =>
    store.getState().lesions.flatMap(({ id, status }) => (status === 'refining' ? [id] : []));
  const stops = [
    viewports.watch(
      viewport => overlays.draw(viewport),
      () => overlays.drawAll(),
    ),
    store.subscribe(() => overlays.drawAll()),
    labelmaps.onHistory((step, change) => {
      const ids = steps.get(step);
      if (ids) turn(ids, change === 'undone' ? 'open' : 'accepted');
    }),
    prompting.onAccepted(({ segment, step }) => {
      const ids = refining();
      if (step === null || !ids.length) return;
      steps.set(step, ids);
      void measureRefined(deps, store, ids, segment);
    }),
    // Refined, and accepted or cleared since.
    prompting.store.subscribe((now, before) => {
      if (!before.drafts.size || now.drafts.size) return;
      const ids = refining();
      if (ids.length) turn(ids, before.accepting ? 'accepted' : 'open');
    }),
  ];
  return () => {
    stops.forEach(end => end());
    overlays.remove();
  };
}

/** The volume of what was written of refined entries, for the burden of the organ. */
async function measureRefined(
  deps: WorklistDeps,
  store: StoreApi<LesionSearchState>,
  ids: readonly number[],
  segment: SegmentRef,
): Promise<void> {
  const refined = store.getState().lesions.find(({ id }) => ids.includes(id));
  const pane = refined && paneOf(deps, refined);
  if (!pane) return;
  const slices = deps.reader.stackIn(pane);
  const masks = await deps.labelmaps.masksOn(segment, slices);
  const refinedMm3 = volumeOf(new Map([...masks].map(([k, mask]) => [k, { mask }])), slices);
  store.setState(({ lesions }) => ({
    lesions: lesions.map(one => (ids.includes(one.id) ? { ...one, refinedMm3 } : one)),
  }));
}

import { createStore, type StoreApi } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import type { LabelmapStore } from '../../host/labelmap';
import { MaskOutlines } from '../../host/maskOutlines';
import { Overlays } from '../../host/overlays';
import {
  ifPlanar,
  type PlanarViewport,
  type ShownSlice,
  type SliceReader,
} from '../../host/slices';
import { pageYielder } from '../../host/mainThread';
import { keepSettings } from '../../host/storedSettings';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { FindingsFeature } from '../findings';
import type { Prompting } from '../prompting';
import type { Runtime } from '../runtime';
import { acceptMasks } from './accept';
import { outlinesOf } from './outlines';
import { listenForPicks } from './picking';
import { findOn, type Found } from './search';
import {
  loadAutomaticSettings,
  loweredThresholds,
  parametersOf,
  presetThresholds,
} from './settings';
import { NOTHING, pickedMasks, type AutomaticSettings, type AutomaticState } from './types';

export interface AutomaticDeps {
  readonly viewports: Viewports;
  readonly reader: Pick<SliceReader, 'shownIn'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeSegments' | 'covers' | 'maskOn'>;
  readonly runtime: Pick<Runtime, 'runner' | 'model'>;
  readonly findings: Pick<FindingsFeature, 'store' | 'target' | 'record'>;
  readonly prompting: Pick<Prompting, 'store' | 'shown' | 'viewFor'>;
  readonly notices: Notices;
}

/** What commands and the panel may ask of automatic masks. */
export interface Automatic {
  readonly store: ReadonlyStore<AutomaticState>;
  /** Looks for masks on the slice shown, one search at a time; what was found before goes. */
  find(): Promise<void>;
  /** Ends the search. */
  cancel(): void;
  /** Changes what is looked for, or which of the found masks are shown, which they are at once. */
  change(change: Partial<Omit<AutomaticSettings, 'preset'>>): void;
  /** Takes a preset's parameters and thresholds. */
  choosePreset(id: string): void;
  /** Goes to the next (+1) or previous (−1) mask, from the largest to the smallest. */
  stepMark(step: 1 | -1): void;
  /** Marks a mask, as the mouse does that is over it; null marks none. */
  mark(id: number | null): void;
  /** Picks a mask, or puts it back: the marked one when none is named. */
  pick(id?: number): void;
  /** Writes the picked masks as one undo step. */
  accept(): Promise<void>;
  /** Drops what was found; ends a search. */
  drop(): void;
  start(): void;
  /** The study is left: a search ends and nothing of it stays. */
  reset(): void;
}

/** Masks of all that a slice shows, to pick from. */
export function createAutomatic(deps: AutomaticDeps): Automatic {
  const store = createStore<AutomaticState>(() => ({
    ...NOTHING,
    accepting: false,
    settings: loadAutomaticSettings(),
  }));
  const { find, cancel, drop, show, found } = searching(deps, store);
  const picking = pickingActions(store, deps.notices);
  const change = (changed: Partial<AutomaticSettings>) => {
    store.setState(({ settings }) => ({ settings: { ...settings, ...changed } }));
    const { preset, area, destination, areaUnit } = store.getState().settings;
    keepSettings({
      ...{ automaticPreset: preset, automaticArea: area },
      ...{ automaticDestination: destination, automaticAreaUnit: areaUnit },
    });
    show();
  };
  let stop: (() => void) | null = null;
  return {
    ...{ store, find, cancel, change, ...picking },
    drop: () => !store.getState().accepting && drop(),
    choosePreset: id => change(presetThresholds(id)),
    accept: () => accept(deps, store, found, drop),
    start: () => {
      stop ??= follow(deps, store, () => found()?.slice ?? null, { ...picking, drop });
    },
    reset: () => {
      stop?.();
      stop = null;
      drop();
      store.setState({ accepting: false });
    },
  };
}

/** One search at a time, and what the last one found. */
function searching(deps: AutomaticDeps, store: StoreApi<AutomaticState>) {
  const { notices } = deps;
  let found: Found | null = null;
  let search: AbortController | null = null;
  const drop = () => {
    search?.abort();
    search = null;
    found = null;
    store.setState(NOTHING);
  };
  const show = () => {
    if (!found) return;
    const { settings } = store.getState();
    store.setState({ masks: found.generate(parametersOf(settings, found.slice.plane)) });
  };
  const lower = async (result: Found) => {
    const { settings } = store.getState();
    const pause = pageYielder();
    const lowered = await loweredThresholds(settings, async thresholds => {
      await pause();
      const parameters = parametersOf({ ...settings, ...thresholds }, result.slice.plane);
      return result.generate(parameters).length;
    });
    // Dropped, or moved by the reader meanwhile.
    if (found !== result || store.getState().settings !== settings) return;
    if (!lowered) return notices.tell('info', 'notice.noMasks');
    store.setState({ settings: { ...settings, ...lowered } });
    show();
    const { length: count } = store.getState().masks;
    notices.tell('info', 'notice.thresholdsLowered', { count });
  };
  const find = async () => {
    if (search || store.getState().accepting) return;
    if (!deps.prompting.shown()) return notices.tell('info', 'automatic.noSlice');
    drop();
    const begun = new AbortController();
    search = begun;
    try {
      const result = await findOn(deps, store.getState().settings, begun.signal, told => {
        if (search === begun) store.setState(told);
      });
      if (search !== begun) return;
      search = null;
      if (!result) return store.setState(NOTHING);
      found = result;
      const spacingKnown = result.slice.plane.spacingKnown !== false;
      store.setState({ phase: 'ready', spacingKnown });
      show();
      if (!store.getState().masks.length) await lower(result);
    } catch (error) {
      if (search !== begun) return;
      search = null;
      const { code } = toErrorData(error, 'segmentation-failed');
      store.setState({ ...NOTHING, phase: 'failed', error: code });
      notices.tell('error', `error.${code}`);
    }
  };
  return { find, drop, show, cancel: () => search && drop(), found: () => found };
}

/** Writes what is picked, and drops the rest; what can't be written stays picked. */
async function accept(
  deps: AutomaticDeps,
  store: StoreApi<AutomaticState>,
  now: () => Found | null,
  drop: () => void,
): Promise<void> {
  const { notices } = deps;
  const state = store.getState();
  const found = now();
  if (!found || state.accepting) return;
  const masks = pickedMasks(state);
  if (!masks.length) return notices.tell('info', 'notice.noneMaskPicked');
  store.setState({ accepting: true });
  try {
    const { destination } = state.settings;
    const { slice, window } = found;
    const keptOther = await acceptMasks(deps, { slice, masks, destination, window });
    // The study was left meanwhile.
    if (now() !== found) return;
    drop();
    if (keptOther) notices.tell('info', 'notice.otherSegmentsKept', { count: keptOther });
    else notices.tell('info', 'notice.masksAccepted', { count: masks.length });
  } catch (error) {
    if (now() !== found) return;
    notices.fail(error, 'segmentation-failed');
  } finally {
    store.setState({ accepting: false });
  }
}

/** Marks and picks, of what is shown. */
function pickingActions(
  store: StoreApi<AutomaticState>,
  notices: Notices,
): Pick<Automatic, 'mark' | 'stepMark' | 'pick'> {
  return {
    mark: id => {
      if (store.getState().marked !== id) store.setState({ marked: id });
    },
    stepMark: step => {
      const { masks, marked } = store.getState();
      const bySize = [...masks].sort((a, b) => b.area - a.area);
      if (!bySize.length) return;
      const at = bySize.findIndex(({ id }) => id === marked);
      const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
      store.setState({ marked: bySize.at(next % bySize.length)!.id });
    },
    pick: (id = store.getState().marked ?? undefined) => {
      const { masks, picked } = store.getState();
      if (id === undefined || !masks.some(mask => mask.id === id)) return;
      const next = new Set(picked);
      if (!next.delete(id)) next.add(id);
      store.setState({ picked: next });
      notices.dismiss('info');
    },
  };
}

/** Draws what was found where its slice is shown, and hears the mouse there. */
function follow(
  { viewports, reader }: AutomaticDeps,
  store: StoreApi<AutomaticState>,
  sliceFound: () => ShownSlice | null,
  actions: Pick<Automatic, 'mark' | 'pick' | 'drop'>,
): () => void {
  const showsIt = (viewport: PlanarViewport): ShownSlice | null => {
    const slice = sliceFound();
    if (!slice) return null;
    return ifPlanar(() => reader.shownIn(viewport))?.key === slice.key ? slice : null;
  };
  const outlines = outlinesOf(store);
  const overlays = new Overlays(
    viewports,
    viewport => {
      const slice = showsIt(viewport);
      return slice && { plane: slice.plane, outlines: outlines() };
    },
    element => new MaskOutlines(element),
  );
  const stops = [
    viewports.watch(
      viewport => overlays.draw(viewport),
      () => overlays.drawAll(),
    ),
    store.subscribe(() => overlays.drawAll()),
    listenForPicks(viewports, showsIt, store, actions),
  ];
  return () => {
    stops.forEach(end => end());
    overlays.remove();
  };
}

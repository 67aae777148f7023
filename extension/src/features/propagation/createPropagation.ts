import { createStore } from 'zustand/vanilla';

import type { ShownSlice, SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import { shownKey, type Prompting } from '../prompting';
import { Gate } from './gate';
import { nextDoubtful, reviewOf } from './review';
import { keepSettings, readSettings } from '../../host/storedSettings';
import { Corrections, followCorrections } from './correction';
import { follow, type RunDeps } from './run';
import { NOTHING, Runs } from './runs';
import { followStrips, stackShownIn, type StripDeps } from './strips';
import { IDLE, type Direction, type PropagationState } from './types';
import { followSegment } from './written';

export interface PropagationDeps extends RunDeps, Pick<StripDeps, 'texts'> {
  readonly viewports: Pick<Viewports, 'activeId' | 'get'> & StripDeps['viewports'];
  readonly reader: Pick<SliceReader, 'stackIn' | 'readSlice'>;
  readonly prompting: RunDeps['prompting'] & Pick<Prompting, 'checkPropagated' | 'shown'>;
  readonly notices: Notices;
}

/** What commands and the panel may ask of propagation. */
export interface Propagation {
  readonly store: ReadonlyStore<PropagationState>;
  /**
   * Follows the object from its prompted slices into the others. `goOn` keeps what an earlier run
   * found and goes on from there; else that is made anew.
   */
  propagate(options?: { readonly direction?: Direction; readonly goOn?: boolean }): Promise<void>;
  /** Pauses a run after the slice that it is at, or lets it go on. */
  pause(paused: boolean): void;
  /** Ends the run; what was done stays. */
  cancel(): void;
  /** Shows the next slice (+1) or the one before (−1) that should be looked at. */
  jump(step: 1 | -1): void;
  /** Shows a slice of the strip. */
  show(sliceKey: string): void;
  /** Leaves the slice shown as it is, which takes it from the queue, and shows the next one. */
  check(): void;
  /** Whether a corrected slice's neighbours are made anew by themselves; kept for next time. */
  setFollowsCorrections(follows: boolean): void;
  start(): void;
  /** The study is left: the run ends and nothing of it stays. */
  reset(): void;
}

/** The object from a few slices into the whole stack, and the way through what is doubtful. */
export function createPropagation(deps: PropagationDeps): Propagation {
  const store = createStore<PropagationState>(() => ({ ...IDLE, ...loadSettings() }));
  const gate = new Gate(() => document.hidden);
  const { getState: state, setState: tell } = store;
  const runs = new Runs({ gate, notices: deps.notices, state, tell });
  let slices: readonly ShownSlice[] = [];
  let stop: (() => void) | null = null;
  const corrections = new Corrections(deps, runs, gate, state, () => slices);
  const cancel = () => {
    corrections.forget();
    runs.cancel();
  };
  const gone = () => {
    corrections.forget();
    slices = [];
    runs.end(NOTHING);
  };
  const changed = () => {
    runs.tellPhase();
    gate.changed();
  };
  return {
    ...{ store, cancel },
    ...reviewing(deps, store, () => slices),
    propagate: async ({ direction = 'both', goOn = false } = {}) => {
      if (runs.underWay && state().corrects === null) return;
      // What is gone on with may have left the active pane meanwhile.
      try {
        if (!goOn || !slices.length) slices = stackShown(deps);
      } catch (error) {
        return deps.notices.fail(error, 'plane-not-supported');
      }
      await runs.begin(slices, async (run, told) => {
        const began = await follow(deps, run, { direction, goOn }, gate, told);
        return began ? { phase: 'done' } : null;
      });
      if (state().phase === 'done') await corrections.work();
      else corrections.forget();
    },
    pause: paused => {
      gate.pause(paused);
      runs.tellPhase();
    },
    setFollowsCorrections: followsCorrections => {
      keepSettings({ followsCorrections });
      tell({ followsCorrections });
    },
    start: () => {
      const corrected = (key: string) => void corrections.add(key);
      const events = { changed, corrected, gone, accepting: cancel };
      stop ??= followViewer(deps, store, events, written => tell({ written }));
    },
    reset: () => {
      stop?.();
      stop = null;
      gone();
      tell({ ...IDLE, ...loadSettings() });
    },
  };
}

const loadSettings = () => ({ followsCorrections: readSettings().followsCorrections !== false });

interface ViewerEvents {
  /** The page is hidden or seen. */
  readonly changed: () => void;
  /** The reader has corrected a propagated slice. */
  readonly corrected: (sliceKey: string) => void;
  readonly accepting: () => void;
  /** The object was accepted or cleared: nothing is left to go on with. */
  readonly gone: () => void;
}

/** Follows page, object and segment, and keeps the strips. Returns the way to stop. */
function followViewer(
  deps: PropagationDeps,
  store: ReadonlyStore<PropagationState>,
  { changed, corrected, accepting, gone }: ViewerEvents,
  tellWritten: (written: PropagationState['written']) => void,
): () => void {
  document.addEventListener('visibilitychange', changed);
  const stops = [
    () => document.removeEventListener('visibilitychange', changed),
    deps.prompting.store.subscribe((now, before) => {
      if (now.accepting && !before.accepting) accepting();
      if (before.drafts.size && !now.drafts.size) gone();
    }),
    followCorrections(deps.prompting.store.subscribe, corrected),
    followSegment(deps, () => stackShown(deps), tellWritten),
    followStrips(deps, store),
  ];
  return () => stops.forEach(stop => stop());
}

/** The way through the slices that should be looked at. */
function reviewing(
  { viewports, reader, prompting, notices }: PropagationDeps,
  store: ReadonlyStore<PropagationState>,
  slices: () => readonly ShownSlice[],
): Pick<Propagation, 'show' | 'jump' | 'check'> {
  const show = (sliceKey: string) => {
    const slice = slices().find(({ key }) => key === sliceKey);
    if (!slice) return;
    const active = viewports.activeId ? viewports.get(viewports.activeId) : null;
    // The reader may have gone over to a pane of another series.
    const viewport = [...(active ? [active] : []), ...viewports.all()].find(pane =>
      stackShownIn(pane, reader).some(({ key }) => key === sliceKey),
    );
    if (viewport) viewports.show(viewport, slice);
    else notices.tell('info', 'notice.stackNotShown');
  };
  const jump = (step: 1 | -1) => {
    const state = prompting.store.getState();
    const next = nextDoubtful(reviewOf(store.getState(), state), shownKey(state), step);
    if (next) show(next.key);
    else notices.tell('info', 'notice.nothingDoubtful');
  };
  const check = () => {
    const key = shownKey(prompting.store.getState());
    if (key !== undefined) prompting.checkPropagated(key);
    jump(1);
  };
  return { show, jump, check };
}

function stackShown({ viewports, reader }: PropagationDeps): readonly ShownSlice[] {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  return viewport ? reader.stackIn(viewport) : [];
}

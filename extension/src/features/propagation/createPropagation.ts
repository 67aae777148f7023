import { createStore } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import type { ShownSlice, SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import { shownKey, type Prompting } from '../prompting';
import { Gate } from './gate';
import { nextDoubtful, reviewOf } from './review';
import { follow, type Run, type RunDeps } from './run';
import { IDLE, type Direction, type PropagationState } from './types';

export interface PropagationDeps extends RunDeps {
  readonly viewports: Pick<Viewports, 'activeId' | 'get' | 'show'>;
  readonly reader: Pick<SliceReader, 'stackIn' | 'readSlice'>;
  readonly prompting: RunDeps['prompting'] & Pick<Prompting, 'checkPropagated' | 'onAccepted'>;
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
  start(): void;
  /** The study is left: the run ends and nothing of it stays. */
  reset(): void;
}

/** The object from a few slices into the whole stack, and the way through what is doubtful. */
export function createPropagation(deps: PropagationDeps): Propagation {
  const { prompting, notices } = deps;
  const store = createStore<PropagationState>(() => IDLE);
  const gate = new Gate(() => document.hidden);
  let slices: readonly ShownSlice[] = [];
  let run: Run | null = null;
  let stop: (() => void) | null = null;
  const end = (change: Partial<PropagationState>) => {
    run?.abort.abort();
    run = null;
    gate.pause(false);
    store.setState({ remaining: 0, secondsLeft: null, ...change });
  };
  const cancel = () => run && end({ phase: 'cancelled' });
  const tellPhase = () => run && store.setState({ phase: gate.reason ?? 'running' });
  const begin = async (direction: Direction, goOn: boolean) => {
    const begun: Run = { abort: new AbortController(), slices: stackShown(deps) };
    run = begun;
    slices = begun.slices;
    const tell = (change: Partial<PropagationState>) => {
      if (run === begun) store.setState({ ...change, phase: gate.reason ?? 'running' });
    };
    try {
      const began = await follow(deps, begun, { direction, goOn }, gate, tell);
      if (run !== begun) return;
      end(began ? { phase: 'done' } : IDLE);
      if (!began) notices.tell('info', 'notice.nothingToPropagate');
    } catch (error) {
      if (run !== begun) return;
      const { code } = toErrorData(error, 'segmentation-failed');
      end(store.getState().stack.length ? { phase: 'failed', error: code } : IDLE);
      notices.tell('error', `error.${code}`);
    }
  };
  return {
    ...{ store, cancel },
    ...reviewing(deps, store, () => slices),
    propagate: async ({ direction = 'both', goOn = false } = {}) => {
      if (!run) await begin(direction, goOn);
    },
    pause: paused => {
      gate.pause(paused);
      tellPhase();
    },
    start: () => {
      const seen = () => {
        tellPhase();
        gate.changed();
      };
      stop ??= followPage(prompting, cancel, seen);
    },
    reset: () => {
      stop?.();
      stop = null;
      slices = [];
      end(IDLE);
    },
  };
}

/** Hears when the page is hidden or seen, and when the object is accepted. */
function followPage(
  prompting: Pick<Prompting, 'onAccepted'>,
  onAccepted: () => void,
  onVisibility: () => void,
): () => void {
  document.addEventListener('visibilitychange', onVisibility);
  const stopAccepted = prompting.onAccepted(onAccepted);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    stopAccepted();
  };
}

/** The way through the slices that should be looked at. */
function reviewing(
  { viewports, prompting, notices }: PropagationDeps,
  store: ReadonlyStore<PropagationState>,
  slices: () => readonly ShownSlice[],
): Pick<Propagation, 'show' | 'jump' | 'check'> {
  const show = (sliceKey: string) => {
    const slice = slices().find(({ key }) => key === sliceKey);
    const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
    if (slice && viewport) viewports.show(viewport, slice);
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

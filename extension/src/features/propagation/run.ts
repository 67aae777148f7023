import { SamError } from '../../core/errors';
import { propagate, type Ask } from '../../core/volume';
import type { LabelmapStore } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import type { ShownSlice, SliceReader } from '../../host/slices';
import type { Findings } from '../findings';
import { shownKey, type Prompting } from '../prompting';
import type { Runtime } from '../runtime';
import type { Gate } from './gate';
import { stackOf } from './review';
import { rangeOf, standingMasks, volumeOf, withSegment } from './stack';
import { NOTHING_DONE, type Direction, type PropagationState, type Stop } from './types';

export interface RunDeps {
  readonly reader: Pick<SliceReader, 'readSlice'>;
  readonly labelmaps: Pick<LabelmapStore, 'masksOn'>;
  readonly runtime: Pick<Runtime, 'runner'>;
  readonly findings: Pick<Findings, 'store'>;
  readonly prompting: Pick<Prompting, 'store' | 'viewFor' | 'putPropagated' | 'dropPropagated'>;
}

/** A run that is under way. */
export interface Run {
  readonly abort: AbortController;
  readonly slices: readonly ShownSlice[];
}

/** Tells how far a run is; nothing of one that was ended. */
export type Tell = (change: Partial<PropagationState>) => void;

/**
 * One run from its fixed slices to where the object ends; tells how far it is. False when there is
 * no mask to begin with.
 */
export async function follow(
  deps: RunDeps,
  { abort: { signal }, slices }: Run,
  { direction, goOn }: { readonly direction: Direction; readonly goOn: boolean },
  gate: Gate,
  tell: Tell,
): Promise<boolean> {
  const { prompting, findings, labelmaps } = deps;
  const state = prompting.store.getState();
  const shown = slices.findIndex(({ key }) => key === shownKey(state));
  const target = state.refines ?? findings.store.getState().target;
  const standing = standingMasks(slices, state, goOn);
  const fixed = await withSegment(standing, slices, shown, target, labelmaps);
  if (!fixed.size) return false;
  const range = rangeOf(direction, fixed.keys(), shown, slices.length);
  const stack = stackOf(slices);
  tell({ ...NOTHING_DONE, stack, remaining: range[1] - range[0] + 1 - fixed.size });
  const seeds = [...standing.keys()].map(k => slices[k].key);
  const request = { volume: volumeOf(slices, deps.reader), fixed, range };
  const reached = new Set<string>();
  const stops: Stop[] = [];
  const clock = new Clock();
  await gate.passed(signal);
  for await (const told of propagate(request, askOf(deps, slices), signal)) {
    const { drafts } = prompting.store.getState();
    // The reader has cleared the object.
    if (signal.aborted || (seeds.length && !seeds.some(key => drafts.has(key)))) return true;
    const milliseconds = clock.lap();
    if (told.kind === 'stop') stops.push({ sliceNumber: told.k + 1, reason: told.reason });
    else {
      const { answer, prompts, confidence } = told;
      const slice = slices[told.k];
      prompting.putPropagated(slice, { answer, prompts, confidence, milliseconds, checked: false });
      reached.add(slice.key);
    }
    const { remaining } = told;
    const secondsLeft = (clock.mean * remaining) / 1000;
    tell({ done: reached.size, remaining, secondsLeft, stops: [...stops] });
    await gate.passed(signal);
    clock.start();
  }
  if (!goOn && !signal.aborted) {
    // What an earlier run found where this one has stopped.
    const asked = new Set(slices.slice(range[0], range[1] + 1).map(({ key }) => key));
    prompting.dropPropagated(key => reached.has(key) || !asked.has(key));
  }
  return true;
}

/** Times of slices, without what a run waited. */
export class Clock {
  #since = performance.now();
  #total = 0;
  #laps = 0;

  start(): void {
    this.#since = performance.now();
  }

  /** Milliseconds since the start. */
  lap(): number {
    const milliseconds = performance.now() - this.#since;
    this.#total += milliseconds;
    this.#laps++;
    return milliseconds;
  }

  get mean(): number {
    return this.#total / this.#laps;
  }
}

/**
 * The engine in the worker, behind all that the reader asks for. Yields to the page before and after:
 * reading a slice, sending it and judging the answer are tasks of their own.
 */
export function askOf({ runtime, prompting }: RunDeps, slices: readonly ShownSlice[]): Ask {
  // As it is shown now: the reader may go over to another series.
  const view = prompting.viewFor(slices[0]);
  const yieldToPage = pageYielder();
  return async ({ slice: { key }, prompts, previous, promptedBy }, signal) => {
    const shown = slices.find(slice => slice.key === key)!;
    await yieldToPage();
    const outcome = await runtime.runner.follow(
      shown,
      { prompts, previous, promptedBy, ...view },
      signal ?? new AbortController().signal,
    );
    if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
    await yieldToPage();
    return outcome.value;
  };
}

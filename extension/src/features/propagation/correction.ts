import { dice, type RegionMask } from '../../core/mask/regionMask';
import { propagate } from '../../core/volume';
import { acceptableMask, standsFirm, type PromptingState, type SliceDraft } from '../prompting';
import type { ShownSlice } from '../../host/slices';
import type { Gate } from './gate';
import { askOf, Clock, type Run, type RunDeps, type Tell } from './run';
import { stackOf } from './review';
import type { Runs } from './runs';
import { volumeOf } from './stack';
import { NOTHING_DONE, type PropagationState } from './types';

/** A neighbour that comes out as it was: from there on nothing would change. */
const UNCHANGED = 0.98;
/** Corrections follow each other: neighbours follow when they pause. */
const PAUSE_MS = 700;

interface CorrectionState {
  readonly phase: PropagationState['phase'];
  readonly followsCorrections: boolean;
}

/** Corrected slices whose neighbours are to be made anew, one after the other. */
export class Corrections {
  readonly #waiting = new Set<string>();

  constructor(
    private readonly deps: RunDeps,
    private readonly runs: Runs,
    private readonly gate: Gate,
    private readonly state: () => CorrectionState,
    private readonly slices: () => readonly ShownSlice[],
  ) {}

  /** A slice was corrected: its neighbours come when nothing else is under way. */
  async add(sliceKey: string): Promise<void> {
    if (!this.state().followsCorrections) return;
    this.#waiting.add(sliceKey);
    if (!this.runs.underWay) await this.work();
  }

  /** Those that wait are not wanted any more. */
  forget(): void {
    this.#waiting.clear();
  }

  async work(): Promise<void> {
    for (const key of this.#waiting) {
      if (this.runs.underWay) return;
      this.#waiting.delete(key);
      const slices = this.slices();
      const { drafts } = this.deps.prompting.store.getState();
      // Accepted or cleared meanwhile, or without a neighbour that may change.
      const [first, last] = openAround(slices, drafts, key);
      if (first === last) continue;
      // What an earlier run has left to go on with stays so.
      const { phase } = this.state();
      await this.runs.begin(slices, async (run, tell) => {
        const done = await updateNeighbours(this.deps, run, key, this.gate, tell);
        const left = phase === 'cancelled' || phase === 'failed' ? phase : 'done';
        return { phase: left, done };
      });
    }
  }
}

/**
 * Makes a corrected slice's propagated neighbours anew, from it outwards: as far as they are
 * propagated, and no further than to the first one that comes out as it was. Resolves to how many
 * have changed.
 */
async function updateNeighbours(
  deps: RunDeps,
  { abort: { signal }, slices }: Run,
  corrected: string,
  gate: Gate,
  tell: Tell,
): Promise<number> {
  const { prompting } = deps;
  const draftOf = (k: number) => prompting.store.getState().drafts.get(slices[k].key);
  const at = slices.findIndex(({ key }) => key === corrected);
  const draft = draftOf(at);
  const mask = draft && acceptableMask(draft);
  if (!mask) return 0;
  const volume = volumeOf(slices, deps.reader);
  const ends = openAround(slices, prompting.store.getState().drafts, corrected);
  const clock = new Clock();
  let done = 0;
  tell({
    ...NOTHING_DONE,
    stack: stackOf(slices),
    remaining: ends[1] - ends[0],
    corrects: at + 1,
  });
  for (const [n, end] of ends.entries()) {
    const range = n ? ([at, end] as const) : ([end, at] as const);
    const request = { volume, fixed: new Map([[at, mask]]), range, everySlice: true };
    await gate.passed(signal);
    clock.start();
    for await (const told of propagate(request, askOf(deps, slices), signal)) {
      const before = draftOf(told.k);
      const wanted = before && isOpen(before) && draftOf(at)?.run === draft.run;
      if (signal.aborted || !wanted || told.kind === 'stop') break;
      const { answer, prompts, confidence } = told;
      const milliseconds = clock.lap();
      if (dice(answer.candidates[0].mask, maskOf(before)) >= UNCHANGED) break;
      const propagated = { answer, prompts, confidence, milliseconds, checked: false };
      prompting.putPropagated(slices[told.k], propagated);
      tell({ done: ++done, remaining: told.remaining + (n ? 0 : ends[1] - at) });
      await gate.passed(signal);
      clock.start();
    }
  }
  return done;
}

const isOpen = (draft: SliceDraft) => draft.propagated !== undefined && !standsFirm(draft);
const maskOf = ({ answer }: SliceDraft): RegionMask => answer!.candidates[0].mask;

/**
 * Numbers of the first and the last slice around a corrected one, without a gap, that propagation
 * may change; twice its own when there is none.
 */
function openAround(
  slices: readonly ShownSlice[],
  drafts: PromptingState['drafts'],
  corrected: string,
): readonly [number, number] {
  const at = drafts.has(corrected) ? slices.findIndex(({ key }) => key === corrected) : -1;
  if (at < 0) return [at, at];
  const last = (step: 1 | -1) => {
    for (let k = at; ; k += step) {
      const next = drafts.get(slices[k + step]?.key ?? '');
      if (!next || !isOpen(next)) return k;
    }
  };
  return [last(-1), last(1)];
}

const maskBefore = (draft: SliceDraft | undefined) => (draft ? acceptableMask(draft) : null);

/**
 * Tells when the reader has corrected a propagated slice and pauses: its prompts are answered, or
 * another candidate is chosen. Returns the way to stop.
 */
export function followCorrections(
  subscribe: (listener: (now: PromptingState, before: PromptingState) => void) => () => void,
  onCorrected: (sliceKey: string) => void,
): () => void {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const stop = subscribe(({ drafts }, { drafts: before }) => {
    if (drafts === before) return;
    for (const [key, draft] of drafts) {
      if (draft === before.get(key) || !draft.propagated) continue;
      clearTimeout(waiting.get(key));
      const mask = acceptableMask(draft);
      const was = before.get(key);
      // Also when a correction was taken back.
      const corrected = standsFirm(draft) || (was !== undefined && standsFirm(was));
      if (!corrected || draft.phase !== 'final' || !mask || mask === maskBefore(was)) continue;
      waiting.set(
        key,
        setTimeout(() => onCorrected(key), PAUSE_MS),
      );
    }
  });
  return () => {
    stop();
    waiting.forEach(timer => clearTimeout(timer));
  };
}

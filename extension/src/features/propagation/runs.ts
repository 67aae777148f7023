import { toErrorData } from '../../core/errors';
import type { ShownSlice } from '../../host/slices';
import type { Notices } from '../../ui/notices';
import type { Gate } from './gate';
import type { Run, Tell } from './run';
import { NOTHING_DONE, type PropagationState } from './types';

/** Nothing was propagated, or nothing is left of it. */
export const NOTHING = { ...NOTHING_DONE, phase: 'idle' } as const;

interface RunsDeps {
  readonly gate: Gate;
  readonly notices: Pick<Notices, 'tell'>;
  readonly state: () => PropagationState;
  readonly tell: (change: Partial<PropagationState>) => void;
}

/** One run at a time: begins and ends it, and says how it went. */
export class Runs {
  #run: Run | null = null;

  constructor(private readonly deps: RunsDeps) {}

  get underWay(): boolean {
    return this.#run !== null;
  }

  /**
   * Runs `work`, which resolves to what it has come to, or to null when there was nothing to do;
   * what is under way ends before.
   */
  async begin(
    slices: readonly ShownSlice[],
    work: (run: Run, tell: Tell) => Promise<Partial<PropagationState> | null>,
  ): Promise<void> {
    const { gate, notices, state } = this.deps;
    this.end({});
    const run: Run = { abort: new AbortController(), slices };
    this.#run = run;
    const tell: Tell = change => {
      if (this.#run === run) this.deps.tell({ ...change, phase: gate.reason ?? 'running' });
    };
    try {
      const came = await work(run, tell);
      if (this.#run !== run) return;
      this.end(came ?? NOTHING);
      if (!came) notices.tell('info', 'notice.nothingToPropagate');
    } catch (error) {
      if (this.#run !== run) return;
      const { code } = toErrorData(error, 'segmentation-failed');
      this.end(state().stack.length ? { phase: 'failed', error: code } : NOTHING);
      notices.tell('error', `error.${code}`);
    }
  }

  /** Ends what is under way, if anything, and tells what has come of it. */
  end(change: Partial<PropagationState>): void {
    this.#run?.abort.abort();
    this.#run = null;
    this.deps.gate.pause(false);
    this.deps.tell({ remaining: 0, secondsLeft: null, ...change });
  }

  cancel(): void {
    if (this.#run) this.end({ phase: 'cancelled' });
  }

  /** The run is paused or goes on, or the page is hidden or seen. */
  tellPhase(): void {
    if (this.#run) this.deps.tell({ phase: this.deps.gate.reason ?? 'running' });
  }
}

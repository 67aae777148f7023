import { toErrorData } from '../../core/errors';
import type { ShownSlice } from '../../host/slices';
import type { ModelRunner } from '../runtime';

/** So long without a key, a movement or a turn of the wheel is a pause: a click may come at any move. */
const PAUSE_MS = 600;
/**
 * A click that comes while a slice is encoded waits for the rest of it. So the model is left free for
 * so many times as long, and where a slice takes longer than this nothing is encoded ahead.
 */
const FREE_TIMES = 3;
const LONGEST_MS = 1000;
/** How far around the slice at rest: what a reader scrolls through within seconds. */
const REACH = 10;
const INPUT = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;

/**
 * Encodes the slices around the one at rest while the reader pauses: the nearest first, one at a
 * time, none while the page is hidden.
 */
export class Ahead {
  private wanted: AbortController | null = null;
  private lastInput = 0;

  /** @param onReady hears the keys of the slices that an embedding is kept of. */
  constructor(
    private readonly runner: Pick<ModelRunner, 'prepareAhead' | 'readySlices'>,
    private readonly onReady: (keys: ReadonlySet<string>) => void,
  ) {}

  /** @param stackOf the slice and its neighbours, in their order; asked for in the first pause. */
  async around(slice: ShownSlice, stackOf: () => readonly ShownSlice[]): Promise<void> {
    this.stop();
    const wanted = new AbortController();
    this.wanted = wanted;
    const { signal } = wanted;
    const noteInput = () => (this.lastInput = performance.now());
    for (const type of INPUT) {
      document.addEventListener(type, noteInput, { capture: true, passive: true, signal });
    }
    noteInput();
    try {
      await this.look(signal);
      await this.paused(signal);
      for (const next of signal.aborted ? [] : nearestFirst(stackOf(), slice.key)) {
        await this.paused(signal);
        if (signal.aborted) return;
        const ready = await this.look(signal);
        if (ready.has(next.key)) continue;
        const started = performance.now();
        const done = await this.runner.prepareAhead(next);
        const took = performance.now() - started;
        if (done) await this.look(signal);
        if (took > LONGEST_MS) return;
        await new Promise(resolve => setTimeout(resolve, FREE_TIMES * took));
      }
    } catch (error) {
      // Nobody has asked for it: it is tried again at the next slice.
      toErrorData(error, 'pixels-unavailable');
    }
  }

  /** The reader has gone on. */
  stop(): void {
    this.wanted?.abort();
    this.wanted = null;
  }

  private async look(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const ready = new Set(await this.runner.readySlices());
    if (!signal.aborted) this.onReady(ready);
    return ready;
  }

  /** Resolves in a pause of the reader's, with the page visible, or when it is not wanted any more. */
  private async paused(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = this.lastInput + PAUSE_MS - performance.now();
      if (signal.aborted || (left <= 0 && !document.hidden)) return;
      await new Promise(resolve => setTimeout(resolve, Math.max(left, PAUSE_MS / 2)));
    }
  }
}

/** The slices up to `REACH` away: one below, one above, and so on outwards. */
function nearestFirst(stack: readonly ShownSlice[], key: string): readonly ShownSlice[] {
  const at = stack.findIndex(slice => slice.key === key);
  if (at < 0) return [];
  const steps = Array.from({ length: 2 * REACH }, (_, n) => (n % 2 ? -1 : 1) * (1 + (n >> 1)));
  return steps.flatMap(step => stack[at + step] ?? []);
}

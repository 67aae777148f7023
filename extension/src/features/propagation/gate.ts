import type { PropagationState } from './types';

type Waiting = Extract<PropagationState['phase'], 'paused' | 'hidden'>;

/** Lets a run go on only while the reader has not paused it and the page can be seen. */
export class Gate {
  #paused = false;
  #waiting: (() => void)[] = [];

  /** @param hidden tells whether the page cannot be seen. */
  constructor(private readonly hidden: () => boolean) {}

  /** Why a run waits; null when it may go on. */
  get reason(): Waiting | null {
    if (this.#paused) return 'paused';
    return this.hidden() ? 'hidden' : null;
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.changed();
  }

  /** Pause, visibility or the run itself has changed. */
  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }

  /** Resolves when the run may go on, or is not wanted any more. */
  async passed(signal: AbortSignal): Promise<void> {
    while (this.reason && !signal.aborted) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }
}

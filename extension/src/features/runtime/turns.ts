import type { Outcome } from '../../inference/api';

const ABORTED = { ok: false, error: { code: 'aborted', detail: 'not wanted any more' } } as const;

/**
 * Lets requests of several slices take turns, so that none is lost: the worker ends an older one for
 * a newer one. Quick answers come first, one after the other; a better answer that had to give way
 * is asked for again.
 */
export class Turns {
  private quick: Promise<unknown> = Promise.resolve();
  private best: Promise<unknown> = Promise.resolve();

  /** Runs `ask` in its turn; the outcome is `aborted` only when `signal` is. */
  take<T>(
    quality: 'quick' | 'best',
    ask: () => Promise<Outcome<T>>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    const unlessAborted = async () => (signal?.aborted ? ABORTED : ask());
    if (quality === 'quick') {
      const turn = this.quick.then(unlessAborted);
      this.quick = turn;
      return turn;
    }
    const turn = this.best.then(async () => {
      for (;;) {
        await this.quickDone();
        const outcome = await unlessAborted();
        const gaveWay = !outcome.ok && outcome.error.code === 'aborted' && !signal?.aborted;
        if (!gaveWay) return outcome;
      }
    });
    this.best = turn;
    return turn;
  }

  private async quickDone(): Promise<void> {
    let last: Promise<unknown>;
    do {
      last = this.quick;
      await last;
    } while (last !== this.quick);
  }
}

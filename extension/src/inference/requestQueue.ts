import { SamError } from '../core/errors';

interface Task {
  readonly kind: 'prepare' | 'segment' | 'rehearse';
  readonly run: () => Promise<void>;
  readonly drop: (error: SamError) => void;
}

/**
 * One request at a time. A `segment` goes before every waiting `prepare`, both before a `rehearse`;
 * of the waiting `segment` requests only the newest stays, as the prompts of the others are out of
 * date.
 */
export class RequestQueue {
  #waiting: Task[] = [];
  #busy = false;

  /** Rejects with a SamError `aborted` when the request is dropped before its turn. */
  add<T>(kind: Task['kind'], run: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const task = { kind, run: () => run().then(resolve, reject), drop: reject };
      if (kind === 'segment') {
        this.drop('segment');
        this.#waiting.unshift(task);
      } else if (kind === 'rehearse') {
        this.#waiting.push(task);
      } else {
        const last = this.#waiting.findIndex(other => other.kind === 'rehearse');
        this.#waiting.splice(last < 0 ? this.#waiting.length : last, 0, task);
      }
      void this.#work();
    });
  }

  /** Ends the waiting requests of this kind as `aborted`; one that runs goes on. */
  drop(kind: Task['kind']): void {
    const dropped = this.#waiting.filter(task => task.kind === kind);
    this.#waiting = this.#waiting.filter(task => task.kind !== kind);
    for (const task of dropped) {
      task.drop(new SamError('aborted', `The ${kind} request was superseded.`));
    }
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let task = this.#waiting.shift(); task; task = this.#waiting.shift()) await task.run();
    this.#busy = false;
  }
}

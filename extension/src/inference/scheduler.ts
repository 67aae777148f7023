import { SamError } from '../core/errors';

/**
 * What waits for the model, the most urgent first: a reader's prompt, the better answer to one, the
 * mask under the resting mouse, the next slice of a volume, a slice at rest, masks without prompts,
 * runs for nobody, and the slices that lie around the one at rest.
 */
export const PRIORITIES = [
  'prompt',
  'refinement',
  'preview',
  'propagation',
  'prepare',
  'automatic',
  'warm-up',
  'ahead',
] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface JobOptions {
  /** Names the job for `cancel`, `pause` and `resume`; unique among those that are not done. */
  readonly id: string;
  readonly priority: Priority;
  /** Hears how far the job is, as far as it tells. */
  readonly onProgress?: (progress: JobProgress) => void;
}

export interface JobProgress {
  readonly done: number;
  readonly total: number;
}

/** What a job's work sees of the scheduler. */
export interface Job {
  /** Aborted when the job is cancelled: to be handed on to whatever the work calls. */
  readonly signal: AbortSignal;
  /** May change while the job runs, as when its urgent part is done. */
  priority: Priority;
  /** How long the job has waited for its turns so far. */
  readonly waitedMilliseconds: number;
  /** Runs the model once, alone, when it is this job's turn. Rejects as `aborted` when cancelled. */
  turn<T>(run: () => Promise<T>): Promise<T>;
  report(progress: JobProgress): void;
}

/** A job that asks for the model, and how to let it go on. */
interface Waiting {
  readonly job: ScheduledJob;
  readonly grant: () => void;
  readonly refuse: (error: SamError) => void;
}

/**
 * Shares the model among jobs. Each run of the model is a turn, and the most urgent job has the next
 * one, the oldest among equals: a long job gives way between two of its runs and goes on afterwards.
 * Nothing is dropped unless it is cancelled.
 */
export class Scheduler {
  readonly #jobs = new Map<string, ScheduledJob>();
  #waiting: Waiting[] = [];
  #busy = false;

  /** @param nextTask lets messages be heard before a turn is given: a click goes before it. */
  constructor(private readonly nextTask: () => Promise<void> = nextMessageTask) {}

  /**
   * Runs `work` as a job. Its own code runs as soon as it can, the model by `job.turn`. Rejects with
   * what the work rejects with, or with a SamError `aborted` once it is cancelled.
   */
  async run<T>(options: JobOptions, work: (job: Job) => Promise<T>): Promise<T> {
    const job = new ScheduledJob(options, this);
    this.#jobs.set(options.id, job);
    try {
      return await work(job);
    } finally {
      if (this.#jobs.get(options.id) === job) this.#jobs.delete(options.id);
    }
  }

  /** Ends a job before its next turn; a run of the model that has started goes to its end. */
  cancel(id: string): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    job.abort.abort();
    const refused = this.#waiting.filter(one => one.job === job);
    this.#waiting = this.#waiting.filter(one => one.job !== job);
    for (const { refuse } of refused) refuse(cancelled());
  }

  /** Cancels all jobs of a priority. */
  cancelAll(priority: Priority): void {
    for (const [id, job] of this.#jobs) if (job.priority === priority) this.cancel(id);
  }

  /** Gives a job no more turns until `resume`. */
  pause(id: string): void {
    const job = this.#jobs.get(id);
    if (job) job.paused = true;
  }

  resume(id: string): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    job.paused = false;
    void this.#work();
  }

  /** @internal The model for one run of a job; resolves when its turn has come. */
  turn(job: ScheduledJob): Promise<void> {
    return new Promise((grant, refuse) => {
      this.#waiting.push({ job, grant, refuse });
      void this.#work();
    });
  }

  /** @internal The run of the turn that was given has ended. */
  turnDone(): void {
    this.#busy = false;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    await this.nextTask();
    const next = this.#takeNext();
    if (next) next.grant();
    else this.#busy = false;
  }

  #takeNext(): Waiting | undefined {
    const ready = this.#waiting.filter(({ job }) => !job.paused);
    if (!ready.length) return undefined;
    const rank = ({ job }: Waiting) => PRIORITIES.indexOf(job.priority);
    const next = ready.reduce((best, one) => (rank(one) < rank(best) ? one : best));
    this.#waiting = this.#waiting.filter(one => one !== next);
    return next;
  }
}

class ScheduledJob implements Job {
  readonly abort = new AbortController();
  priority: Priority;
  paused = false;
  waitedMilliseconds = 0;

  constructor(
    private readonly options: JobOptions,
    private readonly scheduler: Scheduler,
  ) {
    this.priority = options.priority;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  async turn<T>(run: () => Promise<T>): Promise<T> {
    if (this.signal.aborted) throw cancelled();
    const asked = performance.now();
    await this.scheduler.turn(this);
    this.waitedMilliseconds += performance.now() - asked;
    try {
      return await run();
    } finally {
      this.scheduler.turnDone();
    }
  }

  report(progress: JobProgress): void {
    this.options.onProgress?.(progress);
  }
}

const cancelled = () => new SamError('aborted', 'The request is not wanted any more.');

/** Resolves after the messages that wait already were heard; timers would wait longer. */
function nextMessageTask(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

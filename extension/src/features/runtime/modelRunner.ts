import type { SegmentRequest, SegmentResult } from '../../core/engine/types';
import { toErrorData, type SamErrorData } from '../../core/errors';
import type { PixelPoint } from '../../core/geometry/imagePlane';
import type { RegionMask } from '../../core/mask/regionMask';
import type {
  LoadOptions,
  LoadProgress,
  Outcome,
  RuntimeInfo,
  WorkerAutomaticCandidates,
  WorkerAutomaticRequest,
  WorkerSegmentRequest,
  WorkerSegmentResult,
} from '../../inference/api';
import { NO_STATS, type InferenceClient } from '../../inference/client';
import { Recovery } from '../../inference/recovery';
import type { JobProgress } from '../../inference/scheduler';
import type { ShownSlice } from '../../host/slices';
import type { RuntimeFacts, RuntimeState } from './types';

export type AnswerUpdate =
  | {
      readonly error?: undefined;
      readonly answer: SegmentResult;
      readonly milliseconds: number;
      /** True while a better answer is on its way. */
      readonly refining: boolean;
    }
  | { readonly error: SamErrorData };

/** A mask, and the time that the model took for it: not what it waited for its turn. */
export interface HoverAnswer {
  readonly mask: RegionMask;
  readonly milliseconds: number;
}

const ABORTED = { ok: false, error: { code: 'aborted', detail: 'not wanted any more' } } as const;

/** How the reader wants the model to be shown the slice; empty for what suits the prompts. */
export type ModelView = Pick<SegmentRequest, 'window' | 'wholeSlice'>;

/** The page's side of the worker: loads, sends slices when needed, asks quick and then best. */
export class ModelRunner {
  private runtimeListener: (runtime: RuntimeState) => void = () => undefined;
  private recoveredListener: () => void = () => undefined;
  private loading: Promise<boolean> | null = null;
  /** The running model; null while there is none. */
  private running: RuntimeInfo | null = null;
  private loadFailure: SamErrorData | null = null;
  /** Counts the workers: two requests that lose the same one count as one failure. */
  private generation = 0;
  private readonly recovery = new Recovery();
  private requests = 0;
  /** The newest request for the mask under the mouse. */
  private hovering: string | null = null;

  constructor(
    private readonly client: InferenceClient,
    private readonly loadOptions: () => LoadOptions,
  ) {}

  onRuntime(listener: (runtime: RuntimeState) => void): void {
    this.runtimeListener = listener;
  }

  /** Tells that a lost worker was started anew and has answered. */
  onRecovered(listener: () => void): void {
    this.recoveredListener = listener;
  }

  /** Loads model and runtime; joins a load that is under way and repeats a failed one. */
  async load(): Promise<void> {
    await this.ensureLoaded();
  }

  /** Loads anew by the options of now, whatever runs or failed before. Prompts are not here. */
  async reload(): Promise<void> {
    this.recovery.reset();
    this.forgetWorker();
    await this.ensureLoaded();
  }

  /**
   * Tells what the browser keeps, and what the worker holds as far as that is known; then once more
   * when the worker has answered, which it does not while it runs the model.
   */
  async inspect(known: RuntimeFacts | null, tell: (facts: RuntimeFacts) => void): Promise<void> {
    const stored = await this.client.storedModels();
    tell({ ...NO_STATS, ...known, stored });
    const stats = await this.client.stats();
    // Something may have been removed meanwhile.
    tell({ ...stats, stored: await this.client.storedModels() });
  }

  /** Removes files from the browser's storage; a running model works on. */
  removeStored(hashes: readonly string[]): Promise<void> {
    return this.client.removeStored(hashes);
  }

  /** Encodes a slice ahead of any prompt. Resolves to the failure, if any. */
  async prepare(slice: ShownSlice): Promise<SamErrorData | undefined> {
    const outcome = await this.onSlice(slice, () => this.client.prepare(slice.key));
    return outcome.ok ? undefined : outcome.error;
  }

  /**
   * Encodes a slice that the reader may come to next, after all else. False when it is of no use:
   * the model or the slice's values are not there, the cache has no room, or the reader has gone on.
   */
  async prepareAhead(slice: ShownSlice): Promise<boolean> {
    if (!this.running) return false;
    const outcome = await this.withPixels(slice, () => this.client.prepareAhead(slice.key));
    return outcome.ok && outcome.value;
  }

  /** Keys of the slices that an image embedding is kept of. */
  readySlices(): Promise<readonly string[]> {
    return this.client.readySlices();
  }

  /** The reader has gone on: what waits to be prepared is not wanted any more. */
  leaveSlice(): void {
    if (this.running) void this.client.cancelPrepare();
  }

  /**
   * Answers prompts on a slice: first from what is ready, then as well as the engine can. Nothing is
   * told any more once `signal` is aborted, and the worker gives the request up.
   */
  async answer(
    slice: ShownSlice,
    request: Pick<WorkerSegmentRequest, 'prompts' | 'previous' | 'window' | 'wholeSlice'>,
    onUpdate: (update: AnswerUpdate) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const jobId = this.newJobId();
    const cancel = () => void this.client.cancel(jobId);
    signal?.addEventListener('abort', cancel, { once: true });
    const tell = (answer: WorkerSegmentResult, refining: boolean) => {
      if (signal?.aborted) return;
      onUpdate({ answer, milliseconds: answer.milliseconds, refining });
    };
    const job = { jobId, priority: 'prompt', quality: 'best', sliceKey: slice.key } as const;
    const outcome = await this.onSlice(slice, async () =>
      signal?.aborted
        ? ABORTED
        : this.client.segment({ ...request, ...job }, quick => tell(quick, true)),
    );
    signal?.removeEventListener('abort', cancel);
    if (outcome.ok) tell(outcome.value, false);
    else if (!signal?.aborted) onUpdate({ error: outcome.error });
  }

  /**
   * The best answer on a slice that the reader may not look at, as the next one of a volume: all
   * else goes before it.
   */
  async follow(
    slice: ShownSlice,
    request: Pick<WorkerSegmentRequest, 'prompts' | 'previous' | 'promptedBy'> & ModelView,
    signal: AbortSignal,
  ): Promise<Outcome<WorkerSegmentResult>> {
    const jobId = this.newJobId();
    const cancel = () => void this.client.cancel(jobId);
    signal.addEventListener('abort', cancel, { once: true });
    const job = { jobId, priority: 'propagation', quality: 'best', sliceKey: slice.key } as const;
    const outcome = await this.onSlice(slice, async () =>
      signal.aborted ? ABORTED : this.client.segment({ ...request, ...job }),
    );
    signal.removeEventListener('abort', cancel);
    return outcome;
  }

  /** The candidates of automatic masks on a slice: prompts and propagation go before. */
  async findCandidates(
    slice: ShownSlice,
    request: Omit<WorkerAutomaticRequest, 'sliceKey' | 'jobId'>,
    onProgress: (progress: JobProgress) => void,
    signal: AbortSignal,
  ): Promise<Outcome<WorkerAutomaticCandidates>> {
    const jobId = this.newJobId();
    const cancel = () => void this.client.cancel(jobId);
    signal.addEventListener('abort', cancel, { once: true });
    const outcome = await this.onSlice(slice, async () =>
      signal.aborted
        ? ABORTED
        : this.client.automaticCandidates({ ...request, jobId, sliceKey: slice.key }, onProgress),
    );
    signal.removeEventListener('abort', cancel);
    return outcome;
  }

  /**
   * The mask under the mouse, from what is ready; null when there is none. Prompts go before it.
   */
  async hover(slice: ShownSlice, at: PixelPoint, view: ModelView): Promise<HoverAnswer | null> {
    if (!this.running || !this.client.holdsSlice(slice.key)) return null;
    // The mouse has moved on: only the newest mask is of use.
    if (this.hovering) void this.client.cancel(this.hovering);
    this.hovering = this.newJobId();
    const outcome = await this.client.segment({
      sliceKey: slice.key,
      jobId: this.hovering,
      priority: 'preview',
      prompts: [{ kind: 'point', polarity: 'include', at }],
      quality: 'quick',
      ...view,
    });
    if (!outcome.ok) return null;
    const { candidates, milliseconds } = outcome.value;
    return { mask: candidates[0].mask, milliseconds };
  }

  /**
   * Asks the model about a slice, whose pixels are sent when the worker lacks them. When the model
   * fails in mid-work it is started anew, or by the next execution provider, and asked again:
   * prompts and slices are here, not in the worker.
   */
  private async onSlice<T>(slice: ShownSlice, ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    for (let recovered = false; ; recovered = true) {
      if (!(await this.ensureLoaded())) {
        const missing = { code: 'runtime-failed', detail: 'the model is not loaded' } as const;
        return { ok: false, error: this.loadFailure ?? missing };
      }
      const { generation, running } = this;
      const outcome = await this.withPixels(slice, ask);
      if (outcome.ok) {
        if (recovered) this.recoveredListener();
        return outcome;
      }
      const isNews = generation === this.generation;
      if (isNews && !(running && this.recovery.after(outcome.error, running.provider)))
        return outcome;
      if (!isNews && outcome.error.code !== 'worker-lost') return outcome;
      if (isNews) this.forgetWorker();
    }
  }

  private async withPixels<T>(
    slice: ShownSlice,
    ask: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    try {
      if (!this.client.holdsSlice(slice.key)) void this.client.setSlice(slice.read());
      const outcome = await ask();
      if (outcome.ok || outcome.error.code !== 'pixels-unavailable') return outcome;
      // The worker keeps few slices.
      void this.client.setSlice(slice.read());
      return await ask();
    } catch (error) {
      return { ok: false, error: toErrorData(error, 'pixels-unavailable') };
    }
  }

  private newJobId(): string {
    return `page-${this.requests++}`;
  }

  private forgetWorker(): void {
    this.generation++;
    this.running = null;
    this.loading = null;
  }

  private ensureLoaded(): Promise<boolean> {
    if (this.running) return Promise.resolve(true);
    if (!this.loading) {
      const loading = this.loadOnce().finally(() => {
        if (this.loading === loading) this.loading = null;
      });
      this.loading = loading;
    }
    return this.loading;
  }

  private async loadOnce(): Promise<boolean> {
    const { generation } = this;
    const isCurrent = () => generation === this.generation;
    this.runtimeListener({ phase: 'downloading', loadedBytes: 0, totalBytes: 0, retrying: false });
    const outcome = await this.client.load(this.recovery.apply(this.loadOptions()), progress => {
      if (isCurrent()) this.runtimeListener(toRuntimeState(progress));
    });
    // Another load has taken the place of this one: what it comes to is what counts.
    if (!isCurrent()) return this.ensureLoaded();
    this.running = outcome.ok ? outcome.value : null;
    this.loadFailure = outcome.ok ? null : outcome.error;
    if (outcome.ok) this.recovery.loaded(outcome.value);
    this.runtimeListener(
      outcome.ok ? { phase: 'ready', info: outcome.value } : { phase: 'failed', ...outcome.error },
    );
    return outcome.ok;
  }
}

function toRuntimeState(progress: LoadProgress): RuntimeState {
  if (progress.phase === 'compile') return { phase: 'compiling' };
  if (progress.phase === 'self-check') return { phase: 'checking' };
  const { loadedBytes, totalBytes, retrying = false } = progress;
  return { phase: 'downloading', loadedBytes, totalBytes, retrying };
}

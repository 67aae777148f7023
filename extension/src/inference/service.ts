import { LRUCache } from 'lru-cache';
import { askSegmenter, shownWindow } from '../core/automatic/askSegmenter';
import { foreground } from '../core/automatic/foreground';
import { initializeMasks } from '../core/automatic/initialize';
import { defaultSpec, segment } from '../core/engine';
import type { EncodeSpec, SegmentResult, Segmenter } from '../core/engine/types';
import { SamError, toErrorData, type SamErrorCode } from '../core/errors';
import type { SliceImage } from '../core/image/sliceImage';
import { common } from '../core/mask/regionMask';
import type {
  InferenceApi,
  LoadOptions,
  LoadProgress,
  Outcome,
  RuntimeInfo,
  WorkerAutomaticCandidates,
  WorkerAutomaticRequest,
  WorkerSegmentRequest,
  WorkerSegmentResult,
  WorkerStats,
} from './api';
import { ForeignRequests } from './foreignRequests';
import { loadModel } from './loadModel';
import { Scheduler, type Job, type JobProgress, type Priority } from './scheduler';
import { ModelSegmenter } from './segmenter';

/** Slices are a few megabytes each; the viewer sends one again when it was dropped. */
const SLICE_BYTES = 64 * 2 ** 20;

/** After so many runs of the decoder Chromium has compiled it for good. */
const WARM_UPS = 12;
/** Where a click takes longer, a warm-up would be in the way of a real one. */
const WARM_UP_MILLISECONDS = 500;

/** No threshold that the panel offers takes masks below these: they are not sent to the page. */
const LEAST_SCORES = { leastPredictedIoU: 0.5, leastStabilityScore: 0.5 };

/** Beyond this share of the cache nothing is encoded ahead: what prompts need is never dropped for it. */
const AHEAD_SHARE = 0.75;

/** A segmenter that can tell what it holds and let go of it. */
export interface OwnedSegmenter extends Segmenter {
  /** Keys of the slices that an embedding of the whole is kept of. */
  readonly readySlices: readonly string[];
  readonly stats: { readonly cacheBytes: number; readonly cachedEmbeddings: number };
  release(): Promise<void>;
}

export type LoadSegmenter = (
  options: LoadOptions,
  onProgress: (progress: LoadProgress) => void,
) => Promise<{ readonly segmenter: OwnedSegmenter; readonly info: RuntimeInfo }>;

const loadSegmenter: LoadSegmenter = async (options, onProgress) => {
  const { model, info } = await loadModel(options, onProgress);
  return { segmenter: new ModelSegmenter(model, options.cacheBytes), info };
};

/** The worker's side of InferenceApi: holds the model and recent slices; the scheduler keeps order. */
export class SegmentationService implements InferenceApi {
  readonly #scheduler = new Scheduler();
  readonly #slices = new LRUCache<string, SliceImage>({ maxSize: SLICE_BYTES });
  #segmenter: OwnedSegmenter | undefined;
  #cacheLimitBytes = 0;
  readonly #foreign = new ForeignRequests();
  /** Jobs of the service's own. */
  #jobs = 0;
  #warmUps: number;

  /**
   * @param bring how the model comes; tests give their own.
   * @param warmUps how often the decoder runs for nobody once a slice is there.
   */
  constructor(
    private readonly bring: LoadSegmenter = loadSegmenter,
    warmUps = WARM_UPS,
  ) {
    this.#warmUps = warmUps;
  }

  load(
    options: LoadOptions,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Outcome<RuntimeInfo>> {
    this.#cacheLimitBytes = options.cacheBytes;
    return outcome('runtime-failed', async () => {
      const { segmenter, info } = await this.bring(options, onProgress);
      const before = this.#segmenter;
      this.#segmenter = segmenter;
      await before?.release();
      return info;
    });
  }

  async setSlice(slice: SliceImage): Promise<void> {
    // The cache takes nothing larger than itself.
    this.#slices.set(slice.key, slice, { size: Math.min(slice.values.byteLength, SLICE_BYTES) });
  }

  prepare(sliceKey: string): Promise<Outcome<EncodeSpec>> {
    return outcome('segmentation-failed', async () => {
      const slice = this.#slice(sliceKey);
      const spec = await this.#encode(slice, 'prepare');
      this.#warmUp(slice);
      return spec;
    });
  }

  prepareAhead(sliceKey: string): Promise<Outcome<boolean>> {
    return outcome('segmentation-failed', async () => {
      const slice = this.#slice(sliceKey);
      const { cacheBytes } = this.#model().stats;
      if (cacheBytes > AHEAD_SHARE * this.#cacheLimitBytes) return false;
      await this.#encode(slice, 'ahead');
      return true;
    });
  }

  #encode(slice: SliceImage, priority: Priority): Promise<EncodeSpec> {
    return this.#scheduler.run({ id: this.#ownId(), priority }, async job => {
      const { spec } = await inTurns(this.#model(), job).encode(slice, defaultSpec(slice));
      return spec;
    });
  }

  /**
   * Clicks the middle of the slice for nobody while there is nothing else to do: browsers compile
   * what has run several times anew, and the reader's first clicks would take twice as long.
   */
  #warmUp(slice: SliceImage): void {
    if (this.#warmUps === 0) return;
    this.#warmUps--;
    const { columns, rows } = slice.plane;
    const at = [columns / 2, rows / 2] as const;
    const click = { kind: 'point', polarity: 'include', at } as const;
    const model = this.#model();
    void this.#scheduler
      .run({ id: this.#ownId(), priority: 'warm-up' }, async job => {
        const start = performance.now();
        await segment(inTurns(model, job), { slice, prompts: [click], quality: 'quick' });
        return performance.now() - start - job.waitedMilliseconds;
      })
      .then(
        milliseconds => {
          if (milliseconds < WARM_UP_MILLISECONDS) this.#warmUp(slice);
        },
        // A model that fails says so when the reader clicks.
        () => undefined,
      );
  }

  segment(
    { sliceKey, jobId, priority, ...request }: WorkerSegmentRequest,
    onQuick?: (result: WorkerSegmentResult) => void,
  ): Promise<Outcome<WorkerSegmentResult>> {
    return outcome('segmentation-failed', () =>
      this.#scheduler.run({ id: jobId, priority }, async job => {
        const slice = this.#slice(sliceKey);
        const model = inTurns(this.#model(), job);
        const ask = async (quality: 'quick' | 'best') => {
          const started = performance.now() - job.waitedMilliseconds;
          const result = await segment(model, { ...request, slice, quality }, job.signal);
          return timed(result, performance.now() - started - job.waitedMilliseconds);
        };
        if (request.quality === 'quick') return ask('quick');
        if (onQuick) {
          const quick = await ask('quick');
          if (quick.final) return quick;
          onQuick(quick);
          job.priority = 'refinement';
        }
        return ask('best');
      }),
    );
  }

  automaticCandidates(
    { sliceKey, jobId, window, parameters, box, within, least }: WorkerAutomaticRequest,
    onProgress: (progress: JobProgress) => void,
  ): Promise<Outcome<WorkerAutomaticCandidates>> {
    return outcome('segmentation-failed', () =>
      this.#scheduler.run({ id: jobId, priority: 'automatic', onProgress }, async job => {
        const slice = this.#slice(sliceKey);
        const { columns, rows } = slice.plane;
        const shown = shownWindow({ slice, window });
        const ask = askSegmenter(inTurns(this.#model(), job), slice, shown, parameters);
        const patient = foreground(slice);
        const area = { columns, rows, box, within: within ? common(within, patient) : patient };
        const found = await initializeMasks(area, parameters, ask, {
          ...(least ?? LEAST_SCORES),
          onProgress: (done, total) => job.report({ done, total }),
        });
        return { ...found, window: shown };
      }),
    );
  }

  async cancel(jobId: string): Promise<void> {
    this.#scheduler.cancel(jobId);
  }

  async pause(jobId: string): Promise<void> {
    this.#scheduler.pause(jobId);
  }

  async resume(jobId: string): Promise<void> {
    this.#scheduler.resume(jobId);
  }

  async cancelPrepare(): Promise<void> {
    this.#scheduler.cancelAll('prepare');
    this.#scheduler.cancelAll('ahead');
  }

  async readySlices(): Promise<readonly string[]> {
    return this.#segmenter?.readySlices ?? [];
  }

  async stats(): Promise<WorkerStats> {
    return {
      cacheBytes: 0,
      cachedEmbeddings: 0,
      ...this.#segmenter?.stats,
      cacheLimitBytes: this.#cacheLimitBytes,
      foreignRequests: this.#foreign.count,
    };
  }

  #ownId(): string {
    return `service-${this.#jobs++}`;
  }

  #model(): OwnedSegmenter {
    if (!this.#segmenter) throw new SamError('runtime-missing', 'The model is not loaded yet.');
    return this.#segmenter;
  }

  #slice(key: string): SliceImage {
    const slice = this.#slices.get(key);
    if (!slice) throw new SamError('pixels-unavailable', 'The slice was not sent, or not kept.');
    return slice;
  }
}

const timed = (result: SegmentResult, milliseconds: number): WorkerSegmentResult => ({
  ...result,
  milliseconds,
});

/** The segmenter, each run of which takes a turn of the job. */
function inTurns(segmenter: Segmenter, job: Job): Segmenter {
  return {
    inputSize: segmenter.inputSize,
    maskSide: segmenter.maskSide,
    ready: slice => segmenter.ready(slice),
    encode: (slice, spec, signal = job.signal) =>
      job.turn(() => segmenter.encode(slice, spec, signal)),
    decode: (embedding, prompts, signal = job.signal) =>
      job.turn(() => segmenter.decode(embedding, prompts, signal)),
    decodeMany: (embedding, prompts, signal = job.signal) =>
      job.turn(() => segmenter.decodeMany(embedding, prompts, signal)),
  };
}

/** The value, or the failure as data; what is no SamError gets the fallback's code. */
async function outcome<T>(fallback: SamErrorCode, run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, error: toErrorData(error, fallback) };
  }
}

import { LRUCache } from 'lru-cache';
import { defaultSpec, segment } from '../core/engine';
import type { EncodeSpec, Segmenter } from '../core/engine/types';
import { SamError, toErrorData, type SamErrorCode } from '../core/errors';
import type { SliceImage } from '../core/image/sliceImage';
import type {
  InferenceApi,
  LoadOptions,
  LoadProgress,
  Outcome,
  RuntimeInfo,
  WorkerSegmentRequest,
  WorkerSegmentResult,
  WorkerStats,
} from './api';
import { ForeignRequests } from './foreignRequests';
import { loadModel } from './loadModel';
import { RequestQueue } from './requestQueue';
import { ModelSegmenter } from './segmenter';

/** Slices are a few megabytes each; the viewer sends one again when it was dropped. */
const SLICE_BYTES = 64 * 2 ** 20;

/** After so many runs of the decoder Chromium has compiled it for good. */
const REHEARSALS = 12;
/** Where a click takes longer, a rehearsal would be in the way of a real one. */
const REHEARSAL_MILLISECONDS = 500;

/** A segmenter that can tell what it holds and let go of it. */
export interface OwnedSegmenter extends Segmenter {
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

/** The worker's side of InferenceApi: holds the model and recent slices, and keeps the order. */
export class SegmentationService implements InferenceApi {
  readonly #queue = new RequestQueue();
  readonly #slices = new LRUCache<string, SliceImage>({ maxSize: SLICE_BYTES });
  #segmenter: OwnedSegmenter | undefined;
  /** Aborted when a newer `segment` arrives while a `best` one runs. */
  #refinement: AbortController | undefined;
  #cacheLimitBytes = 0;
  readonly #foreign = new ForeignRequests();
  #rehearsals: number;

  /**
   * @param bring how the model comes; tests give their own.
   * @param rehearsals how often the decoder runs for nobody once a slice is there.
   */
  constructor(
    private readonly bring: LoadSegmenter = loadSegmenter,
    rehearsals = REHEARSALS,
  ) {
    this.#rehearsals = rehearsals;
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

  async hasSlice(sliceKey: string): Promise<boolean> {
    return this.#slices.get(sliceKey) !== undefined;
  }

  prepare(sliceKey: string): Promise<Outcome<EncodeSpec>> {
    return outcome('segmentation-failed', () =>
      this.#queue.add('prepare', async () => {
        const slice = this.#slice(sliceKey);
        const { spec } = await this.#model().encode(slice, defaultSpec(slice));
        this.#rehearse(slice);
        return spec;
      }),
    );
  }

  /**
   * Clicks the middle of the slice for nobody while there is nothing else to do: browsers compile
   * what has run several times anew, and the reader's first clicks would take twice as long.
   */
  #rehearse(slice: SliceImage): void {
    if (this.#rehearsals === 0) return;
    this.#rehearsals--;
    const { columns, rows } = slice.plane;
    const at = [columns / 2, rows / 2] as const;
    const click = { kind: 'point', polarity: 'include', at } as const;
    const model = this.#model();
    void this.#queue
      .add('rehearse', async () => {
        const start = performance.now();
        await segment(model, { slice, prompts: [click], quality: 'quick' });
        return performance.now() - start;
      })
      .then(
        milliseconds => {
          if (milliseconds < REHEARSAL_MILLISECONDS) this.#rehearse(slice);
        },
        // A model that fails says so when the reader clicks.
        () => undefined,
      );
  }

  segment({ sliceKey, ...request }: WorkerSegmentRequest): Promise<Outcome<WorkerSegmentResult>> {
    this.#refinement?.abort();
    return outcome('segmentation-failed', () =>
      this.#queue.add('segment', async () => {
        const start = performance.now();
        const slice = this.#slice(sliceKey);
        const refinement = new AbortController();
        this.#refinement = request.quality === 'best' ? refinement : undefined;
        const segmenter = abortable(this.#model(), refinement.signal);
        const result = await segment(segmenter, { ...request, slice });
        return { ...result, milliseconds: performance.now() - start };
      }),
    );
  }

  async cancelPrepare(): Promise<void> {
    this.#queue.drop('prepare');
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

  #model(): Segmenter {
    if (!this.#segmenter) throw new SamError('runtime-missing', 'The model is not loaded yet.');
    return this.#segmenter;
  }

  #slice(key: string): SliceImage {
    const slice = this.#slices.get(key);
    if (!slice) throw new SamError('pixels-unavailable', 'The slice was not sent or was dropped.');
    return slice;
  }
}

/**
 * The segmenter, stopping before its next model run once the signal is aborted. Only refinements
 * are stopped so: if quick answers were, a prompt that is dragged would never show one.
 */
function abortable(segmenter: Segmenter, signal: AbortSignal): Segmenter {
  const check = () => {
    if (signal.aborted) throw new SamError('aborted', 'A newer request took its place.');
  };
  return {
    inputSize: segmenter.inputSize,
    maskSide: segmenter.maskSide,
    ready: sliceKey => segmenter.ready(sliceKey),
    async encode(slice, spec, ownSignal) {
      check();
      return segmenter.encode(slice, spec, ownSignal);
    },
    async decode(embedding, prompts, ownSignal) {
      check();
      return segmenter.decode(embedding, prompts, ownSignal);
    },
    async decodeMany(embedding, prompts, ownSignal) {
      check();
      return segmenter.decodeMany(embedding, prompts, ownSignal);
    },
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

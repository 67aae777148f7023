import { proxy, transfer, wrap, type Remote } from 'comlink';
import type { SamErrorCode } from '../core/errors';
import type {
  InferenceApi,
  LoadOptions,
  LoadProgress,
  Outcome,
  ExecutionProvider,
  RuntimeInfo,
  StoredModel,
  WorkerStats,
} from './api';
import { fallBack } from './fallback';
import { ModelStorage } from './modelStorage';

/** A worker that has not answered by then will not: its file is missing or broken. */
const HANDSHAKE_MILLISECONDS = 30_000;

export interface InferenceClientOptions {
  /** Absolute URL of the worker's script, an ES module. */
  readonly workerUrl: string;
  /** How long the worker may take to answer for the first time. */
  readonly handshakeMilliseconds?: number;
  /** Tests give their own. */
  readonly startWorker?: (url: string) => Worker;
}

/**
 * The worker's offer on the main thread. No call ever rejects or waits for a lost worker: all
 * outcomes end as `worker-lost` (other calls as nothing done), and so do later ones until the next
 * `load`. Each `load` starts a new worker, which knows no slices and no model; when the model fails
 * on one provider, another worker tries the next.
 */
export interface InferenceClient extends InferenceApi {
  /** The slice was sent to this worker, which may have let go of it since. */
  holdsSlice(sliceKey: string): boolean;
  /** The models in the browser's storage, once a load has begun; none when it keeps nothing. */
  storedModels(): Promise<readonly StoredModel[]>;
  /** Removes files from the browser's storage; a loaded model works on from memory. */
  removeStored(hashes: readonly string[]): Promise<void>;
  /** Ends the worker and frees its memory. */
  stop(): void;
}

/** A running worker and what ends with it. */
interface Connection {
  readonly remote: Remote<InferenceApi>;
  /** Resolves once the worker has answered. */
  readonly answered: Promise<undefined>;
  /** Resolves to the failure once the worker is lost. */
  readonly lost: Promise<Failure>;
  /**
   * Told of the failure, too: the calls under way. They do not wait for `lost`, which would hold
   * on to each of them, and so to the pixels of every slice sent, as long as the worker lives.
   */
  readonly waiting: Set<(failed: Failure) => void>;
  /** Keys of the slices that were sent. */
  readonly slices: Set<string>;
  close(reason: string): void;
}

type Failure = Extract<Outcome<never>, { ok: false }>;

/** Of a worker that is not there. */
export const NO_STATS: WorkerStats = {
  cacheBytes: 0,
  cachedEmbeddings: 0,
  cacheLimitBytes: 0,
  foreignRequests: 0,
};

const failure = (code: SamErrorCode, detail: string): Failure => ({
  ok: false,
  error: { code, detail },
});

/** The worker that runs now, if any: what is asked of it ends at the latest when it is lost. */
class CurrentWorker {
  #connection: Connection | undefined;

  constructor(private readonly options: InferenceClientOptions) {}

  /** Keys of the slices that were sent to it. */
  get slices(): Set<string> | undefined {
    return this.#connection?.slices;
  }

  /** What the worker answers, or `otherwise` when it is lost before that. */
  async ask<T>(
    call: (remote: Remote<InferenceApi>) => Promise<T>,
    otherwise: (failure: Failure) => T,
  ): Promise<T> {
    if (!this.#connection) return otherwise(failure('worker-lost', 'The worker is not running.'));
    const { remote, waiting } = this.#connection;
    return new Promise(resolve => {
      const lose = (failed: Failure) => resolve(otherwise(failed));
      waiting.add(lose);
      void call(remote)
        // The worker's own failures are data: what is thrown could not be sent.
        .catch((cause: unknown) => otherwise(failure('worker-lost', String(cause))))
        .then(answer => {
          waiting.delete(lose);
          resolve(answer);
        });
    });
  }

  /** What the worker answers, its loss included. */
  outcome<T>(call: (remote: Remote<InferenceApi>) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.ask(call, lost => lost);
  }

  /** A call that nobody waits for an answer of. */
  tell(call: (remote: Remote<InferenceApi>) => Promise<void>): Promise<void> {
    return this.ask<void>(call, () => undefined);
  }

  close(reason: string): void {
    this.#connection?.close(reason);
    this.#connection = undefined;
  }

  /** One try, on the fastest execution provider that is left; tells which one that was. */
  async load(
    loadOptions: LoadOptions,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<{ readonly outcome: Outcome<RuntimeInfo>; readonly provider?: ExecutionProvider }> {
    this.close('A new worker took its place.');
    const started = connect(this.options, () => {
      if (this.#connection === started) this.#connection = undefined;
    });
    if ('error' in started) return { outcome: started };
    this.#connection = started;
    const failed = await Promise.race([started.answered, started.lost]);
    if (failed) return { outcome: failure('runtime-missing', failed.error.detail) };
    // Progress comes by a port of its own, so the last of it may come after the outcome.
    let done = false;
    let provider: ExecutionProvider | undefined;
    const report = proxy((progress: LoadProgress) => {
      if (progress.phase === 'compile') provider = progress.provider;
      if (!done) onProgress(progress);
    });
    const outcome = await this.outcome(remote => remote.load(loadOptions, report));
    done = true;
    return { outcome, provider };
  }
}

/** The inference worker's offer on the main thread. */
export function createInferenceClient(options: InferenceClientOptions): InferenceClient {
  const worker = new CurrentWorker(options);
  let loads = 0;
  let storage: ModelStorage | undefined;
  return {
    async load(loadOptions, onProgress) {
      const load = ++loads;
      storage = new ModelStorage(loadOptions.modelsUrl);
      let { failedProviders = [] } = loadOptions;
      for (;;) {
        const tried = { ...loadOptions, failedProviders };
        const { outcome, provider } = await worker.load(tried, onProgress);
        // A later load has the word.
        if (outcome.ok || load !== loads) return outcome;
        // Each turn gives up a provider, so there are as many as providers at most.
        const fewer = fallBack(failedProviders, provider, outcome.error);
        if (!fewer) return outcome;
        failedProviders = fewer;
      }
    },
    async setSlice(slice) {
      // A copy: the values may be a window onto a whole volume, which must not be sent or lost.
      const values = slice.values.slice();
      worker.slices?.add(slice.key);
      const sent = { ...slice, values };
      await worker.tell(remote => remote.setSlice(transfer(sent, [values.buffer])));
    },
    holdsSlice: sliceKey => worker.slices?.has(sliceKey) ?? false,
    prepare: sliceKey => worker.outcome(remote => remote.prepare(sliceKey)),
    prepareAhead: sliceKey => worker.outcome(remote => remote.prepareAhead(sliceKey)),
    readySlices: () =>
      worker.ask<readonly string[]>(
        remote => remote.readySlices(),
        () => [],
      ),
    segment: (request, onQuick) =>
      worker.outcome(remote =>
        onQuick ? remote.segment(request, proxy(onQuick)) : remote.segment(request),
      ),
    automaticCandidates: (request, onProgress) =>
      worker.outcome(remote => remote.automaticCandidates(request, proxy(onProgress))),
    cancel: jobId => worker.tell(remote => remote.cancel(jobId)),
    pause: jobId => worker.tell(remote => remote.pause(jobId)),
    resume: jobId => worker.tell(remote => remote.resume(jobId)),
    cancelPrepare: () => worker.tell(remote => remote.cancelPrepare()),
    stats: () =>
      worker.ask(
        remote => remote.stats(),
        () => NO_STATS,
      ),
    // Not by the worker, which hears nothing while it runs the model.
    storedModels: async () => (await storage?.list()) ?? [],
    removeStored: async hashes => storage?.remove(hashes),
    stop: () => {
      loads++;
      worker.close('The worker was ended.');
    },
  };
}

function connect(
  { workerUrl, handshakeMilliseconds, startWorker = startModuleWorker }: InferenceClientOptions,
  onLost: () => void,
): Connection | Failure {
  let worker: Worker;
  try {
    worker = startWorker(workerUrl);
  } catch (cause) {
    return failure('runtime-missing', `The worker could not be started: ${String(cause)}`);
  }
  let lose: (failure: Failure) => void;
  const lost = new Promise<Failure>(resolve => (lose = resolve));
  const waiting: Connection['waiting'] = new Set();
  const close = (reason: string) => {
    worker.terminate();
    onLost();
    const failed = failure('worker-lost', reason);
    lose(failed);
    for (const tell of waiting) tell(failed);
    waiting.clear();
  };
  worker.addEventListener('error', event => {
    event.preventDefault();
    close(event.message || 'The script of the worker could not be loaded.');
  });
  worker.addEventListener('messageerror', () => close('A message could not be read.'));

  const remote = wrap<InferenceApi>(worker);
  const limit = handshakeMilliseconds ?? HANDSHAKE_MILLISECONDS;
  const timer = setTimeout(() => close(`The worker did not answer within ${limit} ms.`), limit);
  const answered = remote.stats().then(() => undefined);
  void Promise.race([answered, lost]).then(() => clearTimeout(timer));
  return { remote, answered, lost, waiting, slices: new Set(), close };
}

/** Browsers start workers from the page's own origin only; a script from another is imported. */
function startModuleWorker(url: string): Worker {
  const sameOrigin = new URL(url, location.href).origin === location.origin;
  if (sameOrigin) return new Worker(url, { type: 'module', name: 'sam-inference' });
  const script = new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(script);
  // The URL lives as long as the page: the worker reads it when it likes.
  return new Worker(blobUrl, { type: 'module', name: 'sam-inference' });
}

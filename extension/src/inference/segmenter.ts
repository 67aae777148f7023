import type {
  DecoderOutput,
  EncodeSpec,
  ImageEmbedding,
  ModelPrompts,
  Segmenter,
} from '../core/engine/types';
import { SamError } from '../core/errors';
import { prepareModelInput } from '../core/image/modelInput';
import type { SliceImage } from '../core/image/sliceImage';
import { adapters } from './adapters';
import { maskSideOf } from './adapters/tensors';
import type { Embedding } from './embedding';
import { EmbeddingCache, SliceEmbedding } from './embeddingCache';
import type { LoadedModel } from './loadModel';
import { promptBatches } from './promptBatches';

/**
 * The model as the engine sees it: keeps embeddings where the encoder left them, and runs one graph
 * at a time. Nothing is taken out of the cache while a graph runs on it.
 */
export class ModelSegmenter implements Segmenter {
  readonly inputSize: number;
  readonly maskSide: number;
  readonly #cache: EmbeddingCache;
  /** One buffer for all encodes (12 MB at 1024 pixels); safe because runs never overlap. */
  readonly #pixels: Float32Array<ArrayBuffer>;
  #running: Promise<unknown> = Promise.resolve();

  /** @param cacheBytes cap of the embeddings that are kept (at 448 pixels 0.8 MB each, at 1024 4 MB). */
  constructor(
    private readonly model: LoadedModel,
    cacheBytes: number,
  ) {
    this.inputSize = model.manifest.input.size;
    this.maskSide = maskSideOf(model.manifest);
    this.#pixels = new Float32Array(3 * this.inputSize * this.inputSize);
    this.#cache = new EmbeddingCache(cacheBytes, model.sha256);
  }

  get stats(): { readonly cacheBytes: number; readonly cachedEmbeddings: number } {
    return { cacheBytes: this.#cache.bytes, cachedEmbeddings: this.#cache.size };
  }

  get readySlices(): readonly string[] {
    return this.#cache.wholeSliceKeys;
  }

  ready(slice: SliceImage): readonly ImageEmbedding[] {
    return this.#cache.ofSlice(slice);
  }

  /**
   * The signal is heard until the graph starts; a run that has started goes to its end and its
   * embedding is kept.
   */
  async encode(slice: SliceImage, spec: EncodeSpec, signal?: AbortSignal): Promise<ImageEmbedding> {
    signal?.throwIfAborted();
    const embedding = this.#cache.embeddingOf(slice, spec);
    if (!this.#cache.get(embedding)) await this.#alone(() => this.#tensorsOf(embedding, signal));
    return embedding;
  }

  async decode(
    embedding: ImageEmbedding,
    prompts: ModelPrompts,
    signal?: AbortSignal,
  ): Promise<DecoderOutput> {
    const [output] = await this.decodeMany(embedding, [prompts], signal);
    return output;
  }

  /** The signal is heard before each run; see `promptsPerRun` of the manifest. */
  async decodeMany(
    embedding: ImageEmbedding,
    prompts: readonly ModelPrompts[],
    signal?: AbortSignal,
  ): Promise<readonly DecoderOutput[]> {
    if (!(embedding instanceof SliceEmbedding)) {
      throw new TypeError('decode takes the embeddings that encode and ready gave.');
    }
    const { manifest, decoder } = this.model;
    const outputs: DecoderOutput[] = [];
    for (const batch of promptBatches(prompts, manifest.promptsPerRun ?? 1)) {
      const sets = batch.map(index => prompts[index]);
      const answers = await this.#alone(async () => {
        const tensors = await this.#tensorsOf(embedding, signal);
        signal?.throwIfAborted();
        return adapters[manifest.family].decode(decoder, manifest, tensors, sets);
      });
      batch.forEach((index, n) => (outputs[index] = answers[n]));
    }
    return outputs;
  }

  /** Frees embeddings and graphs. */
  async release(): Promise<void> {
    await this.#alone(async () => {
      this.#cache.clear();
      await this.model.encoder.release();
      await this.model.decoder.release();
    });
  }

  /** The embedding's tensors, encoded now when the cache has none. Only where nothing else runs. */
  async #tensorsOf(embedding: SliceEmbedding, signal?: AbortSignal): Promise<Embedding> {
    const kept = this.#cache.get(embedding);
    if (kept) return kept;
    signal?.throwIfAborted();
    const { manifest, encoder } = this.model;
    const { slice, spec } = embedding;
    const pixels = prepareModelInput(slice, spec, manifest.input, this.#pixels);
    const made = await adapters[manifest.family].encode(encoder, manifest, pixels);
    this.#cache.put(embedding, made);
    return made;
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#running.then(run).catch((error: unknown) => {
      // What lay on the device is gone; the next worker encodes it anew.
      if (error instanceof SamError && error.code === 'device-lost') this.#cache.clear();
      throw error;
    });
    this.#running = result.catch(() => undefined);
    return result;
  }
}

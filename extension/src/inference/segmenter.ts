import type {
  DecoderOutput,
  EncodeSpec,
  ImageEmbedding,
  ModelPrompts,
  Segmenter,
} from '../core/engine/types';
import { prepareModelInput } from '../core/image/modelInput';
import type { SliceImage } from '../core/image/sliceImage';
import { adapters } from './adapters';
import { maskSideOf } from './adapters/tensors';
import { CachedEmbedding, EmbeddingCache } from './embeddingCache';
import type { LoadedModel } from './loadModel';
import { promptBatches } from './promptBatches';

/** The model as the engine sees it: keeps embeddings, and runs one graph at a time. */
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

  ready(sliceKey: string): readonly ImageEmbedding[] {
    return this.#cache.ofSlice(sliceKey);
  }

  /**
   * The signal is heard until the graph starts; a run that has started goes to its end and its
   * embedding is kept.
   */
  async encode(slice: SliceImage, spec: EncodeSpec, signal?: AbortSignal): Promise<ImageEmbedding> {
    signal?.throwIfAborted();
    const { manifest, encoder } = this.model;
    return this.#cache.getOrMake(slice, spec, () =>
      this.#alone(() => {
        const pixels = prepareModelInput(slice, spec, manifest.input, this.#pixels);
        return adapters[manifest.family].encode(encoder, manifest, pixels);
      }),
    );
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
    if (!(embedding instanceof CachedEmbedding)) {
      throw new TypeError('decode takes the embeddings that encode and ready gave.');
    }
    this.#cache.touch(embedding);
    const { manifest, decoder } = this.model;
    const outputs: DecoderOutput[] = [];
    for (const batch of promptBatches(prompts, manifest.promptsPerRun ?? 1)) {
      signal?.throwIfAborted();
      const sets = batch.map(index => prompts[index]);
      const answers = await this.#alone(() =>
        adapters[manifest.family].decode(decoder, manifest, embedding.tensors, sets),
      );
      batch.forEach((index, n) => (outputs[index] = answers[n]));
    }
    return outputs;
  }

  /** Frees the graphs. */
  async release(): Promise<void> {
    await this.#alone(async () => {
      await this.model.encoder.release();
      await this.model.decoder.release();
    });
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#running.then(run);
    this.#running = result.catch(() => undefined);
    return result;
  }
}

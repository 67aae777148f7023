import { LRUCache } from 'lru-cache';
import type { EncodeSpec, ImageEmbedding } from '../core/engine/types';
import type { SliceImage } from '../core/image/sliceImage';
import type { TensorMap } from './modelRuntime';

/** An embedding with its tensors; it stays usable for who holds it after the cache dropped it. */
export class CachedEmbedding implements ImageEmbedding {
  constructor(
    readonly id: string,
    readonly sliceKey: string,
    readonly spec: EncodeSpec,
    readonly tensors: TensorMap,
  ) {}
}

/**
 * Image embeddings by what the encoder was shown, under a cap of bytes; the least recently used go
 * first. Requests for one that is still being made share the same run.
 */
export class EmbeddingCache {
  readonly #entries: LRUCache<string, CachedEmbedding>;
  readonly #pending = new Map<string, Promise<CachedEmbedding>>();

  /**
   * @param maxBytes cap of all tensors together; the newest embedding stays in any case.
   * @param modelHash sets the embeddings of one model apart from those of another.
   */
  constructor(
    private readonly maxBytes: number,
    private readonly modelHash: string,
  ) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The embeddings of a slice, least recently used first. */
  ofSlice(sliceKey: string): readonly CachedEmbedding[] {
    return [...this.#entries.rvalues()].filter(
      (entry): entry is CachedEmbedding => entry?.sliceKey === sliceKey,
    );
  }

  /** Counts the embedding as just used. */
  touch(embedding: CachedEmbedding): void {
    this.#entries.get(embedding.id);
  }

  /** The embedding of this slice and spec, by `make` when there is none. A failure is not kept. */
  async getOrMake(
    slice: Pick<SliceImage, 'key' | 'plane'>,
    spec: EncodeSpec,
    make: () => Promise<TensorMap>,
  ): Promise<CachedEmbedding> {
    const id = this.#key(slice, spec);
    const ready = this.#entries.get(id);
    if (ready) return ready;
    let pending = this.#pending.get(id);
    if (!pending) {
      pending = make()
        .then(tensors => {
          const embedding = new CachedEmbedding(id, slice.key, spec, tensors);
          // The cache takes nothing larger than itself.
          this.#entries.set(id, embedding, { size: Math.min(byteLength(tensors), this.maxBytes) });
          return embedding;
        })
        .finally(() => this.#pending.delete(id));
      this.#pending.set(id, pending);
    }
    return pending;
  }

  #key(
    { key, plane }: Pick<SliceImage, 'key' | 'plane'>,
    { region, window, smoothing }: EncodeSpec,
  ): string {
    return [
      this.modelHash,
      key,
      plane.columns,
      plane.rows,
      region.x,
      region.y,
      region.width,
      region.height,
      window.lower,
      window.upper,
      smoothing ?? 0,
    ].join('|');
  }
}

const byteLength = (tensors: TensorMap) =>
  Object.values(tensors).reduce((sum, tensor) => sum + tensor.data.byteLength, 0);

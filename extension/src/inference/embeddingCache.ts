import { LRUCache } from 'lru-cache';
import type { EncodeSpec, ImageEmbedding } from '../core/engine/types';
import { contains, wholeImage, type Region } from '../core/geometry/region';
import type { SliceImage } from '../core/image/sliceImage';
import { bytesOf, disposeOf, type Embedding } from './embedding';

/**
 * What was encoded. The tensors are the cache's: it stays usable for who holds it, by being encoded
 * again, after the cache has dropped them.
 */
export class SliceEmbedding implements ImageEmbedding {
  constructor(
    readonly id: string,
    readonly slice: SliceImage,
    readonly spec: EncodeSpec,
  ) {}
}

interface Entry {
  readonly sliceKey: string;
  readonly spec: EncodeSpec;
  /** All of the slice was shown: a prompt anywhere on it can be answered. */
  readonly isWhole: boolean;
  readonly tensors: Embedding;
}

/**
 * Owns the tensors of image embeddings, by what the encoder was shown, under a cap of bytes. The
 * least recently used are dropped first, and what is dropped is freed at once: `put` and `clear`
 * must not be called while a graph runs that was fed from here.
 */
export class EmbeddingCache {
  readonly #entries: LRUCache<string, Entry>;

  /**
   * @param maxBytes cap of all tensors together; the newest embedding stays in any case.
   * @param modelHash sets the embeddings of one model apart from those of another.
   */
  constructor(
    private readonly maxBytes: number,
    private readonly modelHash: string,
  ) {
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      dispose: ({ tensors }) => disposeOf(tensors),
    });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Keys of the slices that were encoded as a whole, in whichever window. */
  get wholeSliceKeys(): readonly string[] {
    const whole = [...this.#entries.values()].filter(({ isWhole }) => isWhole);
    return [...new Set(whole.map(({ sliceKey }) => sliceKey))];
  }

  /** What the tensors of this slice and spec are kept by, whether they are there or not. */
  embeddingOf(slice: SliceImage, spec: EncodeSpec): SliceEmbedding {
    return new SliceEmbedding(this.#key(slice, spec), slice, spec);
  }

  /** The embeddings of a slice, least recently used first. */
  ofSlice(slice: SliceImage): readonly SliceEmbedding[] {
    return [...this.#entries.rkeys()].flatMap(id => {
      const entry = this.#entries.peek(id);
      return entry?.sliceKey === slice.key ? [new SliceEmbedding(id, slice, entry.spec)] : [];
    });
  }

  /** The tensors, unless they were dropped; counts them as just used. */
  get({ id }: SliceEmbedding): Embedding | undefined {
    return this.#entries.get(id)?.tensors;
  }

  /** Takes over tensors that it does not have. */
  put({ id, slice, spec }: SliceEmbedding, tensors: Embedding): void {
    // The cache takes nothing larger than itself.
    const size = Math.min(bytesOf(tensors), this.maxBytes);
    const { key: sliceKey, plane } = slice;
    const isWhole = holds(spec.region, wholeImage(plane));
    this.#entries.set(id, { sliceKey, spec, isWhole, tensors }, { size });
  }

  /** Drops everything. */
  clear(): void {
    this.#entries.clear();
  }

  #key({ key, plane }: SliceImage, { region, window, smoothing }: EncodeSpec): string {
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

const holds = (region: Region, { x, y, width, height }: Region): boolean =>
  contains(region, [x, y]) && contains(region, [x + width, y + height]);

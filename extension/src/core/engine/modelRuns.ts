import { SamError } from '../errors';
import { createImageTransform } from '../geometry/imageTransform';
import type { SliceImage } from '../image/sliceImage';
import type { LogitField } from '../mask/fromLogits';
import { toLowResolution } from '../mask/toLogits';
import { toModelPrompts, type PromptGeometry } from '../prompt/modelPrompts';
import type { DecoderOutput, EncodeSpec, ImageEmbedding, Segmenter } from './types';

/** What the decoder is asked on one embedding. */
export interface Question {
  readonly prompts: PromptGeometry;
  /** Logits at the slice's pixels of an earlier mask, to be fed back. */
  readonly mask?: LogitField;
}

/** The model's runs for one request: counted, and none is started once the signal is aborted. */
export class ModelRuns {
  encodes = 0;
  decodes = 0;

  constructor(
    private readonly segmenter: Segmenter,
    readonly slice: SliceImage,
    private readonly signal?: AbortSignal,
  ) {}

  get inputSize(): number {
    return this.segmenter.inputSize;
  }

  get maskSide(): number {
    return this.segmenter.maskSide;
  }

  /** The embeddings of the slice that are ready. */
  ready(): readonly ImageEmbedding[] {
    return this.segmenter.ready(this.slice);
  }

  /** Throws a SamError `aborted`, as `decode` does. */
  async encode(spec: EncodeSpec): Promise<ImageEmbedding> {
    this.encodes++;
    return this.#run(() => this.segmenter.encode(this.slice, spec, this.signal));
  }

  /** The answers to all questions, in their order. */
  async decode(
    embedding: ImageEmbedding,
    questions: readonly Question[],
  ): Promise<readonly DecoderOutput[]> {
    const { segmenter, signal } = this;
    const { region } = embedding.spec;
    const transform = createImageTransform(this.slice.plane, region, segmenter.inputSize);
    const asked = questions.map(({ prompts, mask }) => {
      const fedBack = mask && toLowResolution(mask, transform, segmenter.maskSide);
      return toModelPrompts(prompts, transform, fedBack);
    });
    this.decodes += asked.length;
    return this.#run(async () =>
      asked.length === 1
        ? [await segmenter.decode(embedding, asked[0], signal)]
        : segmenter.decodeMany(embedding, asked, signal),
    );
  }

  async #run<T>(start: () => Promise<T>): Promise<T> {
    const aborted = (cause?: unknown) =>
      new SamError('aborted', 'A newer request took its place.', { cause });
    if (this.signal?.aborted) throw aborted();
    try {
      return await start();
    } catch (error) {
      throw this.signal?.aborted ? aborted(error) : error;
    }
  }
}

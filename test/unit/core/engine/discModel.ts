import type {
  DecoderOutput,
  EncodeSpec,
  ImageEmbedding,
  ModelPrompts,
  Segmenter,
} from '../../../../extension/src/core/engine/types';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';

/**
 * Stands in for the model: its four masks are discs around the middle of the include points, or of
 * the box, with radii of `radii` model input pixels.
 */
export class DiscModel implements Segmenter {
  readonly maskSide: number;
  readonly encoded: EncodeSpec[] = [];
  readonly decoded: ModelPrompts[] = [];
  private readonly embeddings: (ImageEmbedding & { readonly sliceKey: string })[] = [];

  constructor(
    private readonly radii: readonly number[] = [40, 60, 80, 120],
    readonly inputSize = 1024,
  ) {
    this.maskSide = inputSize / 4;
  }

  ready({ key }: SliceImage): readonly ImageEmbedding[] {
    return this.embeddings.filter(({ sliceKey }) => sliceKey === key);
  }

  async encode(slice: SliceImage, spec: EncodeSpec): Promise<ImageEmbedding> {
    this.encoded.push(spec);
    const embedding = { id: String(this.encoded.length), spec, sliceKey: slice.key };
    this.embeddings.push(embedding);
    return embedding;
  }

  async decode(_: ImageEmbedding, prompts: ModelPrompts): Promise<DecoderOutput> {
    this.decoded.push(prompts);
    const { coords, labels } = prompts;
    let [x, y, n] = [0, 0, 0];
    labels.forEach((label, at) => {
      if (label !== 1 && label !== 2 && label !== 3) return;
      x += coords[2 * at];
      y += coords[2 * at + 1];
      n++;
    });
    const side = this.maskSide;
    const size = side * side;
    const cell = this.inputSize / side;
    const logits = new Float32Array(4 * size);
    for (let p = 0; p < size; p++) {
      const dx = ((p % side) + 0.5) * cell - x / n;
      const dy = (Math.floor(p / side) + 0.5) * cell - y / n;
      const distance = Math.hypot(dx, dy);
      this.radii.forEach((radius, token) => {
        logits[token * size + p] = (radius - distance) / 5;
      });
    }
    return { logits, predictedIoU: Float32Array.of(0.9, 0.8, 0.7, 0.6) };
  }

  async decodeMany(
    embedding: ImageEmbedding,
    prompts: readonly ModelPrompts[],
    _signal?: AbortSignal,
  ): Promise<readonly DecoderOutput[]> {
    const outputs: DecoderOutput[] = [];
    for (const one of prompts) outputs.push(await this.decode(embedding, one));
    return outputs;
  }
}

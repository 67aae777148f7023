import type { Region } from '../geometry/region';
import type { WindowPreset } from '../image/presets';
import type { SliceImage, ValueWindow } from '../image/sliceImage';
import type { RegionMask } from '../mask/regionMask';
import type { Prompt } from '../prompt/prompt';
import type { Trace } from './trace';

/** What the encoder is shown: a rectangle of the slice in a window. */
export interface EncodeSpec {
  readonly region: Region;
  readonly window: ValueWindow;
  /** Passes of 3 × 3 binomial smoothing at the slice's own pixels, for noise in narrow windows. */
  readonly smoothing?: number;
}

/** An image embedding that is ready to be decoded against; `id` is the segmenter's own. */
export interface ImageEmbedding {
  readonly id: string;
  readonly spec: EncodeSpec;
}

/**
 * Prompts as the prompt encoder takes them: coordinates in model input pixels, labels 1 include,
 * 0 exclude, 2 and 3 the box's corners, −1 padding.
 */
export interface ModelPrompts {
  /** N × 2, x then y. */
  readonly coords: Float32Array;
  /** N. */
  readonly labels: Float32Array;
  /** maskSide × maskSide logits of an earlier answer on the same embedding region. */
  readonly maskInput?: Float32Array;
}

/** The decoder's masks: the single-mask token's, then those of the multi-mask tokens 1 to 3. */
export interface DecoderOutput {
  /** Token of the first mask: 1 where a decoder has the multi-mask tokens only; else 0. */
  readonly firstToken?: 0 | 1;
  /** N × maskSide × maskSide low-resolution logits over the square model input; > 0 is inside. */
  readonly logits: Float32Array;
  readonly predictedIoU: Float32Array;
}

/** The model, as the engine sees it. Implemented by the inference ring and by tests. */
export interface Segmenter {
  /** Side of the square model input in pixels. */
  readonly inputSize: number;
  /** Side of the square low-resolution masks that the decoder takes and gives. */
  readonly maskSide: number;
  /** The embeddings of this slice that are ready. */
  ready(slice: SliceImage): readonly ImageEmbedding[];
  /** Encodes, or returns the cached embedding of the same spec. Rejects with AbortError. */
  encode(slice: SliceImage, spec: EncodeSpec, signal?: AbortSignal): Promise<ImageEmbedding>;
  /** Rejects with AbortError when the signal is aborted before the run starts. */
  decode(
    embedding: ImageEmbedding,
    prompts: ModelPrompts,
    signal?: AbortSignal,
  ): Promise<DecoderOutput>;
  /** The answers to several sets of prompts on one embedding, in their order, in few runs. */
  decodeMany(
    embedding: ImageEmbedding,
    prompts: readonly ModelPrompts[],
    signal?: AbortSignal,
  ): Promise<readonly DecoderOutput[]>;
}

/** An earlier mask that may be fed back: an answer of the engine, or a mask of any other origin. */
export interface PreviousMask {
  readonly mask: RegionMask;
  /** Of an answer: its candidate's logits, and the spec that they belong to. */
  readonly answer?: { readonly logits: Float32Array; readonly spec: EncodeSpec };
  /**
   * Where the object lies, when more than clicks has told that: what the model is shown. A mask
   * that clicks alone made may well be wrong as a whole.
   */
  readonly object?: Region;
}

export interface SegmentRequest {
  readonly slice: SliceImage;
  readonly prompts: readonly Prompt[];
  /** The mask shown for the same object before the last prompt was added. */
  readonly previous?: PreviousMask;
  /** `neighbour`: the prompts and the mask before are expected by that of the slice beside it. */
  readonly promptedBy?: 'reader' | 'neighbour';
  /**
   * `quick` answers from an embedding that is ready (encoding only when there is none that covers
   * the prompts); `best` encodes what suits the prompts.
   */
  readonly quality: 'quick' | 'best';
  /** The reader's override of the adaptive window. */
  readonly window?: ValueWindow | WindowPreset;
  /** The reader's override of the region: always the whole slice. */
  readonly wholeSlice?: boolean;
}

export interface Candidate {
  /** 0 single-mask token, 1 to 3 multi-mask tokens. */
  readonly token: number;
  readonly predictedIoU: number;
  /** IoU of the mask at logit thresholds +1 and −1 (Kirillov et al. 2023). */
  readonly stabilityScore: number;
  /** What the candidates are ordered by: the sum of its terms, which the trace tells. */
  readonly score: number;
  readonly mask: RegionMask;
  /** maskSide × maskSide logits over the result's spec, to feed back. */
  readonly logits: Float32Array;
}

export interface SegmentResult {
  /** Best first; at least one, possibly with an empty mask. */
  readonly candidates: readonly Candidate[];
  /** What the model was shown. */
  readonly spec: EncodeSpec;
  /** Times the whole slice's longest side was enlarged: 1 for the whole slice. */
  readonly zoom: number;
  /** False when a `best` pass would show the model something else than this answer used. */
  readonly final: boolean;
  /** Encoder and decoder runs that this answer took. */
  readonly encodes: number;
  readonly decodes: number;
  /** How the answer came about. */
  readonly trace: Trace;
}

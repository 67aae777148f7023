import type { DecoderOutput, ModelPrompts } from '../../core/engine/types';
import type { Embedding } from '../embedding';
import type { ModelManifest } from '../modelManifest';
import type { EncoderSession, ModelSession, TensorMap } from '../modelRuntime';

/** Names of tensors that a graph must take and give. */
export interface GraphSignature {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** How the graphs of one model family are fed and read. */
export interface ModelAdapter {
  /** What the graphs of this entry must have; they may have more. */
  signature(model: ModelManifest): {
    readonly encoder: GraphSignature;
    readonly decoder: GraphSignature;
  };
  /** `pixels`: 3 × size × size, normalised. The result is what `decode` takes. */
  encode(session: EncoderSession, model: ModelManifest, pixels: Float32Array): Promise<Embedding>;
  /**
   * The answers to several sets of prompts on one embedding, in one run: sets of one shape (see
   * `promptBatches`), and no more of them than the entry says.
   */
  decode(
    session: ModelSession,
    model: ModelManifest,
    embedding: Embedding,
    prompts: readonly ModelPrompts[],
  ): Promise<readonly DecoderOutput[]>;
  /** An embedding that no image has, of the right shape and range: for checks of the decoder. */
  syntheticEmbedding(model: ModelManifest): TensorMap;
}

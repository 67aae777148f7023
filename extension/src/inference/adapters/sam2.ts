import type { ModelAdapter } from './modelAdapter';
import {
  encodeTo,
  masksOf,
  nameIn,
  PROMPT_INPUTS,
  promptFeeds,
  renamed,
  synthetic,
} from './tensors';

/** What the encoder gives: the embedding, and features of higher resolution for fine borders. */
const EMBEDDING_DIMS = {
  image_embed: [1, 256, 64, 64],
  high_res_feats_0: [1, 32, 256, 256],
  high_res_feats_1: [1, 64, 128, 128],
} as const;
const EMBEDDING = Object.keys(EMBEDDING_DIMS);

/** SAM 2 and 2.1 on single images, as exported for onnxruntime: encoder and mask decoder. */
export const sam2: ModelAdapter = {
  signature: model => ({
    encoder: {
      inputs: [model.encoder.input],
      outputs: EMBEDDING.map(name => nameIn(model, name)),
    },
    decoder: {
      inputs: [...EMBEDDING, ...PROMPT_INPUTS].map(name => nameIn(model, name)),
      outputs: ['masks', 'iou_predictions'].map(name => nameIn(model, name)),
    },
  }),

  encode: (...given) => encodeTo(EMBEDDING, ...given),

  async decode(session, model, embedding, prompts) {
    const outputs = await session.run({
      ...renamed(model, embedding),
      ...promptFeeds(model, prompts),
    });
    return masksOf(
      model,
      outputs[nameIn(model, 'masks')],
      outputs[nameIn(model, 'iou_predictions')],
    );
  },

  syntheticEmbedding: () =>
    Object.fromEntries(
      Object.entries(EMBEDDING_DIMS).map(([name, dims]) => [name, synthetic(dims)]),
    ),
};

import type { ModelAdapter } from './modelAdapter';
import {
  embeddingSideOf,
  encodeTo,
  masksOf,
  nameIn,
  PROMPT_INPUTS,
  promptFeeds,
  renamed,
  synthetic,
} from './tensors';

/**
 * What the encoder gives: the embedding, and features of higher resolution for fine borders; their
 * channels, and how often their side is the embedding's.
 */
const FEATURES = {
  image_embed: { channels: 256, times: 1 },
  high_res_feats_0: { channels: 32, times: 4 },
  high_res_feats_1: { channels: 64, times: 2 },
} as const;
const EMBEDDING = Object.keys(FEATURES);

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
      prompts.length,
    );
  },

  syntheticEmbedding: model =>
    Object.fromEntries(
      Object.entries(FEATURES).map(([name, { channels, times }]) => {
        const side = times * embeddingSideOf(model);
        return [name, synthetic([1, channels, side, side])];
      }),
    ),
};

import type { ModelAdapter } from './modelAdapter';
import {
  embeddingSideOf,
  imageFeeds,
  masksOf,
  nameIn,
  PROMPT_INPUTS,
  promptFeeds,
  synthetic,
} from './tensors';

/** Of the image embedding. */
const CHANNELS = 256;

/**
 * SAM as Meta's export script lays it out (segment-anything, scripts/export_onnx_model.py), with
 * the decoder cut by models/prepare.ts so that it returns all four low-resolution masks.
 */
export const samOnnx: ModelAdapter = {
  signature: model => ({
    encoder: { inputs: [model.encoder.input], outputs: [model.encoder.output] },
    decoder: {
      inputs: ['image_embeddings', ...PROMPT_INPUTS].map(name => nameIn(model, name)),
      outputs: ['low_res_masks', 'iou_predictions'].map(name => nameIn(model, name)),
    },
  }),

  async encode(session, model, pixels) {
    const outputs = await session.run(imageFeeds(model, pixels));
    return { image_embeddings: outputs[model.encoder.output] };
  },

  async decode(session, model, { image_embeddings }, prompts) {
    const outputs = await session.run({
      [nameIn(model, 'image_embeddings')]: image_embeddings,
      ...promptFeeds(model, prompts),
    });
    return masksOf(
      model,
      outputs[nameIn(model, 'low_res_masks')],
      outputs[nameIn(model, 'iou_predictions')],
      prompts.length,
    );
  },

  syntheticEmbedding: model => {
    const side = embeddingSideOf(model);
    return { image_embeddings: synthetic([1, CHANNELS, side, side]) };
  },
};

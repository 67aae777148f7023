import type { ModelAdapter } from './modelAdapter';
import { samOnnx } from './samOnnx';
import { maskSideOf, masksOf, nameIn, promptFeeds } from './tensors';

/**
 * SAM as Meta's export script leaves it (segment-anything, scripts/export_onnx_model.py), ViT-B, -L
 * and -H alike: the decoder enlarges its masks to `orig_im_size` and returns the low-resolution
 * ones beside them. One mask or four, as the script was told.
 */
export const samExport: ModelAdapter = {
  ...samOnnx,

  signature: model => {
    const { encoder, decoder } = samOnnx.signature(model);
    const inputs = [...decoder.inputs, nameIn(model, 'orig_im_size')];
    return { encoder, decoder: { ...decoder, inputs } };
  },

  async decode(session, model, { image_embeddings }, prompts) {
    const side = maskSideOf(model);
    const outputs = await session.run({
      [nameIn(model, 'image_embeddings')]: image_embeddings,
      ...promptFeeds(model, prompts),
      // The enlarged masks are not used: as small as can be.
      [nameIn(model, 'orig_im_size')]: { data: Float32Array.of(side, side), dims: [2] },
    });
    return masksOf(
      model,
      outputs[nameIn(model, 'low_res_masks')],
      outputs[nameIn(model, 'iou_predictions')],
      prompts.length,
    );
  },
};

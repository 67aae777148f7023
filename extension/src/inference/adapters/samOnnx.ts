import type { ModelAdapter } from './modelAdapter';

const MASK_SIDE = 256;
const EMBEDDING_DIMS = [1, 256, 64, 64];

/**
 * SAM as Meta's export script lays it out (segment-anything, scripts/export_onnx_model.py), with
 * the decoder cut by models/prepare.ts so that it returns all four low-resolution masks.
 */
export const samOnnx: ModelAdapter = {
  async encode(session, { encoder, input }, pixels) {
    const dims = [1, 3, input.size, input.size];
    const outputs = await session.run({ [encoder.input]: { data: pixels, dims } });
    return { image_embeddings: outputs[encoder.output] };
  },

  async decode(session, embedding, { coords, labels, maskInput }) {
    const points = labels.length;
    const outputs = await session.run({
      ...embedding,
      point_coords: { data: coords, dims: [1, points, 2] },
      point_labels: { data: labels, dims: [1, points] },
      mask_input: {
        data: maskInput ?? new Float32Array(MASK_SIDE * MASK_SIDE),
        dims: [1, 1, MASK_SIDE, MASK_SIDE],
      },
      has_mask_input: { data: Float32Array.of(maskInput ? 1 : 0), dims: [1] },
    });
    return { logits: outputs.low_res_masks.data, predictedIoU: outputs.iou_predictions.data };
  },

  syntheticEmbedding() {
    const data = new Float32Array(EMBEDDING_DIMS.reduce((a, b) => a * b));
    // Exact integers before the division: the same on every machine.
    for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 2003) / 1001.5 - 1;
    return { image_embeddings: { data, dims: EMBEDDING_DIMS } };
  },
};

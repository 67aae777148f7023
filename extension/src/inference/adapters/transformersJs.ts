import type { ModelPrompts } from '../../core/engine/types';
import type { ModelManifest } from '../modelManifest';
import type { FeedTensor, ModelSession } from '../modelRuntime';
import type { ModelAdapter } from './modelAdapter';
import { embeddingSideOf, encodeTo, masksOf, nameIn, renamed, synthetic } from './tensors';

/** Of the image embedding. */
const CHANNELS = 256;
const EMBEDDING = ['image_embeddings', 'image_positional_embeddings'];
/** SAM's labels of a box's corners, which these graphs don't have. */
const [FIRST_CORNER, SECOND_CORNER] = [2, 3];

/**
 * SAM as transformers.js lays it out (vision_encoder and prompt_encoder_mask_decoder: SlimSAM,
 * MedSAM): three masks, no single-mask token, no mask input; labels are 64-bit integers. Where the
 * decoder has no `input_boxes`, a box becomes its middle and, as excluded points, its corners.
 */
export const transformersJs: ModelAdapter = {
  signature: model => ({
    encoder: {
      inputs: [model.encoder.input],
      outputs: EMBEDDING.map(name => nameIn(model, name)),
    },
    decoder: {
      inputs: ['input_points', 'input_labels', ...EMBEDDING].map(name => nameIn(model, name)),
      outputs: ['pred_masks', 'iou_scores'].map(name => nameIn(model, name)),
    },
  }),

  encode: (...given) => encodeTo(EMBEDDING, ...given),

  async decode(session, model, embedding, prompts) {
    const outputs = await session.run({
      ...renamed(model, embedding),
      ...renamed(model, pointFeeds(session, model, prompts)),
    });
    return masksOf(
      model,
      outputs[nameIn(model, 'pred_masks')],
      outputs[nameIn(model, 'iou_scores')],
      prompts.length,
    );
  },

  syntheticEmbedding: model => {
    const side = embeddingSideOf(model);
    return Object.fromEntries(EMBEDDING.map(name => [name, synthetic([1, CHANNELS, side, side])]));
  },
};

function pointFeeds(
  { names }: ModelSession,
  model: ModelManifest,
  prompts: readonly ModelPrompts[],
): Record<string, FeedTensor> {
  const takesBoxes = names?.inputs.includes(nameIn(model, 'input_boxes')) ?? false;
  const sets = prompts.map(set => pointsOf(set, takesBoxes));
  const dims = [1, sets.length, sets[0].kinds.length];
  const boxes = sets.flatMap(({ box }) => box);
  return {
    input_points: { data: Float32Array.from(sets.flatMap(set => set.points)), dims: [...dims, 2] },
    input_labels: { data: BigInt64Array.from(sets.flatMap(set => set.kinds)), dims },
    ...(boxes.length && {
      input_boxes: { data: Float32Array.from(boxes), dims: [1, sets.length, 4] },
    }),
  };
}

/** Points with their labels, and the box's corners, empty where it has become points or is none. */
function pointsOf({ coords, labels }: ModelPrompts, takesBoxes: boolean) {
  const points: number[] = [];
  const kinds: bigint[] = [];
  let box: number[] = [];
  const corners: (readonly [number, number])[] = [];
  labels.forEach((label, n) => {
    const at = [coords[2 * n], coords[2 * n + 1]] as const;
    if (label === FIRST_CORNER || label === SECOND_CORNER) corners.push(at);
    else {
      points.push(...at);
      kinds.push(BigInt(label));
    }
  });
  if (corners.length === 2) {
    const [[x0, y0], [x1, y1]] = corners;
    if (takesBoxes) {
      box = [x0, y0, x1, y1];
    } else {
      points.push((x0 + x1) / 2, (y0 + y1) / 2, x0, y0, x1, y0, x0, y1, x1, y1);
      kinds.push(1n, 0n, 0n, 0n, 0n);
    }
  }
  return { points, kinds, box };
}

import type { Model, ValueInfo } from '../onnx/onnxProto';

/** Inputs and outputs that have an entry for each prompt. */
const PER_PROMPT = new Set(['point_coords', 'point_labels', 'low_res_masks', 'iou_predictions']);

/**
 * Lets SAM's mask decoder, as Meta's export script shapes it, answer several prompts on one image
 * at once: `point_coords` [B, N, 2] and `point_labels` [B, N] give `low_res_masks`
 * [B, 4, side, side] and `iou_predictions` [B, 4]. The graph itself repeats the image for each
 * prompt; only the declared shapes hold it to one. `mask_input` [1 or B, 1, side, side] is shared or
 * one for each.
 */
export function batchPrompts(model: Model): Model {
  const open = (info: ValueInfo, batch: string): ValueInfo => {
    const { elem_type, shape } = info.type.tensor_type;
    const dim = [{ dim_param: batch }, ...shape.dim.slice(1)];
    return { ...info, type: { tensor_type: { elem_type, shape: { dim } } } };
  };
  const relax = (info: ValueInfo): ValueInfo => {
    if (PER_PROMPT.has(info.name)) return open(info, 'num_prompts');
    // Its own name: it may be 1 beside several prompts.
    return info.name === 'mask_input' ? open(info, 'num_masks') : info;
  };
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      input: graph.input.map(relax),
      output: graph.output.map(relax),
      // Inferred shapes inside the graph that speak of one prompt would no longer hold.
      value_info: [],
    },
  };
}

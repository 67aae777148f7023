import { cutGraph } from '../onnx/cutGraph';
import { dimsNamed, GraphIndex } from '../onnx/graph';
import type { Model } from '../onnx/onnxProto';

/** Operators between the masks and the outputs that change their shape only. */
const RESHAPING = new Set(['Unsqueeze', 'Squeeze', 'Reshape']);

/**
 * SAM's mask decoder as Meta's export script shapes it, cut so that it returns all four masks
 * (index 0 the single-mask token, 1 to 3 the multi-mask tokens) as low-resolution logits with
 * their predicted IoUs. The export computes them all, then picks one and upsamples it. An export
 * that returns them all loses the upsampling.
 */
export function fourMasks(model: Model): Model {
  const index = new GraphIndex(model.graph);
  const cut = (name: string, dims: readonly number[]) => ({
    tensor: beforeSelection(name, index),
    name,
    dims,
  });
  // A mask that is fed back has the side of those that come out.
  const [height, width] = dimsNamed(model.graph, 'mask_input')?.slice(-2) ?? [];
  if (height === undefined || width === undefined) throw new Error('mask_input has no fixed size.');
  return cutGraph(model, [
    cut('low_res_masks', [1, 4, height, width]),
    cut('iou_predictions', [1, 4]),
  ]);
}

/** The tensor of which the output holds one part, or the output itself when none is picked. */
function beforeSelection(output: string, index: GraphIndex): string {
  let at = output;
  for (let made = index.producer(at); made; made = index.producer(at)) {
    if (made.op_type === 'Gather' || made.op_type === 'GatherND') {
      const flat = index.producer(made.input[0]);
      return flat?.op_type === 'Flatten' ? flat.input[0] : made.input[0];
    }
    if (!RESHAPING.has(made.op_type)) break;
    at = made.input[0];
  }
  return output;
}

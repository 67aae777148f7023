import { node, rewriteNodes, type GraphIndex } from '../onnx/graph';
import type { Model } from '../onnx/onnxProto';
import { int64Tensor } from '../onnx/tensor';

/**
 * Drops the copies that Meta's export makes of the image embedding, one for each prompt
 * (`repeat_interleave`: Unsqueeze, Tile, Reshape), since the sums and products after it broadcast,
 * and gives the flattening to positions a fixed shape.
 */
export function shareImage(model: Model): Model {
  return rewriteNodes(model, (each, index, add) => {
    if (each.op_type !== 'Reshape') return undefined;
    const single = repeatedBy(each.input[0], index);
    if (single !== undefined) return [node('Identity', [single], each.output)];
    if (!/^\/transformer\/Reshape(_1)?$/.test(each.name)) return undefined;
    const shape = add(int64Tensor(`${each.name}/shape`, [3], [0, 0, -1]));
    return [node('Reshape', [each.input[0], shape], each.output)];
  });
}

/** The tensor that a Tile of an Unsqueeze repeats. */
function repeatedBy(tiled: string, index: GraphIndex): string | undefined {
  const tile = index.producer(tiled);
  const open = tile?.op_type === 'Tile' ? index.producer(tile.input[0]) : undefined;
  return open?.op_type === 'Unsqueeze' ? open.input[0] : undefined;
}

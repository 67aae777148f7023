import { cutGraph } from '../../../models/onnx/cutGraph';
import { node } from '../../../models/onnx/graph';
import { readModel, writeModel, type Tensor } from '../../../models/onnx/onnxProto';
import { floatTensor } from '../../../models/onnx/tensor';

const MEAN = [123.675, 116.28, 103.53];
const STD = [58.395, 57.12, 57.375];

/**
 * The encoder as cornerstone's controller feeds it: it names the tensors `images` and
 * `image_embeddings` and gives grey levels from 0 to 1, so the normalisation moves into the graph
 * (one multiplication and one addition a value). Weights and all else stay.
 */
export function encoderForCornerstone(encoder: Uint8Array): Uint8Array {
  const model = cutGraph(readModel(encoder), [
    { tensor: 'output', name: 'image_embeddings', dims: [1, 256, 64, 64] },
  ]);
  const { graph } = model;
  const [input] = graph.input;
  const perChannel = (name: string, values: number[]) =>
    floatTensor(name, [1, 3, 1, 1], values) as Tensor;
  return writeModel({
    ...model,
    graph: {
      ...graph,
      input: [{ ...input, name: 'images' }],
      initializer: [
        ...graph.initializer,
        perChannel(
          'images_factor',
          STD.map(std => 255 / std),
        ),
        perChannel(
          'images_offset',
          MEAN.map((mean, c) => -mean / STD[c]),
        ),
      ],
      node: [
        node('Mul', ['images', 'images_factor'], ['images_scaled']),
        node('Add', ['images_scaled', 'images_offset'], [input.name]),
        ...graph.node,
      ],
    },
  });
}

import { type GraphIndex, neededTensors, node, rewriteNodes } from '../onnx/graph';
import { graphAttribute, type Graph, type GraphNode, type Model } from '../onnx/onnxProto';
import { DataType } from '../onnx/tensor';

const LAST_CONVOLUTION = '/mask_downscaling/mask_downscaling.6/Conv';
const FLAG = 'has_mask_input';

/**
 * SAM's prompt encoder, as Meta's export script names it, shrinks the fed-back mask whether there
 * is one or not, and multiplies what comes out by 0 when there is none. Here it does so only when
 * there is one (`If`). To be applied last: what goes into the branch is out of other steps' reach.
 *
 * Throws when the graph has no such part.
 */
export function maskWhenGiven(model: Model): Model {
  let found = false;
  const { graph } = model;
  const rewritten = rewriteNodes(model, (each, index) => {
    const branches = each.op_type === 'Add' ? branchesOf(each, index) : undefined;
    if (!branches) return undefined;
    found = true;
    const [output] = each.output;
    const given = `${output}/given`;
    const choice: GraphNode = {
      ...node('If', [given], [output]),
      attribute: [
        graphAttribute('then_branch', partOf(graph, branches.withMask)),
        graphAttribute('else_branch', partOf(graph, branches.without)),
      ],
    };
    return [node('Cast', [FLAG], [given], { to: DataType.bool }), choice];
  });
  if (!found) throw new Error(`The graph has no ${LAST_CONVOLUTION} as Meta names it.`);
  return rewritten;
}

/** What flag · shrunken mask + (1 − flag) · embedding chooses between. */
function branchesOf(sum: GraphNode, index: GraphIndex) {
  const products = sum.input.map(name => index.producer(name));
  const factors = products.map(product => (product?.op_type === 'Mul' ? product.input : []));
  const at = factors.findIndex(
    names =>
      names.includes(FLAG) && names.some(name => index.producer(name)?.name === LAST_CONVOLUTION),
  );
  if (at < 0) return undefined;
  const withMask = factors[at].find(name => name !== FLAG)!;
  const without = factors[1 - at].find(name => index.producer(name)?.op_type !== 'Sub');
  return without === undefined ? undefined : { withMask, without };
}

/** The part of the graph that makes a tensor; the graph's inputs it sees from inside. */
function partOf(graph: Graph, tensor: string): Graph & { name: string } {
  const needed = neededTensors(graph, [tensor]);
  const output = `${tensor}/chosen`;
  const shape = {
    dim: [{ dim_value: 1 }, { dim_value: 256 }, { dim_param: 'h' }, { dim_param: 'w' }],
  };
  return {
    name: output,
    node: [
      ...graph.node.filter(each => each.output.some(name => needed.has(name))),
      node('Identity', [tensor], [output]),
    ],
    initializer: graph.initializer.filter(({ name }) => needed.has(name)),
    input: [],
    output: [{ name: output, type: { tensor_type: { elem_type: DataType.float, shape } } }],
    value_info: [],
  };
}

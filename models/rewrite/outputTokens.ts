import { node, rewriteNodes } from '../onnx/graph';
import type { Model } from '../onnx/onnxProto';
import { int64Tensor } from '../onnx/tensor';

/** SAM's tokens that are read at the end: predicted IoU and four masks; the prompts' come after. */
const OUTPUT_TOKENS = 5;
const LAST_ATTENTION = '/transformer/final_attn_token_to_image';

/**
 * The last attention of SAM's mask decoder, as Meta's export script names it, for the tokens alone
 * that something is read from: what the prompts' tokens see there is never used.
 *
 * Throws when the graph has no such attention.
 */
export function outputTokens(model: Model): Model {
  const axis = 1;
  let found = 0;
  const rewritten = rewriteNodes(model, (each, index, add) => {
    const queries = each.name === `${LAST_ATTENTION}/q_proj/MatMul`;
    const residual = each.input.findIndex(
      name => index.producer(name)?.name === `${LAST_ATTENTION}/out_proj/Add`,
    );
    const sum = each.op_type === 'Add' && residual >= 0;
    if (!queries && !sum) return undefined;
    found++;
    const place = queries ? 0 : 1 - residual;
    const few = `${each.name}/output_tokens`;
    const bounds = [0, OUTPUT_TOKENS, axis].map((value, n) =>
      add(int64Tensor(`${few}/${n}`, [1], [value])),
    );
    const input = each.input.map((name, n) => (n === place ? few : name));
    return [node('Slice', [each.input[place], ...bounds], [few]), { ...each, input }];
  });
  if (found !== 2)
    throw new Error(`The graph has no attention as Meta names it (${LAST_ATTENTION}).`);
  return rewritten;
}

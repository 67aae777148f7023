import { floatAttribute, intAttribute, node, rewriteNodes } from '../onnx/graph';
import type { Model } from '../onnx/onnxProto';
import { floatTensor, toNumber } from '../onnx/tensor';

/** From this version on ReduceMean takes its axes as an input. */
const AXES_AS_INPUT = 18;

/**
 * LayerNormalization over the last axis as sums and products of whole tensors. onnxruntime adds a
 * row's numbers up one after the other, in WebAssembly too, which takes longer than these
 * operators, each of which works on several numbers at once. Worth it for thousands of rows: `matches` says
 * by its name which node has them.
 */
export function normByColumns(model: Model, matches: RegExp): Model {
  const opset = model.opset_import.find(({ domain }) => !domain)?.version ?? 0;
  if (toNumber(opset) >= AXES_AS_INPUT)
    throw new Error(`This step takes graphs before opset ${AXES_AS_INPUT}.`);
  return rewriteNodes(model, (each, _, add) => {
    if (each.op_type !== 'LayerNormalization' || !matches.test(each.name)) return undefined;
    if (intAttribute(each, 'axis', -1) !== -1) return undefined;
    const [input, scale, shift] = each.input;
    const [output] = each.output;
    const name = (part: string) => `${output}/${part}`;
    const epsilon = add(floatTensor(name('epsilon'), [], [floatAttribute(each, 'epsilon', 1e-5)]));
    const mean = (from: string, to: string) => node('ReduceMean', [from], [to], { axes: [-1] });
    return [
      mean(input, name('mean')),
      node('Sub', [input, name('mean')], [name('centred')]),
      node('Mul', [name('centred'), name('centred')], [name('squares')]),
      mean(name('squares'), name('variance')),
      node('Add', [name('variance'), epsilon], [name('safe')]),
      node('Sqrt', [name('safe')], [name('deviation')]),
      node('Reciprocal', [name('deviation')], [name('inverse')]),
      node('Mul', [name('centred'), name('inverse')], [name('standard')]),
      node('Mul', [name('standard'), scale], [name('scaled')]),
      node('Add', [name('scaled'), shift], [output]),
    ];
  });
}

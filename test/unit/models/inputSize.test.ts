/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as ort from 'onnxruntime-node';
import { parseModelList } from '../../../extension/src/inference/modelManifest';
import { ortRuntime } from '../../../extension/src/inference/runtime/ortRuntime';
import { checkDecoder, checkEncoder } from '../../../extension/src/inference/selfCheck';
import { dimsNamed, node } from '../../../models/onnx/graph';
import { readModel } from '../../../models/onnx/onnxProto';
import { floatTensor } from '../../../models/onnx/tensor';
import { MANIFESTS, readSource } from '../../../models/prepare';
import { resizeInput } from '../../../models/rewrite/inputSize';
import { applySteps, type Step } from '../../../models/steps';
import { difference, noise, tinyModel } from './tinyGraph';
import { DECODER, ENCODER } from './torch448';

const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });
const manifest = parseModelList(JSON.stringify({ models: MANIFESTS })).find(
  ({ id }) => id === 'mobile-sam-448',
)!;
const graph = async (file: 'dist/encoder.onnx' | 'dist/sam.onnx', steps: Step[]) =>
  applySteps(await readSource(file), steps);

describe('the published graphs at 448 pixels', () => {
  it('encode as the network that PyTorch builds at that size', async () => {
    const session = await runtime.createSession(await graph('dist/encoder.onnx', ['input-448']));
    const values = Float32Array.from(await checkEncoder(session, manifest));
    expect(difference(values, Float32Array.from(ENCODER))).toBeLessThan(1e-4);
    await session.release();
  });

  it('decode as the network that PyTorch builds at that size', async () => {
    const steps: Step[] = ['input-448', 'four-masks'];
    const session = await runtime.createSession(await graph('dist/sam.onnx', steps));
    const values = Float32Array.from(await checkDecoder(session, manifest));
    expect(difference(values, Float32Array.from(DECODER))).toBeLessThan(3e-4);
    await session.release();
  });

  it('keep the published decoder’s one mask, enlarged to any image', async () => {
    const session = await InferenceSession.create(await graph('dist/sam.onnx', ['input-448']));
    const outputs = await session.run({
      image_embeddings: new Tensor('float32', noise(256 * 28 * 28, 7), [1, 256, 28, 28]),
      point_coords: new Tensor('float32', [200, 150, 0, 0], [1, 2, 2]),
      point_labels: new Tensor('float32', [1, -1], [1, 2]),
      mask_input: new Tensor('float32', new Float32Array(112 * 112), [1, 1, 112, 112]),
      has_mask_input: new Tensor('float32', [0], [1]),
      orig_im_size: new Tensor('float32', [300, 400], [2]),
    });
    expect(outputs.masks.dims).toEqual([1, 1, 300, 400]);
    expect(outputs.low_res_masks.dims).toEqual([1, 1, 112, 112]);
    await session.release();
  });

  it('have no padding left, and say their sides', async () => {
    const { graph: encoder } = readModel(await graph('dist/encoder.onnx', ['input-448']));
    expect(encoder.node.filter(({ op_type }) => op_type === 'Pad')).toEqual([]);
    expect(dimsNamed(encoder, 'input')).toEqual([undefined, 3, 448, 448]);
    expect(dimsNamed(encoder, 'output')).toEqual([undefined, 256, 28, 28]);
    const steps: Step[] = ['input-448', 'four-masks'];
    const { graph: decoder } = readModel(await graph('dist/sam.onnx', steps));
    expect(dimsNamed(decoder, 'mask_input')).toEqual([1, 1, 112, 112]);
    expect(dimsNamed(decoder, 'low_res_masks')).toEqual([1, 4, 112, 112]);
  });
});

describe('resizeInput', () => {
  it('takes other sizes that the windows divide', async () => {
    const small = resizeInput(readModel(await readSource('dist/encoder.onnx')), 224);
    expect(dimsNamed(small.graph, 'output')).toEqual([undefined, 256, 14, 14]);
  });

  it('says so when windows would have to be padded, or the graph is another', async () => {
    const encoder = readModel(await readSource('dist/encoder.onnx'));
    expect(() => resizeInput(encoder, 512)).toThrow('multiple of 224');
    const other = tinyModel({
      inputs: { x: [1, 3, 1024, 1024] },
      outputs: ['y'],
      initializers: [floatTensor('one', [], [1])],
      nodes: [node('Add', ['x', 'one'], ['y'])],
    });
    expect(() => resizeInput(other, 448)).toThrow('TinyViT');
    const decoder = tinyModel({
      inputs: { image_embeddings: [1, 256, 64, 64] },
      outputs: ['y'],
      initializers: [floatTensor('one', [], [1])],
      nodes: [node('Add', ['image_embeddings', 'one'], ['y'])],
    });
    expect(() => resizeInput(decoder, 448)).toThrow('prompt encoder');
  });
});

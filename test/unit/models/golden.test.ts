/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import * as ort from 'onnxruntime-node';
import { parseModelList } from '../../../extension/src/inference/modelManifest';
import { ortRuntime } from '../../../extension/src/inference/runtime/ortRuntime';
import { agrees, checkDecoder, checkEncoder } from '../../../extension/src/inference/selfCheck';
import mobileSam from '../../../models/mobile-sam/manifest.json';
import { fourMaskDecoder, readSource } from '../../../models/prepare';

const [manifest] = parseModelList(JSON.stringify({ models: [mobileSam] }));
const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });

describe('the reference answers in the manifest', () => {
  it('are what the decoder gives', async () => {
    const bytes = fourMaskDecoder(await readSource('dist/sam.onnx'));
    const values = await checkDecoder(await runtime.createSession(bytes), manifest);
    expect(agrees(values, manifest.selfCheck.decoder)).toBe(true);
  });

  it('are what the encoder gives', async () => {
    const bytes = await readSource('dist/encoder.onnx');
    const values = await checkEncoder(await runtime.createSession(bytes), manifest);
    expect(agrees(values, manifest.selfCheck.encoder)).toBe(true);
  });

  it('tell a wrong answer from a rounded one', () => {
    const { decoder } = manifest.selfCheck;
    const changed = (change: (value: number, i: number) => number) => decoder.map(change);
    expect(
      agrees(
        changed(value => value + 0.001),
        decoder,
      ),
    ).toBe(true);
    expect(
      agrees(
        changed(value => value * 1.05),
        decoder,
      ),
    ).toBe(false);
    expect(
      agrees(
        changed((value, i) => (i === 40 ? value + 0.5 : value)),
        decoder,
      ),
    ).toBe(false);
    expect(
      agrees(
        changed((value, i) => (i === 40 ? NaN : value)),
        decoder,
      ),
    ).toBe(false);
    expect(agrees(decoder.slice(1), decoder)).toBe(false);
  });
});

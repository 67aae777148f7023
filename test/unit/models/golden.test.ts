/** @jest-environment ./test/unit/models/nativeFloat32Environment.ts */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { parseModelList } from '../../../extension/src/inference/modelManifest';
import { ortRuntime } from '../../../extension/src/inference/runtime/ortRuntime';
import { agrees, checkDecoder, checkEncoder } from '../../../extension/src/inference/selfCheck';
import { ensureModels, MANIFESTS } from '../../../models/prepare';
import { PREPARING_MS } from './tinyGraph';

const manifests = parseModelList(JSON.stringify({ models: MANIFESTS }));
const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });

describe('the reference answers in the manifests', () => {
  const folder = path.resolve('.cache/models');
  beforeAll(() => ensureModels(folder), PREPARING_MS);

  it.each(manifests.map(manifest => [manifest.id, manifest] as const))(
    'are what %s gives',
    async (id, manifest) => {
      const session = async (file: { readonly path: string }) =>
        runtime.createSession(await readFile(path.join(folder, id, file.path)));
      const { encoder, decoder } = manifest.files;
      const selfCheck = manifest.selfCheck!;
      const embedding = await checkEncoder(await session(encoder), manifest);
      expect(agrees(embedding, selfCheck.encoder)).toBe(true);
      const answer = await checkDecoder(await session(decoder), manifest);
      expect(agrees(answer, selfCheck.decoder)).toBe(true);
    },
  );

  it('tell a wrong answer from a rounded one', () => {
    const { decoder } = manifests[0].selfCheck!;
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

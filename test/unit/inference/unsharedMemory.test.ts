import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readSource } from '../../../models/prepare';
import { applySteps } from '../../../models/steps';

const run = promisify(execFile);

/** The product's runtime in a process of its own; what it prints. */
async function decodeIn(setting: 'shared' | 'refused') {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'unshared-'));
  try {
    const decoder = path.join(folder, 'decoder.onnx');
    const source = await readSource('dist/sam.onnx');
    await writeFile(decoder, applySteps(source, ['input-448', 'four-masks']));
    const script = path.resolve('test/unit/inference/decodeOnWasm.ts');
    const { stdout } = await run('npx', ['tsx', script, decoder, setting]);
    return JSON.parse(stdout) as {
      readonly asked: readonly string[];
      readonly predictedIoU: readonly number[];
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('one thread runs where shared memory is refused (Safari on iPhone), with the same answers', async () => {
  const granted = await decodeIn('shared');
  const refused = await decodeIn('refused');
  expect(refused.predictedIoU).toHaveLength(4);
  expect(refused.predictedIoU).toEqual(granted.predictedIoU);
  // Asked for shared memory once, and not again by ONNX Runtime.
  expect(refused.asked).toEqual(['shared', 'own']);
  expect(granted.asked).toEqual(['shared']);
}, 240_000);

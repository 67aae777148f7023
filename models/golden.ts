/**
 * Prints the reference answers (`selfCheck` in the manifest) of a prepared model, computed by
 * onnxruntime-node.
 *
 *     npx tsx models/golden.ts FOLDER_OF_THE_MODEL
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import type { ModelManifest } from '../extension/src/inference/modelManifest';
import { ortRuntime } from '../extension/src/inference/runtime/ortRuntime';
import { checkDecoder, checkEncoder } from '../extension/src/inference/selfCheck';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: npx tsx models/golden.ts FOLDER_OF_THE_MODEL');
const manifest: ModelManifest = JSON.parse(
  await readFile(path.join(folder, 'manifest.json'), 'utf8'),
);
const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });
const session = async (file: { path: string }) =>
  runtime.createSession(await readFile(path.join(folder, file.path)));
const rounded = (values: readonly number[]) => values.map(value => Number(value.toFixed(4)));

const selfCheck = {
  encoder: rounded(await checkEncoder(await session(manifest.files.encoder), manifest)),
  decoder: rounded(await checkDecoder(await session(manifest.files.decoder), manifest)),
};
process.stdout.write(`${JSON.stringify(selfCheck)}\n`);

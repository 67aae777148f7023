import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import type { LoadedModel } from '../extension/src/inference/loadModel';
import type { ModelManifest } from '../extension/src/inference/modelManifest';
import { ortRuntime } from '../extension/src/inference/runtime/ortRuntime';

/** A model of a deployment folder on onnxruntime-node, on the CPU. */
export async function openModel(folder: string, manifest: ModelManifest): Promise<LoadedModel> {
  const runtime = ortRuntime(ort, { executionProviders: ['cpu'] });
  const session = async (file: { path: string }) =>
    runtime.createSession(await readFile(path.join(folder, manifest.id, file.path)));
  return {
    manifest,
    sha256: manifest.files.encoder.sha256 + manifest.files.decoder.sha256,
    encoder: await session(manifest.files.encoder),
    decoder: await session(manifest.files.decoder),
  };
}

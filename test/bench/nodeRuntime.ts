import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { modelHash, type LoadedModel } from '../../extension/src/inference/loadModel';
import { type ModelManifest } from '../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../extension/src/inference/modelRuntime';
import { ortRuntime } from '../../extension/src/inference/runtime/ortRuntime';

/** The product's runtime on onnxruntime-node: the same graphs without a browser. */
const nodeRuntime = (threads: number): ModelRuntime =>
  ortRuntime(ort, { executionProviders: ['cpu'], intraOpNumThreads: threads });

/** One entry of the list of a folder of models. */
export async function loadNodeEntry(
  folder: string,
  manifest: ModelManifest,
  threads = 2,
): Promise<LoadedModel> {
  const runtime = nodeRuntime(threads);
  const session = async (file: string) =>
    runtime.createSession(await readFile(path.join(folder, manifest.id, file)));
  return {
    manifest,
    sha256: await modelHash(manifest),
    encoder: await session(manifest.files.encoder.path),
    decoder: await session(manifest.files.decoder.path),
  };
}

import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { modelHash, type LoadedModel } from '../../extension/src/inference/loadModel';
import { type ModelManifest } from '../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../extension/src/inference/modelRuntime';
import { ortRuntime } from '../../extension/src/inference/runtime/ortRuntime';
import { listText, prepareModels } from '../../models/prepare';

/** The product's runtime on onnxruntime-node: the same graphs without a browser. */
const nodeRuntime = (threads: number): ModelRuntime =>
  ortRuntime(ort, { executionProviders: ['cpu'], intraOpNumThreads: threads });

/**
 * Makes a folder of the repository's models (models/prepare.ts) when it is not of now. It is there
 * as a whole or not at all: other processes may do the same at the same time.
 */
export async function prepareWhenOld(folder: string): Promise<void> {
  const file = path.join(folder, 'manifest.json');
  const isOfNow = async () => existsSync(file) && (await readFile(file, 'utf8')) === listText();
  if (await isOfNow()) return;
  const scratch = `${folder}-${process.pid}`;
  await prepareModels(scratch);
  if (!(await isOfNow())) {
    await rm(folder, { recursive: true, force: true });
    await rename(scratch, folder).catch(async (error: unknown) => {
      if (!(await isOfNow())) throw error;
    });
  }
  await rm(scratch, { recursive: true, force: true });
}

/** One entry of such a folder's list. */
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

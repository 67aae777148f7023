import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelHash, type LoadedModel } from '../../extension/src/inference/loadModel';
import { parseModelList, type ModelManifest } from '../../extension/src/inference/modelManifest';
import type { ModelRuntime } from '../../extension/src/inference/modelRuntime';
import { prepareModels } from '../../models/prepare';

/** The product's runtime border on onnxruntime-node: the same graphs without a browser. */
export function nodeRuntime(threads: number): ModelRuntime {
  return {
    async createSession(bytes) {
      const session = await InferenceSession.create(bytes, { intraOpNumThreads: threads });
      return {
        async run(feeds) {
          const tensors = Object.entries(feeds).map(
            ([name, { data, dims }]) => [name, new Tensor('float32', data, [...dims])] as const,
          );
          const outputs = await session.run(Object.fromEntries(tensors));
          return Object.fromEntries(
            Object.entries(outputs).map(([name, tensor]) => [
              name,
              { data: tensor.data as Float32Array, dims: tensor.dims },
            ]),
          );
        },
        release: () => session.release(),
      };
    },
  };
}

/** The default model of a folder made by models/prepare.ts, which is made when it is missing. */
export async function loadNodeModel(folder: string, threads = 2): Promise<LoadedModel> {
  if (!existsSync(path.join(folder, 'manifest.json'))) await prepareModels(folder);
  const list = parseModelList(await readFile(path.join(folder, 'manifest.json'), 'utf8'));
  return loadNodeEntry(folder, list[0], threads);
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

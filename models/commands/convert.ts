import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { parseModelList, type ModelManifest } from '../../extension/src/inference/modelManifest';
import { enlist, findModel, readDeployment } from '../deployment';
import { describeGraphs } from '../describe';
import { factsOf, writeAtomically } from '../files';
import { applySteps, type Step } from '../steps';

export interface Recipe {
  readonly encoder: readonly Step[];
  readonly decoder: readonly Step[];
}

export interface FileSizes {
  readonly before: number;
  readonly after: number;
}

/**
 * Rewrites one graph file by the steps. A target named `*.ort` is also optimised and stored in
 * onnxruntime's own format, which opens faster and is larger: constants are worked out in it.
 */
export async function convertFile(
  source: string,
  target: string,
  steps: readonly Step[],
): Promise<FileSizes> {
  const before = await readFile(source);
  const onnx = applySteps(before, steps);
  const after = target.endsWith('.ort') ? await toOrtFormat(onnx) : onnx;
  await writeAtomically(target, after);
  return { before: before.length, after: after.length };
}

/**
 * Makes a new model of a deployment folder from one that is there, and puts it at the end of the
 * list. The rest of its entry is that of the old one, with size, SHA-256, reference answers and
 * largest tensor of its own. Throws when the id is taken or a change breaks the entry.
 */
export async function convertModel(
  folder: string,
  sourceId: string,
  id: string,
  recipe: Recipe,
  changes: Partial<Pick<ModelManifest, 'name' | 'tier' | 'memoryBytes'>> = {},
): Promise<ModelManifest> {
  const source = await findModel(folder, sourceId);
  parseModelList(JSON.stringify({ models: [{ ...source, ...changes, id }] }));
  if ((await readDeployment(folder)).some(model => model.id === id)) {
    throw new Error(`${folder} has a model ${id} already.`);
  }
  const own = path.join(folder, id);
  await mkdir(own, { recursive: true });
  const convert = async (role: keyof Recipe) => {
    const { path: name } = source.files[role];
    const before = await readFile(path.join(folder, sourceId, name));
    const bytes = applySteps(before, recipe[role]);
    await writeAtomically(path.join(own, name), bytes);
    return { path: name, ...factsOf(bytes) };
  };
  const files = { encoder: await convert('encoder'), decoder: await convert('decoder') };
  const manifest = { ...source, ...changes, id, files };
  const entry = { ...manifest, ...(await describeGraphs(own, manifest)) };
  await enlist(folder, entry);
  return entry;
}

/** Optimisations above `extended` depend on the processor. */
async function toOrtFormat(onnx: Uint8Array): Promise<Uint8Array> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'models-'));
  try {
    const [input, output] = ['in.onnx', 'out.ort'].map(name => path.join(scratch, name));
    await writeFile(input, onnx);
    const session = await InferenceSession.create(input, {
      graphOptimizationLevel: 'extended',
      optimizedModelFilePath: output,
      extra: { session: { save_model_format: 'ORT' } },
      logSeverityLevel: 3,
    });
    await session.release();
    return await readFile(output);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

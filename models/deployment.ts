import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseModelList, type ModelManifest } from '../extension/src/inference/modelManifest';
import { toJson, writeAtomically } from './files';

const listFile = (folder: string) => path.join(folder, 'manifest.json');

/** The entries of a deployment folder as they stand in its list, with fields of any kind. */
async function readEntries(folder: string): Promise<readonly { readonly id: string }[]> {
  const text = await readFile(listFile(folder), 'utf8');
  parseModelList(text);
  return (JSON.parse(text) as { models: { id: string }[] }).models;
}

/** The models of a deployment folder. Throws a SamError that names the field that is wrong. */
export async function readDeployment(folder: string): Promise<readonly ModelManifest[]> {
  return parseModelList(await readFile(listFile(folder), 'utf8'));
}

/** The entry of that id. Throws when the folder has none. */
export async function findModel(folder: string, id: string): Promise<ModelManifest> {
  const models = await readDeployment(folder);
  const found = models.find(model => model.id === id);
  if (found) return found;
  throw new Error(`${folder} has no model ${id}; it has ${models.map(m => m.id).join(', ')}.`);
}

/**
 * Puts an entry in the list of a deployment folder, in the place of one of the same id, else at
 * the end, or first (the default model). The files of the model must be there already.
 */
export async function enlist(folder: string, entry: ModelManifest, first = false): Promise<void> {
  const before = existsSync(listFile(folder)) ? await readEntries(folder) : [];
  const known = before.some(({ id }) => id === entry.id);
  const others = before.filter(({ id }) => id !== entry.id);
  let models: readonly { readonly id: string }[] = [...others, entry];
  if (first) models = [entry, ...others];
  else if (known) models = before.map(each => (each.id === entry.id ? entry : each));
  const text = toJson({ models });
  parseModelList(text);
  await mkdir(path.join(folder, entry.id), { recursive: true });
  await writeAtomically(path.join(folder, entry.id, 'manifest.json'), toJson(entry));
  await writeAtomically(listFile(folder), text);
}

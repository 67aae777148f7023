import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { parseModelList, type ModelManifest } from '../../extension/src/inference/modelManifest';
import { enlist } from '../deployment';
import { describeGraphs } from '../describe';
import { difference, type FileFacts } from '../files';

/** An entry as a site may write it: what can be found out from the files may be left out. */
const draft = z.looseObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  files: z.record(
    z.string(),
    z.looseObject({
      path: z.string().regex(/^[A-Za-z0-9][\w.-]*$/),
      size: z.number().optional(),
      sha256: z.string().optional(),
    }),
  ),
});
type Draft = z.infer<typeof draft>;

export interface FetchOptions {
  /** File with the entry, where the source has none. */
  readonly entry?: string;
  /** Which one, when the source is a list of several. */
  readonly model?: string;
  /** Puts the model first in the list. */
  readonly makeDefault?: boolean;
}

/**
 * Brings a model into a deployment folder. The source is a folder or a URL with the model's
 * `manifest.json` beside its files, or a whole deployment folder with `model` naming one of it.
 *
 * Sizes and SHA-256 of the entry are checked; those that it lacks are entered, as are reference
 * answers and the largest tensor, which onnxruntime-node computes. Nothing in the folder changes
 * unless all is right. Throws an Error that says what is wrong.
 */
export async function fetchModel(
  source: string,
  folder: string,
  options: FetchOptions = {},
): Promise<ModelManifest> {
  const { entry, base } = await findEntry(source, options);
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(path.join(folder, '.fetch-'));
  try {
    const files: Record<string, Draft['files'][string] & FileFacts> = {};
    for (const [role, file] of Object.entries(entry.files)) {
      const got = await copy(new URL(file.path, base), path.join(scratch, file.path));
      const { size = got.size, sha256 = got.sha256 } = file;
      const wrong = difference(got, { size, sha256 });
      if (wrong) throw new Error(`${file.path}: ${wrong}.`);
      files[role] = { ...file, ...got };
    }
    const manifest = await complete({ ...entry, files }, scratch);
    const own = path.join(folder, manifest.id);
    await mkdir(own, { recursive: true });
    for (const { path: name } of Object.values(manifest.files)) {
      await rename(path.join(scratch, name), path.join(own, name));
    }
    await enlist(folder, manifest, options.makeDefault);
    return manifest;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The entry, and the folder of its files as a URL with a slash at its end. */
async function findEntry(
  source: string,
  { entry: entryFile, model }: FetchOptions,
): Promise<{ readonly entry: Draft; readonly base: URL }> {
  const base = /^https?:/.test(source)
    ? new URL(source.endsWith('/') ? source : `${source}/`)
    : pathToFileURL(`${path.resolve(source)}${path.sep}`);
  if (entryFile !== undefined) {
    return { entry: draft.parse(JSON.parse(await readFile(entryFile, 'utf8'))), base };
  }
  const json: unknown = JSON.parse(await readText(new URL('manifest.json', base)));
  const isList = typeof json === 'object' && json !== null && 'models' in json;
  if (!isList) return { entry: draft.parse(json), base };
  const { models } = z.object({ models: z.array(draft) }).parse(json);
  const found = models.find(({ id }) => id === model);
  if (!found) {
    const ids = models.map(({ id }) => id).join(', ');
    throw new Error(`The source lists ${ids}. Name one of them: --model ID.`);
  }
  return { entry: found, base: new URL(`${found.id}/`, base) };
}

/** The entry with what it lacks of the facts that onnxruntime-node can find out. */
async function complete(
  entry: Draft & { largestTensorBytes?: unknown; selfCheck?: unknown },
  filesAt: string,
): Promise<ModelManifest> {
  const parse = (value: unknown) => parseModelList(JSON.stringify({ models: [value] }))[0];
  const isWhole = entry.largestTensorBytes !== undefined && entry.selfCheck !== undefined;
  const placeholders = { largestTensorBytes: 1, selfCheck: { encoder: [], decoder: [] } };
  const manifest = parse({ ...placeholders, ...entry });
  if (isWhole) return entry as unknown as ModelManifest;
  // The entry, not what was parsed: it keeps the fields that the viewer does not read.
  return { ...(await describeGraphs(filesAt, manifest)), ...entry } as unknown as ModelManifest;
}

async function open(from: URL): Promise<Readable> {
  if (from.protocol === 'file:') return createReadStream(from);
  const response = await fetch(from);
  if (!response.ok || !response.body) throw new Error(`${from.href}: status ${response.status}.`);
  // The DOM's and Node's types of one and the same stream.
  return Readable.fromWeb(response.body as ReadableStream);
}

async function readText(from: URL): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await open(from)) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

/** Copies a file and counts and hashes it on the way. */
async function copy(from: URL, to: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let size = 0;
  async function* counted(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await pipeline(await open(from), counted, createWriteStream(to));
  return { size, sha256: hash.digest('hex') };
}

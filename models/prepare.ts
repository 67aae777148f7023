/**
 * Makes the folder of models that a site hosts, from the weights in node_modules.
 *
 *     npx tsx models/prepare.ts OUTPUT_FOLDER [--cached | --accept]
 *
 * `--cached` leaves a folder as it is that these sources have made (`ensureModels`).
 * `--accept` is for who changes a rewrite: it enters what came out (sizes, SHA-256, reference
 * answers) in the manifests here, instead of comparing.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parseModelList } from '../extension/src/inference/modelManifest';
import { describeGraphs } from './describe';
import { difference, factsOf, toJson, writeAtomically, type FileFacts } from './files';
import { readModel, writeModel } from './onnx/onnxProto';
import { fourMasks } from './rewrite/fourMasks';
import { applySteps, parseSteps } from './steps';
import fullAt448 from './mobile-sam-448/manifest.json' with { type: 'json' };
import halfAt448 from './mobile-sam-448-half/manifest.json' with { type: 'json' };
import int8At448 from './mobile-sam-448-int8/manifest.json' with { type: 'json' };
import trained from './sam-ct-mr-448/manifest.json' with { type: 'json' };
import halfTrained from './sam-ct-mr-448-half/manifest.json' with { type: 'json' };
import int8Trained from './sam-ct-mr-448-int8/manifest.json' with { type: 'json' };
import full from './mobile-sam/manifest.json' with { type: 'json' };
import half from './mobile-sam-half/manifest.json' with { type: 'json' };
import int8 from './mobile-sam-int8/manifest.json' with { type: 'json' };

/** What is hosted, in the order of the list: the first is the default. */
export const MANIFESTS = [
  int8Trained,
  halfTrained,
  trained,
  int8At448,
  halfAt448,
  fullAt448,
  int8,
  half,
  full,
] as const;
type Manifest = (typeof MANIFESTS)[number];

const ROLES = ['encoder', 'decoder'] as const;
/** The package's files and what it calls them. */
const SOURCES = { encoder: 'dist/encoder.onnx', decoder: 'dist/sam.onnx' } as const;

/**
 * Writes `<outDir>/manifest.json` (the list of models) and for each model `<outDir>/<id>/` with
 * encoder, decoder and manifest. Source and result are checked against the SHA-256 in the
 * manifest: throws when either differs, or when the package with the weights is not installed.
 */
async function prepareModels(outDir: string): Promise<void> {
  for (const manifest of MANIFESTS) {
    await writeGraphs(outDir, manifest, (role, facts) =>
      assertFacts(`${manifest.id}'s ${role}`, facts, manifest.files[role]),
    );
    await writeAtomically(path.join(outDir, manifest.id, 'manifest.json'), toJson(manifest));
  }
  await writeAtomically(path.join(outDir, 'manifest.json'), toJson({ models: MANIFESTS }));
}

/**
 * `prepareModels`, unless the folder was made by the sources as they are now. Several processes may
 * do it at the same time: each file is there whole, and the same whoever writes it.
 */
export async function ensureModels(folder: string): Promise<void> {
  const keyFile = `${folder}.key`;
  const key = await keyOfSources();
  const made = existsSync(path.join(folder, 'manifest.json')) && existsSync(keyFile);
  if (made && (await readFile(keyFile, 'utf8')) === key) return;
  await prepareModels(folder);
  await writeAtomically(keyFile, key);
}

/** A hash of all that decides what comes out: code and manifests here, which name their weights. */
async function keyOfSources(): Promise<string> {
  const found = await readdir(import.meta.dirname, { recursive: true });
  const hash = createHash('sha256');
  for (const name of found.filter(file => /\.(ts|json)$/.test(file)).sort()) {
    hash.update(`${name}\n`).update(await readFile(path.join(import.meta.dirname, name)));
  }
  return hash.digest('hex');
}

/** The graph that a model's steps start from: of a folder here, or of the package. */
async function readGraph({ id, source }: Manifest, role: (typeof ROLES)[number]) {
  if (!('folder' in source)) return readSource(SOURCES[role]);
  const file = `${role}.onnx` as const;
  const bytes = await readFile(path.join(import.meta.dirname, source.folder, file));
  assertFacts(`${id}'s weights in ${source.folder}/${file}`, factsOf(bytes), source.files[file]);
  return bytes;
}

/** SAM's mask decoder with all four masks: see `fourMasks`. */
export function fourMaskDecoder(source: Uint8Array): Uint8Array {
  return writeModel(fourMasks(readModel(source)));
}

/** Reads a file of the package with the weights and checks it. */
export async function readSource(file: keyof typeof full.source.files): Promise<Uint8Array> {
  const entry = createRequire(import.meta.url).resolve(full.source.package);
  const root = path.dirname(path.dirname(entry));
  const bytes = await readFile(path.join(root, file));
  assertFacts(`${full.source.package}/${file}`, factsOf(bytes), full.source.files[file]);
  return bytes;
}

async function writeGraphs(
  outDir: string,
  manifest: Manifest,
  judge: (role: (typeof ROLES)[number], facts: FileFacts) => void,
): Promise<void> {
  const { id, files, source } = manifest;
  const folder = path.join(outDir, id);
  await mkdir(folder, { recursive: true });
  for (const role of ROLES) {
    const steps = parseSteps(source.steps[role].join(','));
    const bytes = applySteps(await readGraph(manifest, role), steps);
    judge(role, factsOf(bytes));
    await writeAtomically(path.join(folder, files[role].path), bytes);
  }
}

function assertFacts(what: string, got: FileFacts, expected: FileFacts): void {
  const wrong = difference(got, expected);
  if (wrong) throw new Error(`${what} is not the file that models/ describes: ${wrong}.`);
}

/** Enters what the steps give in the manifests beside this file. */
async function acceptResults(outDir: string): Promise<void> {
  for (const manifest of MANIFESTS) {
    const facts: Partial<Record<string, FileFacts>> = {};
    await writeGraphs(outDir, manifest, (role, found) => (facts[role] = found));
    const files = Object.fromEntries(
      ROLES.map(role => [role, { path: manifest.files[role].path, ...facts[role] }]),
    );
    const [parsed] = parseModelList(JSON.stringify({ models: [{ ...manifest, files }] }));
    const graphs = await describeGraphs(path.join(outDir, manifest.id), parsed);
    const own = path.join(import.meta.dirname, manifest.id, 'manifest.json');
    await writeFile(own, toJson({ ...manifest, files, ...graphs }));
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      accept: { type: 'boolean', default: false },
      cached: { type: 'boolean', default: false },
    },
  });
  const [outDir] = positionals;
  if (outDir === undefined) throw new Error('Usage: npx tsx models/prepare.ts OUTPUT_FOLDER');
  if (values.accept) {
    await acceptResults(outDir);
    process.stdout.write('The manifests say what came out. Format them with prettier.\n');
    return;
  }
  await (values.cached ? ensureModels : prepareModels)(path.resolve(outDir));
  process.stdout.write(`Models are in ${path.resolve(outDir)}.\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) void main();

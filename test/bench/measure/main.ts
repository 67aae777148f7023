/**
 * What measuring an organ of 512 × 512 × 300 voxels costs the page, in a real Chromium: the longest
 * stretch without an answer, tasks over 50 ms, and what crosses to the worker; as it was before, for
 * the first time, and again after a change.
 *
 *     npm run bench:measure
 */
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launchBrowser } from '../../e2e/browser';
import type { Cost } from './page';

const [SIDE, SLICES, BAR_MS] = [512, 300, 50];
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const out = await mkdtemp(path.join(os.tmpdir(), 'sam-measure-'));
await build({
  entryPoints: {
    page: path.join(root, 'test/bench/measure/page.ts'),
    worker: path.join(root, 'extension/src/features/findings/worker/worker.ts'),
  },
  ...{ outdir: out, bundle: true, format: 'esm', splitting: true, target: 'es2022' },
  define: { global: 'globalThis' },
  external: ['zlib'],
  logLevel: 'error',
});
const server = createServer(async (request, response) => {
  const name = path.basename(request.url ?? '/');
  if (!name) {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><script type="module" src="/page.js"></script>');
    return;
  }
  const file = await readFile(path.join(out, name)).catch(() => null);
  response.writeHead(file ? 200 : 404, { 'Content-Type': 'text/javascript' });
  response.end(file);
});
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const browser = await launchBrowser();
let worst = 0;
try {
  const page = await browser.newPage();
  page.on('pageerror', error => console.error(error.message));
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => 'measureOrgan' in window);
  console.log(`${SIDE} × ${SIDE} × ${SLICES}, an organ of a third of its width`);
  console.log(
    '            longest stretch   tasks > 50 ms   until measured   to the worker   volume',
  );
  for (const how of ['before', 'after', 'again'] as const) {
    const cost = await page.evaluate(
      ([way, side, slices]) => window.measureOrgan(way, side, slices),
      [how, SIDE, SLICES] as const,
    );
    console.log(row(how, cost));
    if (how !== 'before') worst = Math.max(worst, cost.longestMs);
  }
} finally {
  await browser.close();
  server.close();
  await rm(out, { recursive: true, force: true });
}
console.log(
  worst <= BAR_MS
    ? `ok   nothing over ${BAR_MS} ms`
    : `FAIL ${worst.toFixed(0)} ms at a stretch, ${BAR_MS} are allowed`,
);
process.exit(worst <= BAR_MS ? 0 : 1);

function row(how: string, { longestMs, longTasks, totalMs, crossedMb, volumeCm3 }: Cost): string {
  return [
    how.padEnd(12),
    `${longestMs.toFixed(0)} ms`.padEnd(18),
    String(longTasks).padEnd(16),
    `${(totalMs / 1000).toFixed(1)} s`.padEnd(17),
    `${crossedMb.toFixed(1)} MB`.padEnd(16),
    volumeCm3 === null ? 'not waited for' : `${volumeCm3.toFixed(0)} cm³`,
  ].join('');
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseModelList } from '../../extension/src/inference/modelManifest';
import { serve } from '../bench/speed/server';
import { decoder, encoder, MASK_SIDE, SIDE } from '../unit/inference/adapters/tinySam';
import { launchBrowser, WEBGPU_FLAGS } from './browser';
import type {} from './deviceEmbeddingPage';

/** Of the embedding: one plane of the masks' size, 32-bit. */
const EMBEDDING_BYTES = 4 * MASK_SIDE ** 2;

const file = { path: 'model.onnx', size: 1, sha256: 'a'.repeat(64) };
const entry = {
  ...{ id: 'tiny', name: 'Tiny', version: '1', licence: 'MIT', tier: 'no-gpu' },
  ...{ memoryBytes: 1e8, largestTensorBytes: 1e6, prompts: ['point', 'box', 'mask'] },
  files: { encoder: file, decoder: file },
  input: { size: SIDE, mean: [123, 116, 103], std: [58, 57, 57] },
  ...{ family: 'sam-onnx', encoder: { input: 'x', output: 'y' } },
};
const graphs = {
  '/encoder.onnx': encoder('x', ['y']),
  '/decoder.onnx': decoder({
    ...{ embedding: 'image_embeddings', mask: 'mask_input', hasMask: 'has_mask_input' },
    points: { name: 'point_coords', dims: [1, 'n', 2] },
    labels: { name: 'point_labels', dims: [1, 'n'] },
    ...{ masks: 'low_res_masks', scores: 'iou_predictions', batch: [1], count: 4 },
  }),
};

function bundle(): Buffer {
  const out = path.join(mkdtempSync(path.join(os.tmpdir(), 'device-page-')), 'page.js');
  const script = path.join(__dirname, 'deviceEmbeddingPage.ts');
  const options = ['--bundle', '--format=esm', '--conditions=onnxruntime-web-use-extern-wasm'];
  execFileSync('npx', ['esbuild', script, ...options, '--log-level=error', `--outfile=${out}`]);
  return readFileSync(out);
}

test("on a browser's WebGPU the embedding stays on the device, and answers as on WebAssembly", async () => {
  const ort = `${path.dirname(require.resolve('onnxruntime-web/wasm'))}/`;
  const server = await serve(
    {
      '/index.html': Buffer.from('<!doctype html><script type="module" src="page.js"></script>'),
      ...{ '/page.js': bundle(), '/ort/': ort },
      ...graphs,
    },
    true,
  );
  const browser = await launchBrowser(WEBGPU_FLAGS);
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => 'tryDevice' in window);
    const [model] = parseModelList(JSON.stringify({ models: [entry] }));
    const report = await page.evaluate(([of, bytes]) => window.tryDevice(of, bytes), [
      model,
      2 * EMBEDDING_BYTES,
    ] as const);
    expect(report.differences).toHaveLength(7);
    expect(Math.max(...report.differences, report.mixed)).toBeLessThan(1e-3);
    expect(report.fetchedByEncodes).toBe(0);
    // An earlier mask, which is as large, and the prompts; not the embedding.
    expect(report.sentByDecode).toBeGreaterThanOrEqual(EMBEDDING_BYTES);
    expect(report.sentByDecode).toBeLessThan(2 * EMBEDDING_BYTES);
    expect([report.cached, report.cachedBytes]).toEqual([2, 2 * EMBEDDING_BYTES]);
    expect([report.lost, report.cachedAfterLoss]).toEqual(['device-lost', 0]);
  } finally {
    await browser.close();
    server.close();
  }
}, 600_000);

import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { launchBrowser, WEBGPU_FLAGS } from '../../e2e/browser';
import type { Agreement } from './page/webgpu';
import { makePicture, SIDE } from './picture';
import { figure, median, type Bar } from './report';
import { serve } from './server';
import { webgpuSite } from './site';

/** The software adapter takes half a minute for the decoder and minutes for the encoder. */
const TIMEOUT = 45 * 60_000;
const LIMIT = 0.999;

/** Compares WebGPU on Chromium's software adapter with WebAssembly: the decoder, or both graphs. */
export async function webgpuRun(
  models: string,
  model: ModelManifest,
  encoder: boolean,
): Promise<Bar[]> {
  const picture = makePicture();
  const [x, y] = picture.click.map(c => ((c + 0.5) * model.input.size) / SIDE);
  const prompts = [
    { coords: [x, y, 0, 0], labels: [1, -1] },
    { coords: [x - 120, y - 130, x + 120, y + 130], labels: [2, 3] },
    { coords: [x, y, x + 400, y, 0, 0], labels: [1, 0, -1] },
    { coords: [x + 350, y + 60, 0, 0], labels: [1, -1] },
  ];
  const server = await serve(await webgpuSite(picture, models), true);
  const browser = await launchBrowser(WEBGPU_FLAGS);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(TIMEOUT);
    await page.goto(server.origin);
    await page.waitForFunction(() => 'runWebgpu' in window);
    const runs = await page.evaluate(task => window.runWebgpu(task), { model, prompts, encoder });
    return runs.map(run => told(model, run));
  } finally {
    await browser.close();
    server.close();
  }
}

function told(model: ModelManifest, run: Agreement): Bar {
  const { what, ious, surest, largestDifference, times, sent, fetched } = run;
  console.log(
    `${model.id}, ${what} on the software adapter: median ${figure(median(times) / 1000, 1)} s, ` +
      `largest difference of a logit ${largestDifference.toExponential(1)}`,
  );
  if (sent) {
    const kB = (bytes: number) => `${figure(bytes / 1000, 0)} kB`;
    console.log(`a click sends ${kB(sent)} to the adapter and fetches ${kB(fetched)} from it`);
  }
  for (const [n, row] of ious.entries()) {
    const cells = row.map((iou, token) => figure(iou, 5) + (token === surest[n] ? '*' : ''));
    console.log(`prompt ${n + 1}: ${cells.join('  ')}`);
  }
  return {
    name: `${what} on WebGPU, mask IoU with WASM`,
    measured: Math.min(...ious.flat()),
    limit: LIMIT,
    sense: 'at least',
    detail: `least of ${ious.length} prompts × 4 masks`,
  };
}

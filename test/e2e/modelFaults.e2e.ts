import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { PART_BYTES } from '../../extension/src/inference/modelStorage';
import type { Fault, Faults } from '../../.webpack/demo/server/faults';
import { WEBGPU_FLAGS } from './browser';
import { expect, type OpenViewer, withViewer } from './fixtures';

const dropIn = path.resolve(__dirname, '../../.webpack/dist/drop-in');
const manifestText = readFileSync(path.join(dropIn, 'models/manifest.json'), 'utf8');
const workerText = readFileSync(path.join(dropIn, 'inference.worker.js'), 'utf8');
const encoderFile = /models\/[^/]+\/encoder\.onnx/;

const json = (text: string): Fault => ({
  body: Buffer.from(text),
  contentType: 'application/json',
});
/** The worker's script with something done before it. */
const sabotaged = (code: string): Fault => ({
  body: Buffer.from(`${code};\n${workerText}`),
  contentType: 'text/javascript',
});

/** Sabotages the worker the first so many times that it is started. */
function sabotage(code: string, times = Infinity): Faults {
  let started = 0;
  return ({ url = '' }) =>
    url.includes('inference.worker.js') && started++ < times ? sabotaged(code) : undefined;
}

const panel = (page: Page) => page.locator('.sam-panel');

/** The proof that all works again: a click gets its mask. */
async function expectClickWorks({ page, viewer }: Pick<OpenViewer, 'page' | 'viewer'>) {
  await viewer.ready();
  const prompts = Number(await panel(page).getAttribute('data-prompts'));
  await viewer.chooseTool('Include');
  await viewer.clickPixel([192, 192]);
  await viewer.answered(false);
  await expect(panel(page)).toHaveAttribute('data-prompts', String(prompts + 1));
  await viewer.button('Clear').click();
  await expect(panel(page)).toHaveAttribute('data-prompts', String(prompts));
}

interface FileFault {
  readonly name: string;
  /** Which request goes wrong. */
  readonly url: RegExp;
  readonly fault: () => Fault;
  readonly says: RegExp;
}

/** Two of the matrix of test/unit/features/runtime/modelFaults.test.ts, in the real browser. */
const FILE_FAULTS: readonly FileFault[] = [
  {
    name: 'start page instead of the encoder',
    url: encoderFile,
    fault: () => ({ body: Buffer.from('<!doctype html>'), contentType: 'text/html' }),
    says: /model was not found on this server/,
  },
  {
    name: 'self-check mismatch whatever it runs on',
    url: /manifest\.json$/,
    fault: () => json(manifestText.replace(/("decoder": \[\s*)[\d.-]+/g, '$199')),
    says: /does not give its reference answers/,
  },
];

test('model files that are wrong: words for each, the viewer works, and Try again helps', async () => {
  let current: FileFault | undefined = FILE_FAULTS[0];
  const faults: Faults = ({ url = '' }) =>
    current && url.includes('/models/') && current.url.test(url) ? current.fault() : undefined;
  await withViewer({ faults, withoutModels: true }, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    for (const fault of FILE_FAULTS) {
      current = fault;
      if (fault !== FILE_FAULTS[0]) {
        // What is stored would hide the fault.
        await viewer.button('Model').click();
        await viewer.button('Remove').click();
        await expect(panel(page)).toContainText('Nothing is stored in this browser');
        await page.locator('.sam-runtime select').last().selectOption({ index: 0 });
        await page.locator('.sam-runtime select').last().selectOption('wasm');
        await viewer.button('Model').click();
      }
      await expect(page.locator('.sam-status .sam-failure'), fault.name).toContainText(fault.says, {
        timeout: 120_000,
      });
      await page.keyboard.press('ArrowDown');
      await expect(page.locator('.cornerstone-canvas').first()).toBeVisible();
      current = undefined;
      await viewer.button('Try again').click();
      await expectClickWorks({ page, viewer });
    }
  });
}, 900_000);

test('a connection that is cut in the middle: said, resumed where it was, and the click works', async () => {
  const ranges: string[] = [];
  const faults: Faults = ({ url = '', headers }) => {
    if (!url.includes('/models/') || !encoderFile.test(url)) return undefined;
    ranges.push(headers.range ?? 'all');
    return ranges.length < 3 ? { truncateTo: 3_000_000, destroy: true } : undefined;
  };
  await withViewer({ faults, withoutModels: true }, async open => {
    // It is told until the download goes on, which may be between two looks at the panel.
    await open.page.addInitScript(() => {
      new MutationObserver(() => {
        const told = document.querySelector('.sam-panel')?.textContent ?? '';
        if (told.includes('The connection broke')) document.documentElement.dataset.told = 'broke';
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await open.viewer.open(open.host.url, open.study('CT'));
    await open.page.waitForSelector('html[data-told="broke"]', { state: 'attached' });
    await expectClickWorks(open);
    expect(ranges[0]).toBe('all');
    expect(ranges.slice(1).map(range => /^bytes=\d+-$/.test(range))).toEqual([true, true]);
  });
}, 300_000);

test('a page that is reloaded in the middle of the download goes on where it was', async () => {
  const ranges: string[] = [];
  let away = true;
  const faults: Faults = ({ url = '', headers }) => {
    if (!url.includes('/models/') || !encoderFile.test(url)) return undefined;
    ranges.push(headers.range ?? 'all');
    if (!away) return undefined;
    // A cut takes with it what the page has not read yet: a part must be whole long before it.
    return ranges.length === 1 ? { truncateTo: 9_000_000, destroy: true } : { status: 503 };
  };
  await withViewer({ faults, withoutModels: true }, async open => {
    await open.viewer.open(open.host.url, open.study('CT'));
    await expect(panel(open.page)).toContainText('could not be downloaded', { timeout: 60_000 });
    away = false;
    ranges.length = 0;
    await open.viewer.open(open.host.url, open.study('CT'));
    await expectClickWorks(open);
    // Whole parts are kept. An open range is the store's: the browser's own cache asks for closed ones.
    expect(ranges).toHaveLength(1);
    expect([PART_BYTES, 2 * PART_BYTES].map(kept => `bytes=${kept}-`)).toContain(ranges[0]);
  });
}, 300_000);

/**
 * What is done to the worker at its start, what the panel then says, and how often: what only a
 * browser can prove, its own words for a lack of memory and an adapter asked for in the worker.
 */
const WORKER_FAULTS = [
  {
    name: 'out of memory in creation',
    code: `WebAssembly.Memory = function () { throw new RangeError('could not allocate memory') }`,
    times: 1,
    says: /WASM with several threads: ran out of memory, not used\./,
  },
  {
    name: 'an adapter that fails',
    code: `Object.defineProperty(navigator, 'gpu', { value: {
      requestAdapter: () => Promise.reject(new Error('adapter lost')) } })`,
    times: Infinity,
    says: /WebGPU could not be started/,
  },
] as const;

test.each(WORKER_FAULTS)(
  '$name: the panel says so and the click works',
  async ({ code, times, says }) => {
    await withViewer({ faults: sabotage(code, times) }, async open => {
      await open.viewer.open(open.host.url, open.study('CT'));
      await open.viewer.ready();
      await expect(panel(open.page)).toContainText(says);
      await expectClickWorks(open);
    });
  },
  300_000,
);

test('a worker that dies in mid-work: prompts are kept and answered by the next one', async () => {
  await withViewer({}, async open => {
    const { host, page, viewer, study } = open;
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.chooseTool('Include');
    await viewer.clickPixel([192, 192]);
    const worker = page.workers().find(found => found.url().includes('inference.worker'));
    await worker!.evaluate(() =>
      setTimeout(() => {
        throw new Error('killed');
      }),
    );
    await viewer.answered(true, 180_000);
    await expect(panel(page)).toHaveAttribute('data-prompts', '1');
    await expect(panel(page)).toContainText('restarted after a failure');
    await viewer.button('Clear').click();
    await expectClickWorks(open);
  });
}, 300_000);

test('another backend is chosen with prompts on the slice: they stay, and so does the choice', async () => {
  await withViewer({}, async open => {
    const { host, page, viewer, study } = open;
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.chooseTool('Include');
    await viewer.clickPixel([192, 192]);
    await viewer.answered();
    await viewer.button('Model').click();
    await page.locator('.sam-runtime select').last().selectOption('wasm');
    await viewer.ready();
    await expect(panel(page)).toContainText('Chosen in this panel.');
    await expect(panel(page)).toHaveAttribute('data-prompts', '1');
    await viewer.clickPixel([210, 200]);
    await viewer.answered();
    await expect(panel(page)).toHaveAttribute('data-prompts', '2');
    await expect(page.locator('.sam-runtime')).toContainText('Requests to other servers0');
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await expect(panel(page)).toContainText('Chosen in this panel.');
  });
}, 300_000);

test('a graphics device that is lost in mid-work: the processor takes over', async () => {
  // The software adapter takes minutes for an encoder run: time enough to lose it.
  const first = `const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...args) {
      return (self.device = await request.apply(this, args)); }`;
  const later = `Object.defineProperty(navigator, 'gpu', { value: undefined })`;
  let started = 0;
  const faults: Faults = ({ url = '' }) =>
    url.includes('inference.worker.js') ? sabotaged(started++ ? later : first) : undefined;
  await withViewer({ faults, browserFlags: WEBGPU_FLAGS }, async open => {
    const { host, page, viewer, study } = open;
    await page.addInitScript(
      `localStorage.setItem('ohif-sam.settings', '{"backend":"webgpu","hover":false}')`,
    );
    await viewer.open(host.url, study('CT'));
    await expect(panel(page)).toHaveAttribute('data-runtime', 'ready', { timeout: 300_000 });
    await expect(panel(page)).toContainText('WebGPU');
    await viewer.chooseTool('Include');
    await viewer.clickPixel([192, 192]);
    await page.waitForTimeout(3000);
    const worker = page.workers().find(found => found.url().includes('inference.worker'));
    await worker!.evaluate('void self.device.destroy()');
    await viewer.answered(true, 180_000);
    await expect(panel(page)).toHaveAttribute('data-prompts', '1');
    await expect(panel(page)).toContainText('No WebGPU in this browser');
    await viewer.button('Clear').click();
    await expectClickWorks(open);
  });
}, 900_000);

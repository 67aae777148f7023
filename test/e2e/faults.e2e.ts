import type { Fault, Faults } from '../../.webpack/demo/server/faults';
import { expect, type OpenViewer, withViewer } from './fixtures';

const failing =
  (pattern: RegExp, status = 404): Faults =>
  request =>
    pattern.test(request.url ?? '') ? { status } : undefined;

/** The viewer goes on without us: the arrow key shows the next slice. */
async function expectViewerWorks({ page, viewer }: OpenViewer) {
  const before = await viewer.shownSlice();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => viewer.shownSlice()).not.toBe(before);
}

test('the model is missing: the panel says so, the viewer works, Try again helps', async () => {
  let broken = true;
  const faults: Faults = request =>
    broken && /decoder\.onnx/.test(request.url ?? '') ? { status: 404 } : undefined;
  await withViewer({ faults, withoutModels: true }, async open => {
    const { host, page, viewer, study } = open;
    await viewer.open(host.url, study('CT'));
    const alert = page.locator('.sam-panel [role="alert"]').first();
    await expect(alert).toContainText('model was not found on this server', { timeout: 60_000 });
    await expect(page.locator('.sam-panel')).toHaveAttribute('data-runtime', 'failed');
    await expectViewerWorks(open);
    broken = false;
    await viewer.button('Try again').click();
    await viewer.ready();
  });
});

for (const [what, pattern, status, says] of [
  ['wasm is missing', /ort\/.*\.wasm/, 404, 'program files that run the model could not be loaded'],
  [
    'the worker is missing',
    /inference\.worker\.js/,
    404,
    'program files that run the model could not be loaded',
  ],
  ['the server fails', /encoder\.onnx/, 500, 'could not be downloaded after several tries'],
] as const) {
  test(`${what}: a plain message, and the viewer works`, async () => {
    const faults = failing(pattern, status);
    await withViewer({ faults, withoutModels: true }, async open => {
      const { host, page, viewer, study } = open;
      await viewer.open(host.url, study('CT'));
      await expect(page.locator('.sam-panel')).toHaveAttribute('data-runtime', 'failed', {
        timeout: 90_000,
      });
      const alert = page.locator('.sam-panel [role="alert"]').first();
      await expect(alert).toContainText(says);
      await expect(alert).toContainText('Your segments are unchanged.');
      await expectViewerWorks(open);
    });
  });
}

for (const file of ['install.js', 'extension.js', 'mode.js']) {
  test(`${file} is missing: the study list works and says so`, async () => {
    const faults = failing(new RegExp(`/sam/${file.replace('.', '\\.')}`));
    await withViewer({ faults }, async ({ host, page, study }) => {
      await page.goto(host.url);
      await expect(page.getByText('Generated phantom').first()).toBeVisible({ timeout: 60_000 });
      await expect(page.locator('body > [role="alert"]')).toContainText('SAM');
      await page.goto(`${host.url}/viewer?StudyInstanceUIDs=${study('CT')}`);
      await expect(page.locator('.cornerstone-canvas').first()).toBeVisible({ timeout: 60_000 });
    });
  });
}

test('extension.js throws while it loads: the study list works and says so', async () => {
  const faults: Faults = request =>
    /\/sam\/extension\.js/.test(request.url ?? '')
      ? { body: Buffer.from('throw new Error("broken")'), contentType: 'text/javascript' }
      : undefined;
  await withViewer({ faults }, async ({ host, page }) => {
    await page.goto(host.url);
    await expect(page.getByText('Generated phantom').first()).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('body > [role="alert"]')).toContainText('SAM');
  });
});

/** What an archive can do to a save, what the panel then says, and whether it stored the object. */
const ARCHIVE_FAULTS: readonly {
  readonly name: string;
  readonly fault: Fault;
  /** Of storing, or of reading back. */
  readonly method: 'POST' | 'GET';
  readonly says: RegExp;
}[] = [
  { name: '401', method: 'POST', fault: { status: 401 }, says: /Sign in again/ },
  { name: '409', method: 'POST', fault: { status: 409 }, says: /archive refused the object/ },
  { name: '413', method: 'POST', fault: { status: 413 }, says: /larger than the archive accepts/ },
  { name: '500', method: 'POST', fault: { status: 500 }, says: /was not stored/ },
  { name: 'cut', method: 'POST', fault: { destroy: true }, says: /did not answer/ },
  { name: 'slow', method: 'POST', fault: { delayMs: 6000, destroy: true }, says: /did not answer/ },
  { name: 'gone', method: 'GET', fault: { status: 404 }, says: /could not be confirmed/ },
  { name: 'half', method: 'GET', fault: { truncateTo: 3000 }, says: /could not be confirmed/ },
  {
    name: 'other content',
    method: 'GET',
    fault: { body: Buffer.from('DICM, or rather not'), contentType: 'application/dicom' },
    says: /could not be confirmed/,
  },
];

test('the archive fails in every way: words for each, nothing is lost, and saving again works', async () => {
  let current: (typeof ARCHIVE_FAULTS)[number] | undefined;
  const isArchive = (method: string | undefined, url = '') =>
    method === 'POST'
      ? /dicom-web\/studies/.test(url)
      : /dicom-web\/studies\/.*\/instances\/[^/]+$/.test(url);
  const faults: Faults = ({ method, url }) =>
    current && current.method === method && isArchive(method, url) ? current.fault : undefined;
  const sam = { archiveTimeoutSeconds: 4 };
  await withViewer({ faults, sam }, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.chooseTool('Include');
    await viewer.clickPixel([192, 192]);
    await viewer.answered();
    await viewer.accept();
    const before = await viewer.segments();
    for (const fault of ARCHIVE_FAULTS) {
      current = fault;
      await viewer.button('Save to archive').click();
      const said = page.locator('.sam-panel .sam-failure');
      await expect(said, fault.name).toContainText(fault.says, { timeout: 20_000 });
      expect(await viewer.segments(), fault.name).toEqual(before);
      current = undefined;
      expect(await viewer.save(), fault.name).toMatch(/^Saved/);
    }
  });
}, 300_000);

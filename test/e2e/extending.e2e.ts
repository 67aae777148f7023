import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, expectNoProblems, phantomTruth, pixelsOf, withViewer } from './fixtures';
import { diceOf } from './viewerVoxels';

const root = path.resolve(__dirname, '../..');
const K = 32;

/** The files that docs/extending.md gives as examples, by name. */
function examples(): ReadonlyMap<string, string> {
  const doc = readFileSync(path.join(root, 'docs/extending.md'), 'utf8');
  const blocks = doc.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, name, text]) => [name, text]));
}

interface ManifestEntry {
  readonly id: string;
  readonly tier: string;
  readonly files: unknown;
}

/** The document's entry, with files of this build's default model under its name. */
function siteModel(folder: string): unknown {
  const built = path.join(root, '.webpack/dist/drop-in/models');
  const manifest = readFileSync(path.join(built, 'manifest.json'), 'utf8');
  const { models } = JSON.parse(manifest) as { models: readonly ManifestEntry[] };
  const source = models.find(({ tier }) => tier === 'no-gpu')!;
  const sam = JSON.parse(examples().get('sam.json')!) as { models: ManifestEntry[] };
  const [entry] = sam.models;
  cpSync(path.join(built, source.id), path.join(folder, entry.id), { recursive: true });
  writeFileSync(path.join(folder, 'manifest.json'), manifest);
  return { ...sam, models: [{ ...entry, files: source.files }] };
}

test('a prompt tool, a section, an exporter, a model and commands of another extension work in the viewer', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sam-extending-'));
  const [clinic, ourModels] = ['clinic', 'our-models'].map(name => path.join(folder, name));
  [clinic, ourModels].forEach(each => mkdirSync(each));
  for (const [name, text] of examples()) writeFileSync(path.join(clinic, name), text);
  const truth = await phantomTruth();
  const spleen = truth.truth('spleen', K);
  const options = {
    sam: siteModel(ourModels),
    appConfigLines: "window.config.extensions.push('/clinic/extension.js');",
    drops: [
      { prefix: '/clinic/', dir: clinic },
      { prefix: '/our-models/', dir: ourModels },
    ],
  };
  try {
    await withViewer(options, async ({ host, page, viewer, study }) => {
      await page.addInitScript(() =>
        localStorage.setItem('ohif-sam.settings', '{"model":"our-model"}'),
      );
      await viewer.open(host.url, study('CT'));
      await viewer.showSlice(truth.sopInstanceUIDs[K]);
      await viewer.ready();
      const panel = page.locator('.sam-panel');
      await expect(panel.locator('.sam-status')).toContainText('Our model');

      // The tool by its button in the panel, and by the key that it brings.
      const section = panel.locator('[data-section="overview"]');
      await expect(section).toHaveText('0 prompts on 0 slices');
      await page.mouse.move(700, 120);
      await page.keyboard.press('Shift+C');
      const button = panel.locator('.sam-button-tool', { hasText: 'Circle' });
      await expect(button).toHaveAttribute('aria-pressed', 'true');
      await expect(page.locator('[data-cy="SamCircle"]')).toHaveCount(1);
      const [cx, cy] = [spleen.x + spleen.width / 2, spleen.y + spleen.height / 2];
      await viewer.dragAlong([
        [cx, cy],
        [cx + spleen.width / 3, cy],
        [cx + spleen.width / 1.8, cy],
      ]);
      await viewer.answered();
      await expect(panel).toContainText('Circle 1');
      await expect(section).toHaveText('1 prompts on 1 slices');
      const heard = page.evaluate(
        () =>
          new Promise(resolve => {
            const { samService } = (window as never as { services: Record<string, never> })
              .services as never as {
              samService: {
                EVENTS: { ACCEPTED: string };
                subscribe(event: string, callback: (data: unknown) => void): void;
              };
            };
            samService.subscribe(samService.EVENTS.ACCEPTED, resolve);
          }),
      );
      await viewer.accept();
      expect(await heard).toMatchObject({ segment: { segmentIndex: 1 } });
      const [voxels] = Object.values(await viewer.segments());
      const written = voxels[truth.sopInstanceUIDs[K]];
      expect(diceOf(written, pixelsOf(spleen, truth.dims[0]))).toBeGreaterThan(0.7);

      // The exporter writes beside those of this project.
      await panel.getByLabel('CSV').check();
      await panel.getByLabel('SEG', { exact: true }).uncheck();
      const download = page.waitForEvent('download');
      await viewer.button('Save as files').click();
      const file = await download;
      expect(file.suggestedFilename()).toBe('volumes.csv');
      expect(readFileSync(await file.path(), 'utf8')).toMatch(
        /^finding,volume \(cubic mm\)\n1,\d+\.\d$/,
      );

      // Commands prompt, read and accept.
      const at = truth.truth('liver', K);
      const [lx, ly] = [at.x + at.width / 2, at.y + at.height / 2];
      await page.addScriptTag({
        type: 'module',
        content: `import { segmentAt } from '/clinic/prompting.js'; window.segmentAt = segmentAt;`,
      });
      await page.waitForFunction('window.segmentAt');
      const mask = await page.evaluate(
        async ([i, j]) => {
          const view = window as never as Record<string, never>;
          const segmentAt = view.segmentAt as never as (
            ...parameters: unknown[]
          ) => Promise<{ width: number } | null>;
          const { cornerstoneViewportService, viewportGridService } = view.services as never as {
            cornerstoneViewportService: {
              getCornerstoneViewport(id: string): { getCurrentImageId(): string };
            };
            viewportGridService: { getActiveViewportId(): string };
          };
          const id = viewportGridService.getActiveViewportId();
          const shown = cornerstoneViewportService.getCornerstoneViewport(id);
          const { metaData } = view.cornerstone as never as {
            metaData: { get(type: string, imageId: string): Record<string, never> };
          };
          const plane = metaData.get('imagePlaneModule', shown.getCurrentImageId());
          const [origin, rows, columns] = [
            plane.imagePositionPatient,
            plane.rowCosines,
            plane.columnCosines,
          ] as unknown as number[][];
          const [dx, dy] = [plane.columnPixelSpacing, plane.rowPixelSpacing].map(Number);
          const world = [...origin].map((v, n) => v + i * dx * rows[n] + j * dy * columns[n]);
          const found = await segmentAt(view.commandsManager, { services: view.services }, world);
          return found && { width: found.width };
        },
        [lx, ly] as const,
      );
      expect(mask!.width).toBeGreaterThan(3);
      await expect(panel).toHaveAttribute('data-prompts', '0');
      expectNoProblems(viewer);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

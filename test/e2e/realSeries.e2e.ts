/**
 * Organ, lesions in it and automatic masks on a labelled series of a patient, by mouse and by keys:
 *
 *     SAM_DATA=DIR npx jest -c jest.e2e.config.mjs realSeries
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readSet } from '../data/readSet';
import { expect, expectNoProblems, pixelsOf, withViewer } from './fixtures';
import { diceOf } from './viewerVoxels';

const SET = 'ct-lung1-001';
const ORGAN = { preset: 'lung-left', label: 'Lung L' };
const folder = path.join(process.env.SAM_DATA ?? '', SET);
const hasData = process.env.SAM_DATA !== undefined && existsSync(folder);
if (!hasData) console.log(`skipped: no data folder (SAM_DATA) with ${SET}`);

const SEARCH_MS = 600_000;

(hasData ? test : test.skip)(
  'a lung without a click, what differs in it, and masks of a slice; every step undone',
  async () => {
    const set = await readSet(folder);
    await withViewer({ folders: [path.join(folder, 'dicom')] }, async ({ host, page, viewer }) => {
      await page.setViewportSize({ width: 1440, height: 1100 });
      await viewer.open(host.url, host.store.instances[0].study);
      await viewer.ready();
      const picture = async (name: string) => {
        const at = process.env.SCREENSHOTS;
        if (at) await page.screenshot({ path: `${at}/real-${name}.png` });
      };
      const panel = page.locator('.sam-panel');
      const empty = async () =>
        Object.values(await viewer.segments()).every(voxels => !Object.keys(voxels).length);

      await panel.getByText('Organ presets').click();
      await panel.getByLabel('Organ', { exact: true }).selectOption(ORGAN.preset);
      await page.mouse.move(500, 500);
      await page.keyboard.press('Shift+T');
      const organ = panel.locator('[data-organs]');
      await expect(organ).toHaveAttribute('data-organs', 'done', { timeout: SEARCH_MS });
      await picture('organ');
      await page.keyboard.press('y');
      await expect(page.getByText(/^The masks of \d+ slices were written/)).toBeVisible();
      const [lung] = Object.values(await viewer.segments());
      const area = set.dims[0] * set.dims[1];
      const inVolume = (pixels: readonly number[], k: number) => pixels.map(p => k * area + p);
      const dice = diceOf(
        set.sopInstanceUIDs.flatMap((sop, k) => inVolume(lung[sop] ?? [], k)),
        set.slices.flatMap((_, k) => inVolume(pixelsOf(set.truth(ORGAN.label, k), set.dims[0]), k)),
      );
      console.log(`3D Dice of the preset ${dice.toFixed(3)}`);
      expect(dice).toBeGreaterThan(0.95);

      await panel.getByText('Lesions in an organ').click();
      await page.mouse.move(500, 500);
      await page.keyboard.press('n');
      const search = panel.locator('[data-lesion-search]');
      await expect(search).toHaveAttribute('data-lesion-search', 'ready', { timeout: SEARCH_MS });
      const rows = panel.locator('[data-lesion]');
      console.log(`${await rows.count()} candidates`);
      const before = await viewer.segments();
      await panel.getByRole('button', { name: 'Show candidate 1' }).click();
      await picture('lesions');
      await page.mouse.move(500, 500);
      await page.keyboard.press('Shift+A');
      await expect(rows.first()).toHaveAttribute('data-status', 'accepted');
      expect(Object.keys(await viewer.segments())).toHaveLength(2);
      await page.keyboard.press('Control+z');
      await expect(rows.first()).toHaveAttribute('data-status', 'open');
      const [again] = Object.values(await viewer.segments());
      expect(again).toEqual(Object.values(before)[0]);

      await panel.getByText('Automatic masks').click();
      await viewer.button('Find masks').click();
      const automatic = panel.locator('[data-automatic]');
      await expect(automatic).toHaveAttribute('data-automatic', 'ready', { timeout: SEARCH_MS });
      // Thresholds that are made for SAM's own weights are lowered until there is something to pick.
      await expect(page.getByText(/they were lowered/)).toBeVisible();
      await picture('automatic');

      await page.mouse.move(500, 500);
      await page.keyboard.press('Control+z');
      await expect.poll(empty).toBe(true);
      expectNoProblems(viewer);
    });
  },
  1_800_000,
);

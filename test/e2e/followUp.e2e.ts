import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { DataSet } from '../data/readSet';
import { LESION_RESPONSE } from '../../extension/src/core/export/codes';
import { readPart10 } from '../../extension/src/core/export/dicom/readPart10';
import { decodeSr } from '../../extension/src/core/export/sr/decodeSr';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import {
  demoFolders,
  expect,
  expectNoProblems,
  phantomTruth,
  withViewer,
  type OpenViewer,
} from './fixtures';
import { cacheDir } from './host';
import { markSegments } from './markedSegments';
import { ensurePriorStudy, trackingOf, type PriorName } from './priorStudy';
import type { ViewerPage } from './viewerPage';

/** The lesions of this study that are segmented already, in the order of their segments. */
const NOW = ['liver_metastasis', 'renal_mass', 'lymph_node', 'lung_nodule'] as const;
/** What has become of the prior ones: finding, diameters (mm) of the truth then and now. */
const MATCHED = {
  liver_metastasis: ['1 Lesion 1', 14, 18],
  renal_mass: ['2 Lesion 2', 30, 30],
  lung_nodule: ['4 Lesion 4', 10, 13],
} as const;
const CURRENT_STUDY = 'PHANTOM1';

const masksOf = (truth: DataSet, label: string): Record<string, RegionMask> =>
  Object.fromEntries(
    truth.sopInstanceUIDs.flatMap((sop, k) => {
      const mask = truth.truth(label, k);
      return mask.width ? [[sop, mask] as const] : [];
    }),
  );

const prior = (page: Page, name: PriorName) =>
  page.locator(`[data-prior="${trackingOf(name).id}"]`);
const chosen = (page: Page, name: PriorName) =>
  prior(page, name)
    .locator('select')
    .evaluate((select: HTMLSelectElement) => select.selectedOptions[0].text);
const response = (page: Page) => page.locator('[data-response]');
const fold = (page: Page, title: string) =>
  page.locator('.sam-folded summary', { hasText: title }).click();

async function folders() {
  const { axial } = await demoFolders();
  const before = await ensurePriorStudy(path.join(cacheDir, 'demo'));
  return [axial, before].map(folder => path.join(folder, 'dicom'));
}

const currentStudy = ({ host }: OpenViewer) =>
  host.store.instances.find(({ metadata }) => metadata['00080050']?.Value?.[0] === CURRENT_STUDY)!
    .study;

async function choosePrior(page: Page, kind: 'SR' | 'SEG'): Promise<void> {
  const reports = page.locator('.sam-follow-up-reports select');
  const option = reports.locator('option', { hasText: `2025-07-02 · ${kind}` });
  await reports.selectOption((await option.getAttribute('value'))!);
}

async function openPrior(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  await fold(page, 'Follow-up');
  await viewer.button('Find prior reports').click();
  await choosePrior(page, 'SR');
  await page.waitForSelector('[data-follow-up="open"]', { timeout: 240_000 });
}

/** The study with segments of the lesions, and the prior report beside it. */
async function withFollowUp(use: (open: OpenViewer) => Promise<void>): Promise<void> {
  const truth = await phantomTruth();
  await withViewer({ folders: await folders() }, async open => {
    const { host, page, viewer } = open;
    await viewer.open(host.url, currentStudy(open));
    await viewer.command('samAddSegment');
    await page.waitForSelector('.sam-target');
    await markSegments(
      page,
      NOW.map((name, n) => ({ label: `Lesion ${n + 1}`, masks: masksOf(truth, name) })),
    );
    await fold(page, 'Findings');
    await expect(page.locator('.sam-finding')).toHaveCount(NOW.length);
    await expect(page.locator('.sam-findings')).not.toContainText('Measuring');
    await openPrior(viewer);
    await use(open);
    expectNoProblems(viewer);
  });
}

test(
  'lesions of a prior report are matched by position, compared, and the response is told',
  () =>
    withFollowUp(async ({ page }) => {
      for (const [name, [finding, before, now]] of Object.entries(MATCHED)) {
        expect(await chosen(page, name as PriorName)).toBe(finding);
        const row = prior(page, name as PriorName);
        await expect(row).toContainText('by position');
        const [, then, today] = /([\d.]+) → ([\d.]+) mm/.exec(await row.innerText())!;
        // Pixels of 1.8 and 0.94 mm.
        expect(Math.abs(Number(then) - before)).toBeLessThan(1.8);
        expect(Math.abs(Number(today) - now)).toBeLessThan(0.94);
      }
      // Not segmented, and gone: neither is taken for gone unasked.
      for (const name of ['liver_cyst', 'liver_old'] as const) {
        expect(await chosen(page, name)).toBe('Not decided');
      }
      await expect(page.locator('[data-other="3"] select')).toHaveValue('new');
      await expect(
        page.getByText(/Not decided yet: Prior liver_cyst · Liver, Prior/),
      ).toBeVisible();
      await expect(response(page)).toHaveAttribute('data-response', 'PD');

      await page.locator('[data-other="3"] select').selectOption('known');
      await expect(response(page)).toHaveAttribute('data-response', 'SD');
      await prior(page, 'lung_nodule').locator('select').selectOption('gone');
      await expect(prior(page, 'lung_nodule')).toContainText('→ 0.0 mm');
      await expect(page.locator('[data-other="4"]')).toBeVisible();
      await page.locator('[data-other="4"] select').selectOption('known');
      await expect(response(page)).toHaveAttribute('data-response', 'SD');
      await prior(page, 'renal_mass').locator('select').selectOption('gone');
      await page.locator('[data-other="2"] select').selectOption('known');
      await expect(response(page)).toHaveAttribute('data-response', 'PR');
      for (const name of ['lung_nodule', 'renal_mass'] as const) {
        const [finding] = MATCHED[name];
        await prior(page, name).locator('select').selectOption({ label: finding });
        await expect(prior(page, name)).toContainText('your choice');
        await prior(page, name).locator('select').selectOption({ label: 'As proposed' });
        await expect(prior(page, name)).toContainText('by position');
      }
      await expect(response(page)).toHaveAttribute('data-response', 'SD');
      await page.getByLabel('Sum at baseline, mm').fill('95');
      await page.keyboard.press('Enter');
      await expect(response(page)).toHaveAttribute('data-response', 'PR');
      await page.getByLabel('Smallest sum so far, mm').fill('40');
      await page.keyboard.press('Enter');
      await expect(response(page)).toHaveAttribute('data-response', 'PD');
      await page.getByLabel('Smallest sum so far, mm').fill('');
      await page.keyboard.press('Enter');
      await page.getByLabel('Non-target lesions progress unequivocally').check();
      await expect(response(page)).toHaveAttribute('data-response', 'PD');

      // The same from the segmentation, which says of no roles.
      const said = /([\d.]+) → ([\d.]+) mm/.exec(
        await prior(page, 'liver_metastasis').innerText(),
      )!;
      await choosePrior(page, 'SEG');
      await expect(page.locator('.sam-follow-up .sam-finding-role')).toHaveCount(0);
      await expect(prior(page, 'liver_metastasis')).toContainText(said[0]);
      expect(await chosen(page, 'lung_nodule')).toBe('4 Lesion 4');
    }),
  600_000,
);

test(
  'a prior lesion is carried over, matches are kept as one step, and read back from the archive',
  () =>
    withFollowUp(async open => {
      const { host, page, viewer } = open;
      await viewer.ready();
      await prior(page, 'liver_cyst').getByRole('button', { name: 'Prompt' }).click();
      await page.waitForSelector('.sam-panel[data-prompts="1"]');
      await viewer.answered();
      await viewer.accept();
      await expect(prior(page, 'liver_cyst')).toHaveAttribute('data-fate', 'matched');
      expect(await chosen(page, 'liver_cyst')).toBe('5 Prior liver_cyst');
      await prior(page, 'liver_old').locator('select').selectOption('gone');
      await expect(page.getByText('Non-CR/non-PD')).toBeVisible();

      await viewer.button('Keep all matches').click();
      await expect(page.getByText(/4 findings have the tracking/)).toBeVisible();
      await expect(page.locator('.sam-follow-up').getByText('tracked')).toHaveCount(4);
      await expect(page.locator('.sam-findings .sam-finding-role')).toHaveText([
        'T',
        'T',
        'T',
        'NT',
      ]);
      await page.mouse.move(700, 120);
      await page.keyboard.press('Control+z');
      await expect(page.locator('.sam-follow-up').getByText('tracked')).toHaveCount(0);
      await expect(page.locator('.sam-findings .sam-finding-role')).toHaveCount(0);
      await page.keyboard.press('Control+y');
      await expect(page.locator('.sam-follow-up').getByText('tracked')).toHaveCount(4);

      await page.getByLabel('SR', { exact: true }).check();
      expect(await viewer.save()).toContain('Saved');
      const stored = host.storedFiles().map(file => new Uint8Array(readFileSync(file)).buffer);
      const reports = stored.filter(bytes => readPart10(bytes).attributes.Modality === 'SR');
      const { findings, evaluations, priorReportUid } = decodeSr(reports[0]);
      expect(findings.map(({ trackingUid }) => trackingUid)).toEqual(
        expect.arrayContaining(
          [...Object.keys(MATCHED), 'liver_cyst'].map(name => trackingOf(name as PriorName).uid),
        ),
      );
      expect(evaluations.map(({ value }) => value)).toEqual([
        '126081',
        LESION_RESPONSE.targets.SD.value,
        LESION_RESPONSE.nonTargets['non-CR/non-PD'].value,
        expect.stringMatching(/progressive disease .* 4 followed, 1 gone, 1 new, 0 not decided/),
      ]);
      expect(priorReportUid).toBeTruthy();
      await viewer.open(host.url, currentStudy(open));
      await viewer.loadStoredSegmentation();
      await fold(page, 'Findings');
      await expect(page.locator('.sam-findings')).not.toContainText('Measuring');
      await openPrior(viewer);
      await expect(page.locator('.sam-follow-up').getByText('tracked')).toHaveCount(4);
      expect(await chosen(page, 'liver_cyst')).toBe('5 Prior liver_cyst');
      await expect(page.locator('[data-other="3"] select')).toHaveValue('new');
    }),
  600_000,
);

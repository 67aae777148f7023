import path from 'node:path';
import type { Page } from '@playwright/test';
import type { DataSet } from '../data/readSet';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import { demoFolders, expect, expectNoProblems, phantomTruth, withViewer } from './fixtures';
import { cacheDir } from './host';
import { markSegments } from './markedSegments';
import { ensurePriorStudy } from './priorStudy';
import type { ViewerPage } from './viewerPage';

/** The lesions of this study, in the order of their segments. */
const NOW = ['liver_metastasis', 'liver_cyst', 'renal_mass', 'lymph_node', 'lung_nodule'] as const;
const CURRENT_STUDY = 'PHANTOM1';

const masksOf = (truth: DataSet, label: string): Record<string, RegionMask> =>
  Object.fromEntries(
    truth.sopInstanceUIDs.flatMap((sop, k) => {
      const mask = truth.truth(label, k);
      return mask.width ? [[sop, mask] as const] : [];
    }),
  );

const fold = (page: Page, title: string) =>
  page.locator('.sam-folded summary', { hasText: title }).click();

async function folders() {
  const { axial } = await demoFolders();
  const before = await ensurePriorStudy(path.join(cacheDir, 'demo'));
  return [axial, before].map(folder => path.join(folder, 'dicom'));
}

async function openPrior(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  await fold(page, 'Follow-up');
  await viewer.button('Find prior reports').click();
  const reports = page.getByLabel('Report', { exact: true });
  const option = reports.locator('option', { hasText: '2025-07-02' });
  await reports.selectOption((await option.getAttribute('value'))!);
  await page.waitForSelector('[data-follow-up="open"]', { timeout: 240_000 });
}

test('lesions of a prior report are matched, compared and kept, and the response is told', async () => {
  const truth = await phantomTruth();
  await withViewer({ folders: await folders() }, async ({ host, page, viewer }) => {
    const study = host.store.instances.find(
      ({ metadata }) => metadata['00080050']?.Value?.[0] === CURRENT_STUDY,
    )!.study;
    await viewer.open(host.url, study);
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
    expectNoProblems(viewer);
  });
}, 600_000);

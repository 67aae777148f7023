import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { DataSet } from '../data/readSet';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import { expect, expectNoProblems, phantomTruth, withViewer } from './fixtures';
import { changeFirst, markSegments, type MarkedSegment } from './markedSegments';
import type { ViewerPage } from './viewerPage';
import type { ViewerWindow } from './viewerWindow';

const LESIONS = {
  liver_metastasis: { site: 'Liver', mm: 18 },
  liver_cyst: { site: 'Liver', mm: 12 },
  renal_mass: { site: 'Kidney, left', mm: 30 },
  lymph_node: { site: 'left side', mm: 10 },
  // It lies on the liver's dome: no organ has most of what is around it.
  lung_nodule: { site: 'right side', mm: 13 },
} as const;

const masksOf = (truth: DataSet, label: string) =>
  Object.fromEntries(
    truth.sopInstanceUIDs.flatMap((sop, k) => {
      const mask = truth.truth(label, k);
      return mask.width ? [[sop, mask] as const] : [];
    }),
  );

const rows = (page: Page) => page.locator('.sam-finding');
const row = (page: Page, number: number) => page.locator(`[data-finding="${number}"]`);
const openList = (page: Page) =>
  page.locator('.sam-folded summary', { hasText: 'Findings' }).click();

/** The list with the phantom's organs and lesions as segments. */
async function showLesions(viewer: ViewerPage, truth: DataSet): Promise<void> {
  const { page } = viewer;
  await viewer.command('samAddSegment');
  await page.waitForSelector('.sam-target');
  await markSegments(page, [
    { label: 'Liver', masks: masksOf(truth, 'liver') },
    { label: 'Left kidney', masks: masksOf(truth, 'kidney_left') },
    ...Object.keys(LESIONS).map((name, n) => ({
      label: `Lesion ${n + 1}`,
      masks: masksOf(truth, name),
    })),
  ]);
  await openList(page);
  await expect(rows(page)).toHaveCount(5);
  await expect(page.locator('.sam-findings')).not.toContainText('Measuring');
}

test('lesions are listed with sites and values, merged, deleted, split, and undone at once', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await showLesions(viewer, truth);
    for (const [n, { site, mm }] of Object.values(LESIONS).entries()) {
      await expect(row(page, n + 1)).toContainText(`Lesion, ${site} ·`);
      const [, long] = /([\d.]+) × [\d.]+ mm/.exec(await row(page, n + 1).innerText())!;
      // A pixel has 0.94 mm.
      expect(Math.abs(Number(long) - mm)).toBeLessThan(0.94);
    }
    await expect(page.getByText('2 organ segments tell where findings lie.')).toBeVisible();

    await row(page, 3).click();
    await expect(row(page, 3)).toHaveAttribute('data-active', 'true');
    const shown = await viewer.shownSlice();
    await page.keyboard.press('b');
    await expect(row(page, 4)).toHaveAttribute('data-active', 'true');
    expect(await viewer.shownSlice()).not.toBe(shown);

    const before = await viewer.segments();
    await row(page, 2).click();
    await row(page, 1).click({ modifiers: ['Control'] });
    await viewer.button('Merge').click();
    await expect(rows(page)).toHaveCount(4);
    const merged = await viewer.segments();
    const count = (voxels: Record<string, number[]>) =>
      Object.values(voxels).reduce((sum, { length }) => sum + length, 0);
    expect(count(merged['Lesion 2'])).toBe(count(before['Lesion 1']) + count(before['Lesion 2']));
    expect(merged).not.toHaveProperty('Lesion 1');

    await viewer.button('Split').click();
    await expect(rows(page)).toHaveCount(5);
    const split = await viewer.segments();
    expect(split['Lesion 2']).toEqual(before['Lesion 1']);
    expect(split['Lesion 2 2']).toEqual(before['Lesion 2']);
    await page.mouse.move(700, 120);
    await page.keyboard.press('Control+z');
    await expect
      .poll(() => viewer.segments().then(now => now['Lesion 2']))
      .toEqual(merged['Lesion 2']);
    await page.keyboard.press('Control+z');
    await expect
      .poll(() => viewer.segments().then(now => now['Lesion 1']))
      .toEqual(before['Lesion 1']);

    await row(page, 5).click();
    await viewer.button('Delete').click();
    await expect(page.getByText('Lesion 5 was deleted.')).toBeVisible();
    expect(await viewer.segments()).not.toHaveProperty('Lesion 5');
    await page.mouse.move(700, 120);
    await page.keyboard.press('Control+z');
    await expect
      .poll(() => viewer.segments().then(now => now['Lesion 5']))
      .toEqual(before['Lesion 5']);
    expectNoProblems(viewer);
  });
}, 300_000);

test('targets are checked by RECIST 1.1, and what the reader says is written', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await showLesions(viewer, truth);
    const choose = (name: string, option: string) =>
      page.locator('.sam-finding-detail').getByLabel(name).selectOption(option);
    await row(page, 1).click();
    await choose('RECIST', 'target');
    await row(page, 4).click();
    await choose('RECIST', 'target');
    await choose('Site', 'lymphNode');
    await expect(
      page.getByText(/Lesion 4: a short axis of [\d.]+ mm is less than the 15 mm/),
    ).toBeVisible();
    await page.locator('.sam-finding-detail').getByLabel('Name').fill('Node');
    await page.keyboard.press('Enter');
    await expect(row(page, 4)).toContainText('Node');
    await page.mouse.move(700, 120);
    await row(page, 4).click();
    await page.keyboard.press('e');
    await expect(row(page, 5)).toHaveAttribute('data-active', 'true');
    await expect(row(page, 4).locator('.sam-finding-reviewed')).toHaveCount(1);

    await page.getByLabel('SR', { exact: true }).check();
    await viewer.save();
    await viewer.open(host.url, study('CT'));
    await viewer.loadStoredSegmentation();
    await openList(page);
    await expect(rows(page)).toHaveCount(5);
    // In the new session as they were saved.
    for (const number of [1, 4]) {
      await expect(row(page, number).locator('.sam-finding-role')).toHaveText('T');
    }
    await expect(page.locator('.sam-finding-reviewed')).toHaveCount(1);
    await expect(row(page, 4)).toContainText('Lesion, Lymph node');

    const download = page.waitForEvent('download');
    await viewer.command('samSaveFiles', { formats: ['json'] });
    const file = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    const said = file.findings.map(({ status, role }: Record<string, string>) => [status, role]);
    expect(said).toContainEqual([undefined, 'target']);
    expect(said).toContainEqual(['reviewed', 'target']);
    expectNoProblems(viewer);
  });
}, 300_000);

/** Where the ends of the axes that are drawn lie on the page. */
const drawnEnds = (page: Page) =>
  page.evaluate(() => {
    const { services, cornerstoneTools } = window as unknown as ViewerWindow & {
      readonly cornerstoneTools: {
        readonly annotation: {
          readonly state: {
            getAllAnnotations(): {
              readonly annotationUID: string;
              readonly data: { readonly handles: { readonly points: number[][] } };
            }[];
          };
        };
      };
    };
    const id = services.viewportGridService.getActiveViewportId();
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    const { left, top } = viewport.element.getBoundingClientRect();
    return cornerstoneTools.annotation.state
      .getAllAnnotations()
      .filter(({ annotationUID }) => annotationUID.startsWith('sam-axes-'))
      .map(({ data }) =>
        data.handles.points.map(point => {
          const [x, y] = viewport.worldToCanvas(point);
          return [x + left, y + top] as const;
        }),
      );
  });

test('axes are drawn, an end that is moved makes them the reader’s, here and in the next session', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await showLesions(viewer, truth);
    await row(page, 1).click();
    await page.getByLabel('Draw axes').check();
    await expect.poll(() => drawnEnds(page).then(axes => axes.length)).toBe(1);
    const [[end]] = await drawnEnds(page);
    await page.waitForTimeout(1000);
    await page.mouse.move(...end);
    await page.mouse.down();
    await page.mouse.move(end[0] + 12, end[1] + 12, { steps: 4 });
    await page.mouse.up();
    await expect(row(page, 1)).toContainText('mm *');
    await expect(page.getByText('Axes placed by the reader.')).toBeVisible();
    const [, long] = /([\d.]+) × [\d.]+ mm \*/.exec(await row(page, 1).innerText())!;

    const download = page.waitForEvent('download');
    await viewer.command('samSaveFiles', { formats: ['json'] });
    const file = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    const [written] = file.findings.filter(
      ({ measurements }: { measurements: { axesBy?: string } }) => measurements.axesBy === 'reader',
    );
    expect(written.measurements.axes.longAxis.length.toFixed(1)).toBe(long);

    const shown = await row(page, 1).innerText();
    await page.getByLabel('SR', { exact: true }).check();
    await viewer.save();
    await viewer.open(host.url, study('CT'));
    await viewer.loadStoredSegmentation();
    await openList(page);
    // In the new session where the reader had placed them.
    await expect(row(page, 1)).toContainText('mm *');
    expect(await row(page, 1).innerText()).toBe(shown);

    await row(page, 1).click();
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect(row(page, 1)).not.toContainText('mm *');
    expectNoProblems(viewer);
  });
}, 300_000);

/** Discs of 9 pixels on three slices each, in columns and rows over the body. */
function manyFindings(truth: DataSet, count: number): MarkedSegment[] {
  const disc: RegionMask = { x: 0, y: 0, width: 9, height: 9, data: new Uint8Array(81) };
  disc.data.forEach((_, n) => {
    if (Math.hypot((n % 9) - 4, Math.floor(n / 9) - 4) <= 4.2) disc.data[n] = 1;
  });
  return Array.from({ length: count }, (_, n) => {
    const [x, y] = [110 + 12 * (n % 14), 130 + 12 * (Math.floor(n / 14) % 10)];
    const first = 20 + 4 * Math.floor(n / 140);
    const masks = [0, 1, 2].map(
      k => [truth.sopInstanceUIDs[first + k], { ...disc, x, y }] as const,
    );
    return { label: `Lesion ${n + 1}`, masks: Object.fromEntries(masks) };
  });
}

/** The longest of this project's own scripts while something is done, ms; 0 below 50. */
async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    interface Script {
      readonly duration: number;
      readonly sourceURL: string;
    }
    const tasks: number[] = [];
    // The viewer's own scripts, and what else the machine does, are no part of it.
    const observer = new PerformanceObserver(list =>
      list.getEntries().forEach(entry => {
        const { scripts } = entry as PerformanceEntry & { scripts: readonly Script[] };
        const own = scripts.filter(({ sourceURL }) => sourceURL.includes('/sam/'));
        tasks.push(...own.map(({ duration }) => duration).filter(duration => duration > 50));
      }),
    );
    observer.observe({ entryTypes: ['long-animation-frame'] });
    Object.assign(window, { tasks });
  });
  await act();
  await page.waitForTimeout(300);
  return page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks));
}

test('two hundred findings scroll, are sorted and follow a mask without a task over 50 ms', async () => {
  const truth = await phantomTruth();
  await withViewer({}, async ({ host, page, viewer, study }) => {
    await viewer.open(host.url, study('CT'));
    await viewer.ready();
    await viewer.command('samAddSegment');
    await page.waitForSelector('.sam-target');
    await openList(page);
    await markSegments(page, manyFindings(truth, 200));
    await expect(page.getByText('Findings (200)')).toBeVisible({ timeout: 240_000 });
    const list = page.locator('.sam-findings');
    await expect(page.getByText(/200 findings/)).toBeVisible();
    await list.scrollIntoViewIfNeeded();
    // Only what is in the window is there.
    expect(await rows(page).count()).toBeLessThan(20);
    const scroll = () =>
      list.evaluate(async element => {
        for (let top = 0; top < element.scrollHeight; top += 260) {
          element.scrollTop = top;
          await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)));
        }
        element.scrollTop = 0;
      });
    const sort = async () => {
      await page.getByLabel('Sort by').selectOption('volume');
      await page.getByLabel('Sort by').selectOption('number');
    };
    const change = async () => {
      const before = await row(page, 1).innerText();
      await changeFirst(page);
      await expect.poll(() => row(page, 1).innerText()).not.toBe(before);
    };
    for (const [name, act] of Object.entries({ scroll, sort, change })) {
      // What else the machine does lengthens tasks: the best of some rounds counts.
      const longest: number[] = [];
      while (longest.length < 4 && !longest.includes(0)) longest.push(await longestTask(page, act));
      expect([name, longest]).toEqual([name, expect.arrayContaining([0])]);
    }
    expectNoProblems(viewer);
  });
}, 600_000);

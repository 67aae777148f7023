/**
 * Drives the real viewer on a labelled set: tight boxes on two structures of one slice, Dice of
 * what is written, time of a click, save, reload, equal voxels, dciodvfy.
 *
 *     npm run e2e -- --study DIR [--slice K] [--label NAME]…
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import { readSet, type DataSet } from '../data/readSet';
import { launchBrowser } from './browser';
import { startHost } from './host';
import { lastClick, median, recordTiming, type ClickTiming } from './timing';
import { ViewerPage } from './viewerPage';
import { diceOf, type SegmentVoxels } from './viewerVoxels';

/** What the issue asks of a structure. */
const BARS: Readonly<Record<string, number>> = { spleen: 0.85, liver: 0.93 };
const TIMED_CLICKS = 9;

const { values } = parseArgs({
  options: {
    study: { type: 'string' },
    slice: { type: 'string', default: '10' },
    label: { type: 'string', multiple: true },
    screenshots: { type: 'string' },
  },
});
if (!values.study) {
  console.error('Give a labelled set: npm run e2e -- --study DIR');
  process.exit(2);
}

let failures = 0;
const check = (good: boolean, line: string) => {
  if (!good) failures++;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${line}`);
};

const set = await readSet(values.study);
const k = Math.min(Number(values.slice), set.dims[2] - 1);
const labels = values.label ?? defaultLabels(set);
const sop = set.sopInstanceUIDs[k];

const host = await startHost({ folders: [path.join(values.study, 'dicom')] });
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await recordTiming(page);
  const viewer = new ViewerPage(page);
  await viewer.open(host.url, host.store.instances[0].study);
  await viewer.showSlice(sop);
  await viewer.ready();

  for (const [n, label] of labels.entries()) {
    await viewer.button('Add segment').click();
    await viewer.renameSegment(n + 1, label);
    await viewer.chooseTool('Box');
    await viewer.dragBox(...tightBox(set.truth(label, k)));
    await viewer.answered();
    if (values.screenshots) await page.screenshot({ path: `${values.screenshots}/${label}.png` });
    await viewer.accept();
    const dice = diceOf((await viewer.segments())[label]?.[sop] ?? [], pixelsOf(set, label));
    const bar = BARS[label];
    check(!bar || dice >= bar, `Dice ${label} ${dice.toFixed(3)}${bar ? ` (bar ${bar})` : ''}`);
  }
  const timings = await timeClicks(viewer, set, labels[0]);
  console.log(
    `     mouse-up to preview, embedding ready: median ${median(timings.map(t => t.toPreview)).toFixed(0)} ms of ` +
      `${timings.length} clicks; longest main-thread task ${Math.max(...timings.map(t => t.longestTask)).toFixed(0)} ms ` +
      '(0: none over 50 ms)',
  );

  const before = await viewer.segments();
  const words = await viewer.save();
  check(/^Saved/.test(words), `Save says: ${words.split('\n')[0]}`);
  const [stored] = host.storedFiles();
  if (stored) judge(stored);
  else check(false, 'nothing was stored');

  await viewer.open(host.url, host.store.instances[0].study);
  await viewer.loadStoredSegmentation();
  await viewer.page.waitForTimeout(2000);
  const after = await viewer.segments();
  check(sameVoxels(before, after), `reloaded: ${describe(after)}`);
  if (values.screenshots) await page.screenshot({ path: `${values.screenshots}/reloaded.png` });
  check(
    viewer.problems.length === 0,
    `page without errors ${viewer.problems.slice(0, 3).join('; ')}`,
  );
} catch (error) {
  check(false, String(error).split('\n')[0]);
  const [page] = browser.contexts().flatMap(context => context.pages());
  if (values.screenshots) await page?.screenshot({ path: `${values.screenshots}/failed.png` });
} finally {
  await browser.close();
  await host.close();
}
console.log(failures ? `${failures} failed` : 'all held');
process.exit(failures ? 1 : 0);

function defaultLabels({ labels: known, truth }: DataSet): string[] {
  const named = Object.keys(BARS).filter(name => known.some(label => label.name === name));
  if (named.length) return named;
  return known
    .map(label => label.name)
    .filter(name => truth(name, k).width > 0)
    .slice(0, 2);
}

/** The mask's bounding box grown by 5 % a side, as opposite corners in pixels. */
function tightBox({ x, y, width, height }: RegionMask): [[number, number], [number, number]] {
  if (!width) throw new Error(`Slice ${k} has nothing of that label.`);
  const [dx, dy] = [width * 0.05, height * 0.05];
  return [
    [x - 0.5 - dx, y - 0.5 - dy],
    [x + width - 0.5 + dx, y + height - 0.5 + dy],
  ];
}

function pixelsOf({ dims, truth }: DataSet, label: string): number[] {
  const { x, y, width, data } = truth(label, k);
  const pixels: number[] = [];
  data.forEach((v, p) => {
    if (v) pixels.push((y + Math.floor(p / width)) * dims[0] + x + (p % width));
  });
  return pixels;
}

/** Include points near the middle of a structure, each answered by the ready embedding. */
async function timeClicks(viewer: ViewerPage, of: DataSet, label: string): Promise<ClickTiming[]> {
  const { x, y, width, height } = of.truth(label, k);
  const timings: ClickTiming[] = [];
  await viewer.chooseTool('Include');
  for (let n = 0; n < TIMED_CLICKS; n++) {
    const shift = 0.4 + (0.2 * n) / TIMED_CLICKS;
    await viewer.clickPixel([x + width * shift, y + height * 0.5]);
    await viewer.answered(true);
    timings.push(await lastClick(viewer.page));
    await viewer.button('Clear').click();
  }
  return timings;
}

function judge(file: string): void {
  const run = spawnSync('dciodvfy', [file], { encoding: 'utf8' });
  if (run.error) {
    console.log('     skipped: dciodvfy not installed (Debian: apt install dicom3tools)');
    return;
  }
  const errors = `${run.stdout}${run.stderr}`.split('\n').filter(line => line.startsWith('Error'));
  check(errors.length === 0, `dciodvfy: ${errors.length} errors ${errors.slice(0, 3).join('; ')}`);
  const dump = spawnSync('dcmdump', ['+W', '-q', file], { encoding: 'utf8' });
  for (const line of dump.stdout?.split('\n') ?? []) {
    if (/SegmentLabel|SegmentAlgorithm|AlgorithmVersion|CodeMeaning/.test(line)) {
      console.log(`     ${line.trim().split('#')[0].trim()}`);
    }
  }
}

function sameVoxels(
  a: Readonly<Record<string, SegmentVoxels>>,
  b: Readonly<Record<string, SegmentVoxels>>,
): boolean {
  const text = (segments: Readonly<Record<string, SegmentVoxels>>) =>
    JSON.stringify(
      Object.entries(segments)
        .map(([label, slices]) => [label, Object.entries(slices).sort()])
        .sort(),
    );
  return text(a) === text(b);
}

function describe(segments: Readonly<Record<string, SegmentVoxels>>): string {
  return Object.entries(segments)
    .map(([label, slices]) => `${label} ${Object.values(slices).flat().length} voxels`)
    .join(', ');
}

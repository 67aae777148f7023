/**
 * An organ of a labelled series, propagated through the volume while the reader scrolls and clicks:
 *
 *     SAM_DATA=DIR npx jest -c jest.e2e.config.mjs volume
 *
 * prints seconds a slice, main-thread tasks, the answer to a cancel and memory; `SAM_TIMES=1` holds
 * the times to their bars, for a machine that has nothing else to do.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { readSet, type DataSet } from '../data/readSet';
import { expect, expectNoProblems, pixelsOf, tightBox, withViewer } from './fixtures';
import type { ViewerPage } from './viewerPage';
import { diceOf } from './viewerVoxels';

const SET = 'ct-lung1-001';
const LABEL = 'Lung R';
const folder = path.join(process.env.SAM_DATA ?? '', SET);
const hasData = process.env.SAM_DATA !== undefined && existsSync(folder);
if (!hasData) console.log(`skipped: no data folder (SAM_DATA) with ${SET}`);

const BARS = { secondsPerSlice: 1.5, longestTask: 50, cancel: 300 };

interface Span {
  readonly start: number;
  readonly milliseconds: number;
}
interface Task extends Span {
  /** Of this project's own scripts in it, as far as they take 5 ms at once. */
  readonly ours: number;
}
/** What ran, by what it was called from and its place in the bundle. */
interface Script extends Span {
  readonly name: string;
}
interface WatchedWindow extends Window {
  watched: { tasks: Span[]; ours: Script[]; cancelled: number[] };
}
interface MemoryWindow extends Window {
  readonly performance: Performance & {
    measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
  };
}
/** What the page tells of a long frame, as far as it is used here. */
interface LongFrame extends PerformanceEntry {
  readonly scripts: readonly (PerformanceEntry & {
    readonly invoker: string;
    readonly sourceURL: string;
    readonly sourceFunctionName: string;
    readonly sourceCharPosition: number;
  })[];
}

/** Notes long tasks with our part in them, and how long a press on Cancel takes to be answered. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: WatchedWindow['watched'] = { tasks: [], ours: [], cancelled: [] };
    (window as unknown as WatchedWindow).watched = watched;
    const spanOf = ({ startTime: start, duration: milliseconds }: PerformanceEntry) => ({
      ...{ start, milliseconds },
    });
    new PerformanceObserver(list => {
      const scripts = (list.getEntries() as LongFrame[]).flatMap(frame => frame.scripts);
      watched.ours.push(
        ...scripts
          .filter(({ sourceURL }) => sourceURL.includes('/sam/'))
          .map(script => ({
            ...spanOf(script),
            name: `${script.invoker} ${script.sourceFunctionName}@${script.sourceCharPosition}`,
          })),
      );
    }).observe({ type: 'long-animation-frame' });
    new PerformanceObserver(list => watched.tasks.push(...list.getEntries().map(spanOf))).observe({
      type: 'longtask',
    });
    let pressed = 0;
    document.addEventListener(
      'mouseup',
      event => {
        if ((event.target as HTMLElement).textContent?.includes('Cancel')) {
          pressed = performance.now();
        }
      },
      true,
    );
    new MutationObserver(() => {
      if (!pressed || !document.querySelector('[data-propagation="cancelled"]')) return;
      watched.cancelled.push(performance.now() - pressed);
      pressed = 0;
    }).observe(document, { subtree: true, attributes: true, childList: true });
  });
}

async function watchedOn(page: Page) {
  const { tasks, ours, ...rest } = await page.evaluate(() => ({
    ...(window as unknown as WatchedWindow).watched,
    now: performance.now(),
  }));
  const within = ({ start, milliseconds }: Span) =>
    ours.filter(script => start <= script.start && script.start <= start + milliseconds);
  return {
    ...rest,
    ours,
    tasks: tasks.map((task): Task => ({
      ...task,
      ours: within(task).reduce((sum, script) => sum + script.milliseconds, 0),
    })),
  };
}

const memoryOf = (page: Page) =>
  page.evaluate(async () => {
    const { performance } = window as unknown as MemoryWindow;
    return (await performance.measureUserAgentSpecificMemory()).bytes / 2 ** 20;
  });

/** Scrolls there and back as a reader does. */
async function scroll(page: Page, steps: number): Promise<void> {
  await page.mouse.move(640, 250);
  for (let n = 0; n < steps; n++) {
    await page.mouse.wheel(0, n < steps / 2 ? 100 : -100);
    await page.waitForTimeout(120);
  }
}

/** A click in the middle of the slice shown, answered and taken back. Resolves to its milliseconds. */
async function clickElsewhere(page: Page, viewer: ViewerPage, set: DataSet): Promise<number> {
  await viewer.chooseTool('Include');
  const started = Date.now();
  await viewer.clickPixel([set.dims[0] / 2, set.dims[1] / 2]);
  await viewer.answered(false);
  const took = Date.now() - started;
  await page.locator('.sam-prompt button').last().click();
  return took;
}

/** The five longest, a line each. */
const longestOf = (scripts: readonly Script[]): string[] =>
  [...scripts]
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, 5)
    .map(({ milliseconds, name }) => `  ours ${milliseconds.toFixed(0)} ms: ${name}`);

interface Run {
  readonly secondsPerSlice: number;
  readonly clicks: readonly number[];
  readonly peakMegabytes: number;
}

/** Goes on until the propagation is done, scrolling and clicking all the while. */
async function workMeanwhile(page: Page, viewer: ViewerPage, set: DataSet): Promise<Run> {
  const status = page.locator('[data-propagation]');
  const done = async () => Number(/\d+/.exec((await status.textContent()) ?? '')?.[0] ?? 0);
  const started = Date.now();
  const clicks: number[] = [];
  // The browser answers with the next collection of garbage, which may be long after.
  const megabytes: Promise<number>[] = [];
  while ((await status.getAttribute('data-propagation')) === 'running') {
    megabytes.push(memoryOf(page));
    await scroll(page, 12);
    if (clicks.length < 3) clicks.push(await clickElsewhere(page, viewer, set));
  }
  const seconds = (Date.now() - started) / 1000;
  await expect(status).toHaveAttribute('data-propagation', 'done');
  return {
    secondsPerSlice: seconds / Math.max(1, await done()),
    clicks,
    peakMegabytes: Math.max(...(await Promise.all(megabytes))),
  };
}

(hasData ? test : test.skip)(
  'a lung is propagated over the volume while the reader scrolls and clicks elsewhere',
  async () => {
    const set = await readSet(folder);
    const masks = set.slices.map((_, k) => set.truth(LABEL, k));
    const on = masks.flatMap((mask, k) => (mask.width ? [k] : []));
    const middle = on[Math.floor(on.length / 2)];
    await withViewer({ folders: [path.join(folder, 'dicom')] }, async ({ host, page, viewer }) => {
      await watch(page);
      await viewer.open(host.url, host.store.instances[0].study);
      await viewer.ready();
      await viewer.showSlice(set.sopInstanceUIDs[middle]);
      await viewer.ready();
      // What scrolling alone costs the viewer.
      await page.waitForTimeout(8000);
      const before = await watchedOn(page);
      await scroll(page, 24);
      const idle = (await watchedOn(page)).tasks.filter(({ start }) => start > before.now);
      await viewer.showSlice(set.sopInstanceUIDs[middle]);
      await viewer.ready();
      await viewer.chooseTool('Box');
      await viewer.dragBox(...tightBox(masks[middle]));
      await viewer.answered();

      const begun = await watchedOn(page);
      const status = page.locator('[data-propagation]');
      await viewer.button('Propagate').click();
      await expect(status).toHaveText(/^[3-9] slices done/, { timeout: 200_000 });
      await viewer.button('Cancel').click();
      await expect(status).toHaveAttribute('data-propagation', 'cancelled');
      await viewer.button('Go on').click();
      const run = await workMeanwhile(page, viewer, set);
      const { tasks, ours, cancelled } = await watchedOn(page);
      const during = tasks.filter(({ start }) => start > begun.now);
      const longest = (list: readonly Task[], of: 'milliseconds' | 'ours') =>
        Math.max(0, ...list.map(task => task[of]));
      const figures = [
        `seconds a slice: ${run.secondsPerSlice.toFixed(2)}`,
        `clicks meanwhile, to the first answer: ${run.clicks.join(', ')} ms`,
        `cancel answered in ${cancelled.map(ms => ms.toFixed(0)).join(', ')} ms`,
        `main-thread tasks over 50 ms: ${during.length}, longest ${longest(during, 'milliseconds').toFixed(0)} ms, ` +
          `our scripts' longest part ${longest(during, 'ours').toFixed(0)} ms`,
        ...longestOf(ours.filter(({ start }) => start > begun.now)),
        `of scrolling alone: ${idle.length}, longest ${longest(idle, 'milliseconds').toFixed(0)} ms`,
        `peak memory of page and workers: ${run.peakMegabytes.toFixed(0)} MB`,
      ];
      console.log(figures.join('\n'));

      await viewer.accept();
      const [voxels] = Object.values(await viewer.segments());
      const area = set.dims[0] * set.dims[1];
      const inVolume = (pixels: readonly number[], k: number) => pixels.map(p => k * area + p);
      const dice = diceOf(
        set.sopInstanceUIDs.flatMap((sop, k) => inVolume(voxels[sop] ?? [], k)),
        on.flatMap(k => inVolume(pixelsOf(masks[k], set.dims[0]), k)),
      );
      console.log(`3D Dice ${dice.toFixed(3)} on ${Object.keys(voxels).length} slices`);
      expect(dice).toBeGreaterThan(0.85);
      await page.mouse.move(640, 250);
      await page.keyboard.press('Control+z');
      await expect.poll(async () => Object.values(await viewer.segments())).toEqual([{}]);
      expectNoProblems(viewer);
      if (!process.env.SAM_TIMES) return;
      expect(run.secondsPerSlice).toBeLessThanOrEqual(BARS.secondsPerSlice);
      expect(longest(during, 'milliseconds')).toBeLessThanOrEqual(BARS.longestTask);
      expect(Math.max(...cancelled)).toBeLessThanOrEqual(BARS.cancel);
    });
  },
  1_500_000,
);

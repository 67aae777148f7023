import { launchBrowser } from '../../e2e/browser';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import { makePicture } from './picture';
import { figure, median, table, type Bar } from './report';
import { serve } from './server';
import { automaticSite } from './site';
import type {} from './page/automatic';

const POINTS_PER_SIDE = 32;
/** What `features/automatic` asks at once. */
const POINTS_PER_BATCH = 8;
/** Fewer points are enough to compare batches. */
const COMPARED_SIDE = 16;
const BATCHES = [1, 4, 8, 16, 32, 64];
const ROUNDS = 3;
const MAX_SECONDS = 20;
const MAX_SHARE = 0.5;
/** A reader sees no delay below it. */
const AT_ONCE_MS = 100;

/** Automatic masks of a whole slice in the built worker, isolated, with an entry of the models. */
export async function automaticRun(models: string, entry: ModelManifest): Promise<Bar[]> {
  const server = await serve(await automaticSite(makePicture(), models, entry), true);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => 'automaticBench' in window);
    await page.evaluate(() => window.automaticBench.load());
    const find = (side: number, batch: number) =>
      page.evaluate(([s, b]) => window.automaticBench.find(s, b), [side, batch] as const);
    // Chromium compiles what runs often anew.
    await find(COMPARED_SIDE, POINTS_PER_BATCH);
    const perPoint = new Map<number, number[]>(BATCHES.map(batch => [batch, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const batch of BATCHES) {
        const { milliseconds, asked } = await find(COMPARED_SIDE, batch);
        perPoint.get(batch)!.push(milliseconds / asked);
      }
    }
    const runs = [];
    // Side by side, so that what else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round++) {
      const one = await find(COMPARED_SIDE, 1);
      const all = await find(POINTS_PER_SIDE, POINTS_PER_BATCH);
      const single = (one.milliseconds / one.asked) * POINTS_PER_SIDE ** 2;
      runs.push({ ...all, single });
    }
    const moved = [];
    for (const threshold of [0.6, 0.88, 0.75, 0.9]) {
      moved.push(await page.evaluate(t => window.automaticBench.generate(t), threshold));
    }
    console.log(
      table([
        ['points at once', ...BATCHES.map(String)],
        ['ms a point', ...BATCHES.map(batch => figure(median(perPoint.get(batch)!), 1))],
      ]),
    );
    const [{ asked, candidates }] = runs;
    console.log(
      `${POINTS_PER_SIDE} × ${POINTS_PER_SIDE} points, of which ${asked} are not in air; ${candidates} masks kept`,
    );
    return barsOf(runs, Math.max(...moved));
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param single what the run would take with a call for each point of the grid. */
const barsOf = (
  runs: readonly { readonly milliseconds: number; readonly single: number }[],
  moved: number,
): Bar[] => [
  {
    name: `automatic masks, ${POINTS_PER_SIDE} points a side, s`,
    measured: median(runs.map(({ milliseconds }) => milliseconds)) / 1000,
    limit: MAX_SECONDS,
    sense: 'at most',
    detail: `median of ${ROUNDS}`,
  },
  {
    name: 'the same beside a call for each point',
    measured: median(runs.map(({ milliseconds, single }) => milliseconds / single)),
    limit: MAX_SHARE,
    sense: 'at most',
    detail: runs
      .map(run => `${figure(run.milliseconds / 1000, 1)}/${figure(run.single / 1000, 1)}`)
      .join(' '),
  },
  {
    name: 'a threshold moved, ms',
    measured: moved,
    limit: AT_ONCE_MS,
    sense: 'at most',
    detail: 'longest of 4',
  },
];

import type { Page } from '@playwright/test';
import { launchBrowser } from '../../e2e/browser';
import { rendererNow } from './contestants';
import { makePicture } from './picture';
import { figure, table, type Bar } from './report';
import { serve } from './server';
import { memorySite } from './site';
import type { MemoryState } from './page/memory';

const SLICES = 100;
const STEP = 25;
const MB = 2 ** 20;
/** What the tab may grow by, beside the embeddings that it keeps, from slice 50 to slice 100. */
const GROWTH_MB = 32;

/** Encodes 100 different slices in a row and watches the cache and the tab. */
export async function memoryRun(models: string): Promise<Bar[]> {
  const server = await serve(await memorySite(makePicture(), models), true);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => 'memoryBench' in window);
    const cap = await page.evaluate(() => window.memoryBench.load());
    const states: (MemoryState & { readonly slices: number; readonly rss: number })[] = [];
    const look = async (slices: number) => {
      // The page is looked at first: that waits until garbage has been collected.
      const state = await stateOf(page);
      states.push({ slices, ...state, rss: await rendererNow(browser) });
    };
    await look(0);
    let most = 0;
    for (let done = 0; done < SLICES; done += STEP) {
      const bytes = await page.evaluate(([from, count]) => window.memoryBench.encode(from, count), [
        done,
        STEP,
      ] as const);
      most = Math.max(most, bytes);
      await look(done + STEP);
    }
    const mb = (bytes: number) => figure(bytes / MB);
    console.log(
      table([
        ['slices', 'embeddings', 'cache MB', 'page MB', 'renderer RSS MB'],
        ...states.map(({ slices, cachedEmbeddings, cacheBytes, pageBytes, rss }) => [
          ...[String(slices), String(cachedEmbeddings), mb(cacheBytes), mb(pageBytes), mb(rss)],
        ]),
      ]),
    );
    const beside = ({ slices }: { slices: number }) => {
      const state = states.find(one => one.slices === slices)!;
      return (state.pageBytes - state.cacheBytes) / MB;
    };
    return [
      {
        name: `embedding cache over ${SLICES} slices, MB`,
        measured: most / MB,
        limit: cap / MB,
        sense: 'at most',
        detail: 'after each slice',
      },
      {
        name: 'growth beside the cache from slice 50 to 100, MB',
        measured: beside({ slices: 100 }) - beside({ slices: 50 }),
        limit: GROWTH_MB,
        sense: 'at most',
        detail: 'measureUserAgentSpecificMemory',
      },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

const stateOf = (page: Page) => page.evaluate(() => window.memoryBench.state());

import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { launchBrowser } from '../../e2e/browser';
import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import type { Click } from './page/driver';
import { serve, type Mounts, type Server } from './server';
import type {} from './page/page';

/** One row of the table: something that segments, in a process of its own. */
export interface Contestant {
  readonly name: string;
  readonly threads: number;
  /** Side of the model's input, pixels. */
  readonly inputSize: number;
  /** A fresh start from an empty cache, ms. */
  load(): Promise<number>;
  encode(picture: number): Promise<number>;
  click(picture: number, at: PixelPoint): Promise<Click>;
  best(picture: number, at: PixelPoint): Promise<Click | undefined>;
  firstClick(picture: number, at: PixelPoint): Promise<Click>;
  firstClickEncoded(picture: number, at: PixelPoint): Promise<Click>;
  firstFinal(picture: number, at: PixelPoint): Promise<Click | undefined>;
  /** What can be read at the end. */
  facts(): Promise<Facts>;
  close(): Promise<void>;
}

export interface Facts {
  /** Longest main-thread task, ms; 0: none over 50. */
  readonly longestTask?: number;
  /** Most that the process ever had in memory, bytes. */
  readonly peakBytes: number;
  /** What the browser attributes to the page and its workers now, bytes. */
  readonly pageBytes?: number;
  /** Sent for one start and the first masks. */
  readonly modelBytes?: number;
  readonly runtimeBytes?: number;
}

export interface PageOptions {
  readonly name: string;
  readonly threads: number;
  readonly inputSize: number;
  readonly site: Mounts;
  readonly isolated: boolean;
  /** The query of the page's address. */
  readonly query?: string;
  readonly flags?: readonly string[];
}

/** A page in a Chromium of its own. */
export async function openPage(options: PageOptions): Promise<Contestant> {
  const { name, threads, inputSize, site, isolated, query = '', flags = [] } = options;
  const server = await serve(site, isolated);
  const browser = await launchBrowser([
    ...flags,
    '--enable-blink-features=ForceEagerMeasureMemory',
  ]);
  let context: BrowserContext | undefined;
  let page: Page | undefined;
  const current = () => {
    if (!page) throw new Error(`${name} was not loaded.`);
    return page;
  };
  return {
    name,
    threads,
    inputSize,
    async load() {
      await context?.close();
      server.reset();
      // A context has caches of its own.
      context = await browser.newContext();
      page = await context.newPage();
      const failures: string[] = [];
      page.on('pageerror', error => failures.push(error.message));
      await page.goto(`${server.origin}/${query}`);
      await page
        .waitForFunction(() => 'bench' in window)
        .catch(() => {
          throw new Error(`${name} did not start: ${failures.join('; ')}`);
        });
      return page.evaluate(() => window.bench.load());
    },
    encode: picture => current().evaluate(n => window.bench.encode(n), picture),
    click: (picture, at) =>
      current().evaluate(([n, p]) => window.bench.click(n, p), [picture, at] as const),
    best: (picture, at) =>
      current().evaluate(([n, p]) => window.bench.best(n, p), [picture, at] as const),
    firstClick: (picture, at) =>
      current().evaluate(([n, p]) => window.bench.firstClick(n, p), [picture, at] as const),
    firstClickEncoded: (picture, at) =>
      current().evaluate(([n, p]) => window.bench.firstClickEncoded(n, p), [picture, at] as const),
    firstFinal: (picture, at) =>
      current().evaluate(([n, p]) => window.bench.firstFinal(n, p), [picture, at] as const),
    facts: () => factsOf(current(), server, browser),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function factsOf(page: Page, server: Server, browser: Browser): Promise<Facts> {
  const peakBytes = await rendererPeak(browser);
  const { longestTask, pageBytes } = await page.evaluate(async () => ({
    longestTask: window.bench.longestTask(),
    pageBytes: await window.bench.memory(),
  }));
  const [modelBytes, runtimeBytes] = [server.sent('/models/'), server.sent('/ort/')];
  return { longestTask, pageBytes, peakBytes, modelBytes, runtimeBytes };
}

/** Peak resident size of the largest renderer of a browser, bytes. */
async function rendererPeak(browser: Browser): Promise<number> {
  return Math.max(...(await renderers(browser)).map(pid => memoryOf(pid, 'VmHWM')));
}

/** The resident size of the largest renderer of a browser now, bytes. */
export async function rendererNow(browser: Browser): Promise<number> {
  return Math.max(...(await renderers(browser)).map(pid => memoryOf(pid, 'VmRSS')));
}

async function renderers(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** A line of /proc/PID/status in bytes; NaN where there is no such file. */
export function memoryOf(pid: number, line: 'VmHWM' | 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(new RegExp(`${line}:\\s*(\\d+)`).exec(status)?.[1]);
  } catch {
    return NaN;
  }
}

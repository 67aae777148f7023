import path from 'node:path';
import { expect as baseExpect, type BrowserContext, type Page } from '@playwright/test';
import { readSet, type DataSet } from '../data/readSet';
import { ensureDemoStudies } from '../../.webpack/demo/phantom/generate';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import { launchBrowser } from './browser';
import { cacheDir, startHost, type TestHost, type TestHostOptions } from './host';
import { ViewerPage } from './viewerPage';

/** Long enough for a machine that has other work, such as a second file of tests. */
const PATIENCE_MS = 60_000;
export const expect = baseExpect.configure({ timeout: PATIENCE_MS });

type Point2 = readonly [number, number];

export interface OpenViewer {
  readonly host: TestHost;
  readonly viewer: ViewerPage;
  readonly page: Page;
  /** Study Instance UID by part of a description. */
  study(modality: 'CT' | 'MR'): string;
}

/** The folders of the demo studies: the phantom's axial series, and the MR series. */
export async function demoFolders() {
  const [phantom, brain] = await ensureDemoStudies(path.join(cacheDir, 'demo'));
  return { axial: path.join(phantom, 'axial'), tilted: path.join(phantom, 'tilted'), brain };
}

export async function phantomTruth(): Promise<DataSet> {
  return readSet((await demoFolders()).axial);
}

export interface ViewerOptions extends Partial<TestHostOptions> {
  readonly browserFlags?: readonly string[];
  /** Begin without the models that earlier tests of the file have left in the browser. */
  readonly withoutModels?: boolean;
}

/**
 * This file's browser profiles, and the one port of all its hosts: one origin, one storage. It lies
 * below those that systems give to connections, which would take it between two tests.
 */
const profiles = new Map<string, Promise<BrowserContext>>();
let port = 10_000 + (process.pid % 20_000);

afterAll(async () => {
  for (const profile of profiles.values()) await (await profile).browser()?.close();
});

/** Serves the demo studies, opens a page in the file's browser, runs, and tidies up whatever happens. */
export async function withViewer(
  options: ViewerOptions,
  use: (open: OpenViewer) => Promise<void>,
): Promise<void> {
  const { axial, brain } = await demoFolders();
  const folders = [path.join(axial, 'dicom'), path.join(brain, 'dicom')];
  const start = () => startHost({ folders, port, ...options });
  const host = await start().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' || profiles.size) throw error;
    port++;
    return start();
  });
  let page: Page | undefined;
  try {
    page = await (await profileFor(options)).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.setDefaultNavigationTimeout(2 * PATIENCE_MS);
    await forget(page, host.url, options.withoutModels ?? false);
    const study = (modality: string) => {
      const instance = host.store.instances.find(
        ({ metadata }) => metadata['00080060']?.Value?.[0] === modality,
      );
      if (!instance) throw new Error(`No ${modality} study is served.`);
      return instance.study;
    };
    await use({ host, page, study, viewer: new ViewerPage(page) });
  } finally {
    await page?.close();
    await host.close();
  }
}

/** The browser keeps a page's isolation with the page: a site that isolates otherwise has its own. */
function profileFor({ browserFlags = [], isolate }: ViewerOptions): Promise<BrowserContext> {
  const key = `${browserFlags.join(' ')} ${isolate ?? true}`;
  const profile =
    profiles.get(key) ??
    launchBrowser(browserFlags).then(browser =>
      browser.newContext({ viewport: { width: 1440, height: 900 } }),
    );
  profiles.set(key, profile);
  return profile;
}

/** Takes away what earlier tests left in the browser: settings, and models where they would matter. */
async function forget(page: Page, url: string, models: boolean): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send('Storage.clearDataForOrigin', {
    origin: new URL(url).origin,
    storageTypes: models ? 'all' : 'local_storage,session_storage,indexeddb,cookies',
  });
  if (models) await client.send('Network.clearBrowserCache');
  await client.detach();
}

/** The mask's bounding box grown by 5 % a side, as opposite corners in pixels. */
export function tightBox({ x, y, width, height }: RegionMask): [Point2, Point2] {
  const [dx, dy] = [width * 0.05, height * 0.05];
  return [
    [x - 0.5 - dx, y - 0.5 - dy],
    [x + width - 0.5 + dx, y + height - 0.5 + dy],
  ];
}

/** Indices into rows × columns of the pixels of a mask. */
export function pixelsOf({ x, y, width, data }: RegionMask, columns: number): number[] {
  const pixels: number[] = [];
  data.forEach((v, p) => {
    if (v) pixels.push((y + Math.floor(p / width)) * columns + x + (p % width));
  });
  return pixels;
}

export function expectNoProblems({ problems }: ViewerPage): void {
  expect(problems).toEqual([]);
}

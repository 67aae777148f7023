import path from 'node:path';
import { expect, type Browser, type Page } from '@playwright/test';
import { readSet, type DataSet } from '../data/readSet';
import { ensureDemoStudies } from '../../.webpack/demo/phantom/generate';
import type { RegionMask } from '../../extension/src/core/mask/regionMask';
import { launchBrowser } from './browser';
import { cacheDir, startHost, type TestHost, type TestHostOptions } from './host';
import { ViewerPage } from './viewerPage';

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

/** Serves the demo studies, starts a browser, runs, and tidies up whatever happens. */
export async function withViewer(
  options: Partial<TestHostOptions> & { readonly browserFlags?: readonly string[] },
  use: (open: OpenViewer) => Promise<void>,
): Promise<void> {
  const { axial, brain } = await demoFolders();
  const host = await startHost({
    folders: [path.join(axial, 'dicom'), path.join(brain, 'dicom')],
    ...options,
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser(options.browserFlags);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const study = (modality: string) => {
      const instance = host.store.instances.find(
        ({ metadata }) => metadata['00080060']?.Value?.[0] === modality,
      );
      if (!instance) throw new Error(`No ${modality} study is served.`);
      return instance.study;
    };
    await use({ host, page, study, viewer: new ViewerPage(page) });
  } finally {
    await browser?.close();
    await host.close();
  }
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

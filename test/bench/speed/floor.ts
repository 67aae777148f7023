import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { adapters } from '../../../extension/src/inference/adapters';
import type { ModelManifest } from '../../../extension/src/inference/modelManifest';
import type { ModelSession, FeedMap } from '../../../extension/src/inference/modelRuntime';
import { launchBrowser } from '../../e2e/browser';
import { graphFlops } from './flops';
import type { GraphTimes } from './page/graphs';
import type {} from './page/peak';
import type { Picture } from './picture';
import { serve, type Mounts } from './server';
import { graphsSite, peakSite } from './site';

const ENCODES = 3;
const DECODES = 9;

export interface ModelFlops {
  readonly encoder: number;
  readonly decoder: number;
}

/** Operations of both graphs of a model: one picture; one point, as the product asks. */
export async function modelFlops(folder: string, model: ModelManifest): Promise<ModelFlops> {
  const adapter = adapters[model.family];
  const feedsOf = async (ask: (session: ModelSession) => Promise<unknown>): Promise<FeedMap> => {
    let feeds: FeedMap = {};
    // The adapter knows the names; only what it feeds is wanted.
    const recorder: ModelSession = {
      async run(given: FeedMap) {
        feeds = given;
        throw new Error('recorded');
      },
      release: async () => {},
    };
    await ask(recorder).catch(() => undefined);
    return feeds;
  };
  const pixels = new Float32Array(3 * model.input.size ** 2);
  const prompts = { coords: Float32Array.of(500, 500, 0, 0), labels: Float32Array.of(1, -1) };
  const file = (name: 'encoder' | 'decoder') =>
    readFile(path.join(folder, model.id, model.files[name].path));
  return {
    encoder: await graphFlops(
      await file('encoder'),
      await feedsOf(session => adapter.encode(session, model, pixels)),
    ),
    decoder: await graphFlops(
      await file('decoder'),
      await feedsOf(session =>
        adapter.decode(session, model, adapter.syntheticEmbedding(model), [prompts]),
      ),
    ),
  };
}

/** What WebAssembly SIMD reaches in Chromium on this machine, operations per second. */
export function measurePeak(threads: readonly number[]): Promise<Map<number, number>> {
  return inPage(peakSite, false, async page => {
    const peaks = new Map<number, number>();
    for (const n of threads) peaks.set(n, await page.evaluate(t => window.measurePeak(t), n));
    return peaks;
  });
}

/** Runs of a model's graphs alone on WebAssembly; an isolated page has all threads, else one. */
export function graphTimes(
  picture: Picture,
  models: string,
  model: ModelManifest,
  isolated: boolean,
): Promise<GraphTimes> {
  return inPage(
    () => graphsSite(picture, models),
    isolated,
    page =>
      page.evaluate(([m, encodes, decodes]) => window.runGraphs(m, encodes, decodes), [
        model,
        ENCODES,
        DECODES,
      ] as const),
  );
}

async function inPage<T>(
  site: () => Promise<Mounts>,
  isolated: boolean,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const server = await serve(await site(), isolated);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    return await work(page);
  } finally {
    await browser.close();
    server.close();
  }
}

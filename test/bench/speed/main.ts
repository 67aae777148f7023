/**
 * How fast the built worker is in a real Chromium, beside its peers, its native yardstick and the
 * machine's floor. See README.md beside this file.
 *
 *     npm run bench:speed -- [--data DIR…] [--models DIR] [--json FILE] [--quick]
 *     npm run bench:speed -- --memory | --automatic | --webgpu | --webgpu-encoder
 */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseModelList, type ModelManifest } from '../../../extension/src/inference/modelManifest';
import { accuracy } from './accuracy';
import { automaticRun } from './automatic';
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
    automatic: { type: 'boolean', default: false },
    webgpu: { type: 'boolean', default: false },
    'webgpu-encoder': { type: 'boolean', default: false },
  },
});

const FULL: Repetitions = { loads: 3, encodes: 5, clicks: 15, firstClicks: 3, best: 2 };
const QUICK: Repetitions = { loads: 1, encodes: 1, clicks: 3, firstClicks: 1, best: 1 };
const THREADS = Math.min(4, os.availableParallelism());
/** Side of the peers' input, pixels. */
const PEER_SIDE = 1024;
const nameOf = ({ id }: ModelManifest) => `ours: ${id}`;

const models = path.resolve(options.models);
const list = parseModelList(await readFile(path.join(models, 'manifest.json'), 'utf8'));
/** The default model's counterpart at 1024 pixels, with the published weights. */
const at1024 = list.find(({ tier, input }) => tier === list[0].tier && input.size === PEER_SIDE);
/** The entry of the same weights and side with the largest files: fp32. */
const fp32Of = ({ version, input }: ModelManifest) =>
  list
    .filter(other => other.version === version && other.input.size === input.size)
    .sort((a, b) => sizeOf(b) - sizeOf(a))[0];
let stage = '';
/** What is being done: in place on a terminal, else a line for each stage. */
const say = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(40)}`);
  else if (text.split(' ')[0] !== stage) console.error(text);
  stage = text.split(' ')[0];
};

let bars: Bar[];
if (options.memory) bars = await memoryRun(models);
else if (options.automatic) {
  const forCpu = list.find(({ tier }) => tier === 'no-gpu') ?? list[0];
  bars = await automaticRun(models, forCpu);
} else if (options.webgpu || options['webgpu-encoder']) {
  // What runs there unless the reader chooses otherwise.
  const forGpu = list.find(({ tier }) => tier !== 'no-gpu') ?? list[0];
  bars = await webgpuRun(models, forGpu, options['webgpu-encoder']);
} else bars = await speedRun();
console.log(`\n${barTable(bars)}`);
process.exitCode = bars.every(holds) ? 0 : 1;

/** The list's first entry is the default; its reference is fp32 of the same weights. */
async function speedRun(): Promise<Bar[]> {
  const [standard] = list;
  const side = standard.input.size;
  const reference = fp32Of(standard);
  const contestants: Contestant[] = [];
  try {
    const peaks = await measurePeak([1, THREADS]);
    const picture = makePicture();
    contestants.push(...(await openContestants(picture, reference)));
    const repetitions = options.quick ? QUICK : FULL;
    const all = await measure(contestants, repetitions, picture.click, say);
    const flops = await modelFlops(models, reference);
    const graphs = [
      await graphTimes(picture, models, standard, true),
      await graphTimes(picture, models, standard, false),
    ];
    const ofSide = (wanted: number) => all.filter(({ inputSize }) => inputSize === wanted);
    const tables = [speedTable(all), floorTable(ofSide(side), graphs, flops, peaks)];
    const peerModel = side === PEER_SIDE || !at1024 ? undefined : fp32Of(at1024);
    if (peerModel) {
      const peerFlops = await modelFlops(models, peerModel);
      tables.push(floorTable(ofSide(PEER_SIDE), [], peerFlops, peaks));
    }
    console.log(`\n${tables.join('\n\n')}`);

    const [ours, oursSingle, minisam, minisamSingle, cornerstone] = all;
    const sizes = { default: sizeOf(standard), reference: sizeOf(reference) };
    const today = all.find(({ name }) => at1024 && name === nameOf(at1024));
    const measured = speedBars(
      { ours, oursSingle, at1024: today, minisam, minisamSingle, cornerstone },
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
  }
}

/** Browsers and a process with the models of this project and of others, in the order of the tables. */
async function openContestants(
  picture: ReturnType<typeof makePicture>,
  reference: ModelManifest,
): Promise<Contestant[]> {
  const [standard] = list;
  const inputSize = standard.input.size;
  const site = await ourSite(picture, models);
  const minisam = { site: await minisamSite(picture), inputSize: PEER_SIDE };
  const isolated = true;
  const name = nameOf(standard);
  const contestants = [
    await openPage({ name, threads: THREADS, inputSize, site, isolated }),
    await openPage({ name, threads: 1, inputSize, site, isolated: false }),
    await openPage({
      ...{ ...minisam, name: 'minisam 0.2.0', threads: THREADS, isolated },
      query: `?threads=${THREADS}`,
    }),
    await openPage({
      ...{ ...minisam, name: 'minisam 0.2.0', threads: 1, isolated },
      query: '?threads=1',
    }),
    await openPage({
      ...{ name: 'cornerstone ai 4.19.0', threads: THREADS, inputSize: PEER_SIDE, isolated },
      site: await cornerstoneSite(picture),
      query: `?provider=wasm&threads=${THREADS}`,
    }),
    openNative(models, reference, THREADS),
  ];
  for (const entry of new Set([reference, at1024])) {
    if (!entry || entry === standard) continue;
    contestants.push(
      await openPage({
        ...{ name: nameOf(entry), threads: THREADS, inputSize: entry.input.size, isolated },
        site: await ourSite(picture, models, entry),
      }),
    );
  }
  return contestants;
}

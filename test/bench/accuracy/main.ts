/**
 * How well one click, one box and a few corrections do on labelled series: this project against
 * plain prompting of the same weights. See README.md beside this file.
 *
 *     npx tsx test/bench/accuracy/main.ts --data DIR [--data DIR…] [--set NAME] [--labels REGEX]
 *       [--tasks point,box,boxPoint,clicks,jitter] [--slices N] [--json FILE] [--no-cache]
 *     npx tsx test/bench/accuracy/main.ts --ablation --data DIR
 *     npx tsx test/bench/accuracy/main.ts --odd DIR [--sheet FILE.png]
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import { listSets, readSet } from '../../data/readSet';
import { loadNodeModel } from '../nodeRuntime';
import { ablation } from './ablation';
import { casesOf } from './cases';
import { keepOnDisk } from './embeddingStore';
import { oddFiles } from './odd';
import { ours, plain, type Method } from './methods';
import { ablationTable, bars, costTable, labelTable } from './report';
import { runTask, TASKS, type Row, type Task } from './tasks';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', multiple: true },
    set: { type: 'string', multiple: true },
    skip: { type: 'string', multiple: true, default: [] },
    labels: { type: 'string', default: '' },
    tasks: { type: 'string', default: TASKS.join(',') },
    methods: { type: 'string', default: 'plain,ours' },
    slices: { type: 'string', default: '5' },
    json: { type: 'string' },
    'no-cache': { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
    ablation: { type: 'boolean', default: false },
    odd: { type: 'string' },
    sheet: { type: 'string', default: 'odd.png' },
  },
});
if (options.odd) {
  process.exit(await oddFiles(options.odd, options.sheet));
}
if (!options.data) throw new Error('Name a folder with labelled sets: --data DIR');

const repository = path.resolve(import.meta.dirname, '../../..');
const CACHE_BYTES = 256 * 2 ** 20;

const model = await loadNodeModel(path.join(repository, '.cache/models'), Number(options.threads));
const encoderHash = model.manifest.files.encoder.sha256;
const stored = keepOnDisk(model.encoder, encoderHash, path.join(repository, '.cache/embeddings'));
const encoder = options['no-cache'] ? model.encoder : stored.session;
const segmenter = () => new ModelSegmenter({ ...model, encoder }, CACHE_BYTES);

const methods: readonly ((segmenter: ModelSegmenter) => Method)[] = options.ablation
  ? ablation
  : [plain, s => ours(s)];
const chosen = options.ablation ? undefined : options.methods.split(',');
const tasks = options.ablation ? ['point', 'box'] : options.tasks.split(',');
const rows: Row[] = [];
for (const folder of listSets(options.data)) {
  const name = path.basename(folder);
  if ((options.set && !options.set.includes(name)) || options.skip.includes(name)) continue;
  const set = await readSet(folder);
  const cases = set.labels
    .filter(label => new RegExp(options.labels, 'i').test(label.name))
    .flatMap(label => casesOf(set, label.name, Number(options.slices)));
  for (const [n, subject] of cases.entries()) {
    for (const method of methods) {
      for (const task of TASKS.filter(t => tasks.includes(t))) {
        await measure(task, n, subject, method);
      }
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${n + 1}/${cases.length} `);
  }
  if (!options.ablation)
    console.log(`\n${name}\n${labelTable(rows.filter(row => row.set === name))}`);
}

async function measure(
  task: Task,
  n: number,
  subject: Parameters<typeof runTask>[1],
  makeMethod: (segmenter: ModelSegmenter) => Method,
): Promise<void> {
  // A segmenter of its own: no task profits from what another one encoded.
  const method = makeMethod(segmenter());
  if (chosen && !chosen.includes(method.name)) return;
  const encodedBefore = stored.clock.milliseconds;
  const start = performance.now();
  const outcome = await runTask(task, subject, method, seeded(n));
  const wall = performance.now() - start;
  const { set, label, k, component, lesion, diameterMm } = subject;
  rows.push({
    ...{ set, label, k, component, lesion, diameterMm, method: method.name, task },
    ...outcome,
    milliseconds: Math.max(wall, stored.clock.milliseconds - encodedBefore),
  });
}

/** Mulberry32: the same directions in every run. */
function seeded(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

console.log(
  options.ablation
    ? ablationTable(rows)
    : `\nall sets\n${labelTable(rows)}\n\n${costTable(rows)}\n\n${bars(rows)}`,
);
if (options.json) await writeFile(options.json, JSON.stringify(rows, null, 1));

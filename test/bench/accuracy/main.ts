/**
 * How well one click, one box and a few corrections do on labelled series: this project against
 * plain prompting of the same weights, or several models side by side. See README.md beside this
 * file.
 *
 *     npx tsx test/bench/accuracy/main.ts --data DIR [--data DIR…] [--set NAME] [--skip NAME]
 *       [--labels REGEX] [--tasks point,offcentre,box,boxPoint,clicks,offcentreClicks,jitter]
 *       [--model ID [--model ID…]] [--models-folder DIR] [--methods plain,ours]
 *       [--slices N] [--json FILE] [--no-cache] [--why]
 *     npx tsx test/bench/accuracy/main.ts --ablation --data DIR
 *     npx tsx test/bench/accuracy/main.ts --volume --data DIR [--set NAME] [--labels REGEX]
 *       [--tasks box,point,corrected] [--model ID]
 *     npx tsx test/bench/accuracy/main.ts --effort [--data DIR] [--set NAME] [--labels REGEX]
 *     npx tsx test/bench/accuracy/main.ts --planes [--data DIR] [--set NAME] [--labels REGEX]
 *       [--model ID]
 *     npx tsx test/bench/accuracy/main.ts --lesions [--data DIR] [--set NAME] [--methods one,two]
 *       [--tasks benign|malignant|metastasis] [--no-grid] [--model ID]
 *     npx tsx test/bench/accuracy/main.ts --phantom [--model ID]
 *     npx tsx test/bench/accuracy/main.ts --presets [--data DIR] [--set NAME] [--labels REGEX]
 *       [--copies 'flipped,feet first,prone,oblique'] [--json FILE]
 *     npx tsx test/bench/accuracy/main.ts --odd DIR [--sheet FILE.png]
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { listSets, readSet } from '../../data/readSet';
import { ablation } from './ablation';
import { casesOf, type Case } from './cases';
import { effortBench, effortTable } from './effort';
import { lesionBench, lesionReport } from './lesions';
import { ours, plain, type MakeMethod, type Method } from './methods';
import { loadModels, type BenchModel } from './models';
import { oddFiles } from './odd';
import { phantomClicks } from './phantom';
import { planesBench } from './planes';
import { presetBars, presetsBench, presetsTable } from './presets';
import { bars, calibrationTable, costTable, labelTable, summaryTable } from './report';
import { runTask, TASKS, type Row } from './tasks';
import { volumeBench, volumeTable } from './volume';
import { whyText } from './why';

/** What plain propagation runs: the weights as they were published. */
const PUBLISHED = 'mobile-sam-448-int8';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', multiple: true },
    set: { type: 'string', multiple: true },
    skip: { type: 'string', multiple: true, default: [] },
    labels: { type: 'string', default: '' },
    tasks: { type: 'string' },
    model: { type: 'string', multiple: true, default: [] },
    'models-folder': { type: 'string' },
    methods: { type: 'string' },
    slices: { type: 'string', default: '5' },
    json: { type: 'string' },
    'no-cache': { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
    why: { type: 'boolean', default: false },
    ablation: { type: 'boolean', default: false },
    phantom: { type: 'boolean', default: false },
    volume: { type: 'boolean', default: false },
    effort: { type: 'boolean', default: false },
    planes: { type: 'boolean', default: false },
    presets: { type: 'boolean', default: false },
    copies: { type: 'string' },
    lesions: { type: 'boolean', default: false },
    'no-grid': { type: 'boolean', default: false },
    odd: { type: 'string' },
    sheet: { type: 'string', default: 'odd.png' },
  },
});
if (options.odd) {
  process.exit(await oddFiles(options.odd, options.sheet));
}
if (
  !options.data &&
  ![options.phantom, options.planes, options.lesions, options.presets, options.effort].some(Boolean)
)
  throw new Error('Name a folder with labelled sets: --data DIR');

const models = await loadModels(
  options.model,
  Number(options.threads),
  !options['no-cache'],
  options['models-folder'],
);
if (options.phantom) {
  for (const model of models) {
    console.log(`\n${model.id}\n${await phantomClicks(() => ours(model.segmenter()))}`);
  }
  process.exit();
}
if (options.planes) {
  console.log(`\n${await planesBench(options, models[0])}`);
  process.exit();
}
if (options.presets) {
  const rows = await presetsBench(options, models[0]);
  console.log(`\nall series\n${presetsTable(rows)}\n\n${presetBars(rows)}`);
  if (options.json) await writeFile(options.json, JSON.stringify(rows, null, 1));
  process.exit();
}
if (options.effort) {
  const rows = await effortBench(options, models[0]);
  console.log(`\nall sets\n${effortTable(rows)}`);
  if (options.json) await writeFile(options.json, JSON.stringify(rows, null, 1));
  process.exit();
}
if (options.lesions) {
  const figures = await lesionBench(options, models[0]);
  console.log(`\nall sets\n${lesionReport(figures)}`);
  if (options.json) await writeFile(options.json, JSON.stringify(figures, null, 1));
  process.exit();
}
if (options.volume) {
  const [own] = models;
  const threads = Number(options.threads);
  const known = (options.methods ?? 'plain,ours').split(',');
  const published = known.includes('plain')
    ? (await loadModels([PUBLISHED], threads, !options['no-cache'], options['models-folder']))[0]
    : undefined;
  const rows = await volumeBench({ ...options, data: options.data! }, published, own);
  console.log(`\nall sets\n${volumeTable(rows)}`);
  if (options.json) await writeFile(options.json, JSON.stringify(rows, null, 1));
  process.exit();
}
const several = models.length > 1;
// Several models are compared in the engine; one is compared with plain prompting.
const names = (options.methods ?? (several ? 'ours' : 'plain,ours')).split(',');
const known: Readonly<Record<string, MakeMethod>> = { plain, ours: segmenter => ours(segmenter) };
const methods = options.ablation ? ablation : names.map(name => known[name]);
const tasks = (options.tasks ?? (options.ablation ? 'point,box' : TASKS.join(','))).split(',');

const rows: Row[] = [];
for (const folder of listSets(options.data ?? [])) {
  const name = path.basename(folder);
  if ((options.set && !options.set.includes(name)) || options.skip.includes(name)) continue;
  const set = await readSet(folder);
  const cases = set.labels
    .filter(label => new RegExp(options.labels, 'i').test(label.name))
    .flatMap(label => casesOf(set, label.name, Number(options.slices)));
  for (const [n, subject] of cases.entries()) {
    for (const model of models) for (const make of methods) await measure(subject, model, make);
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${n + 1}/${cases.length} `);
  }
  if (!options.ablation) {
    console.log(`\n${name}\n${labelTable(rows.filter(row => row.set === name))}`);
  }
}

async function measure(subject: Case, model: BenchModel, make: MakeMethod): Promise<void> {
  for (const task of TASKS.filter(each => tasks.includes(each))) {
    // A segmenter of its own: no task profits from what another one encoded.
    const made = make(model.segmenter());
    const suffix = several ? [model.id] : [];
    const method = [...(several && methods.length === 1 ? [] : [made.name]), ...suffix].join(' ');
    const encodedBefore = model.encodeTime();
    const start = performance.now();
    const outcome = await runTask(task, subject, options.why ? telling(made, subject) : made);
    const wall = performance.now() - start;
    const { set, label, k, component, lesion, diameterMm } = subject;
    rows.push({
      ...{ set, label, k, component, lesion, diameterMm, method, task },
      ...outcome,
      milliseconds: Math.max(wall, model.encodeTime() - encodedBefore),
    });
  }
}

/** The method, which prints how each of its answers came about. */
function telling(method: Method, { set, label, k, component }: Case): Method {
  return {
    ...method,
    begin: slice => {
      const dialogue = method.begin(slice);
      return async prompts => {
        const answer = await dialogue(prompts);
        if (answer.trace) {
          const at = `${set}/${label}, slice ${k}, object ${component}`;
          console.log(`${at}, ${JSON.stringify(prompts)}\n${whyText(answer.trace)}`);
        }
        return answer;
      };
    },
  };
}

console.log(
  options.ablation
    ? summaryTable(rows)
    : [
        `\nall sets\n${labelTable(rows)}`,
        summaryTable(rows),
        costTable(rows),
        calibrationTable(rows),
        bars(rows),
      ].join('\n\n'),
);
if (options.json) await writeFile(options.json, JSON.stringify(rows, null, 1));

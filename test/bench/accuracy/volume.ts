import path from 'node:path';
import type { Segmenter } from '../../../extension/src/core/engine/types';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import {
  dice,
  EMPTY_MASK,
  intersectionArea,
  maskArea,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';
import { listSets, readSet, type DataSet } from '../../data/readSet';
import { boxCorners, deepestPoint, pointPrompt, type Case } from './cases';
import type { BenchModel } from './models';
import { mean, table } from './report';
import { correction } from './tasks';
import { oursThrough, plainThrough, type Followed, type VolumeMethod } from './volumeMethods';

/** A label is followed when it is on so many slices with so many pixels. */
const MIN_SLICES = 5;
const MIN_PIXELS = 12;
/** A slice that a reader would leave as it is; one that has to be corrected. */
export const UNEDITED_DICE = 0.85;
const DOUBTFUL_DICE = 0.8;
/** Slices that are corrected with a click each. */
const CORRECTIONS = 3;

const TASKS = ['box', 'point', 'corrected'] as const;
export type Task = (typeof TASKS)[number];

/** One label of a series, followed by one method. */
interface VolumeRow {
  readonly set: string;
  readonly label: string;
  readonly method: string;
  readonly task: Task;
  readonly slices: number;
  /** Of all voxels together. */
  readonly dice: number;
  /** Share of the slices with truth or mask that have a Dice of UNEDITED_DICE. */
  readonly unedited: number;
  /** Slices with a mask beyond the true ends, the mean of both ends. */
  readonly past: number;
  /** Of the slices below DOUBTFUL_DICE, the share among the third that is least sure. */
  readonly found?: number;
  readonly secondsPerSlice: number;
}

export interface Subject {
  readonly set: string;
  readonly label: string;
  readonly slices: readonly SliceImage[];
  readonly truth: ReadonlyMap<number, RegionMask>;
  /** The middle one of the slices that have enough of it. */
  readonly middle: number;
}

interface VolumeOptions {
  readonly data: readonly string[];
  readonly set?: readonly string[];
  readonly skip?: readonly string[];
  readonly labels: string;
  readonly tasks?: string;
}

/** Follows the labels of the sets through their volumes: plain by `published`, ours by `own`. */
export async function volumeBench(
  { data, set, skip = [], labels, tasks = TASKS.join(',') }: VolumeOptions,
  published: BenchModel | undefined,
  own: BenchModel,
): Promise<VolumeRow[]> {
  const rows: VolumeRow[] = [];
  for (const folder of listSets(data)) {
    const name = path.basename(folder);
    if ((set && !set.includes(name)) || skip.includes(name)) continue;
    const series = await readSet(folder);
    for (const { name } of series.labels.filter(one => new RegExp(labels, 'i').test(one.name))) {
      const subject = subjectOf(series, name);
      if (!subject) continue;
      for (const task of TASKS.filter(one => tasks.split(',').includes(one))) {
        if (published) rows.push(await run(subject, task, published, plainThrough));
        rows.push(await run(subject, task, own, oursThrough));
      }
      console.log(volumeTable(rows.filter(row => row.set === subject.set && row.label === name)));
    }
  }
  return rows;
}

export function subjectOf(series: DataSet, label: string): Subject | undefined {
  const truth = new Map<number, RegionMask>();
  series.slices.forEach((_, k) => {
    const mask = series.truth(label, k);
    if (mask.width) truth.set(k, mask);
  });
  const enough = [...truth.keys()].filter(k => maskArea(truth.get(k)!) >= MIN_PIXELS);
  if (enough.length < MIN_SLICES) return undefined;
  const middle = enough[Math.floor(enough.length / 2)];
  return { set: series.name, label, slices: series.slices, truth, middle };
}

async function run(
  subject: Subject,
  task: Task,
  model: BenchModel,
  make: (segmenter: Segmenter, slices: readonly SliceImage[]) => VolumeMethod,
): Promise<VolumeRow> {
  const method = make(model.segmenter(), subject.slices);
  const start = performance.now();
  const { followed, answered } = await followTask(subject, task, method);
  const seconds = (performance.now() - start) / 1000;
  const { set, label } = subject;
  return {
    ...{ set, label, task, method: method.name },
    ...figures(subject, followed),
    secondsPerSlice: seconds / Math.max(1, answered),
  };
}

/**
 * Prompts the middle slice, follows the object, and corrects as the task says.
 *
 * @param leaves Dice of a slice from which on a reader leaves it as it is.
 */
export async function followTask(
  subject: Subject,
  task: Task,
  method: VolumeMethod,
  leaves = 1,
): Promise<{ readonly followed: Followed; readonly answered: number; readonly clicks: number }> {
  const { slices, middle, truth } = subject;
  const prompted = caseOf(subject, middle);
  const prompt: Prompt =
    task === 'point'
      ? pointPrompt(deepestPoint(prompted))
      : { kind: 'box', corners: boxCorners(prompted) };
  const fixed = new Map([[middle, await method.answer(slices[middle], [prompt])]]);
  let followed = await method.follow(fixed);
  let answered = followed.masks.size;
  let clicks = 0;
  for (let n = 0; task === 'corrected' && n < CORRECTIONS; n++) {
    const k = worst(subject, followed, fixed, leaves);
    if (k === undefined) break;
    const before = followed.masks.get(k);
    const click = correction(slices[k], truth.get(k) ?? EMPTY_MASK, before ?? EMPTY_MASK);
    if (!click) break;
    fixed.set(k, await method.answer(slices[k], [click], before));
    clicks++;
    followed = await method.follow(fixed);
    answered += followed.masks.size;
  }
  return { followed, answered, clicks };
}

/** The slice with the most wrong pixels of those that were not prompted and that one click helps. */
function worst(
  { slices, truth }: Subject,
  { masks }: Followed,
  fixed: ReadonlyMap<number, RegionMask>,
  leaves: number,
): number | undefined {
  const wrong = (k: number) => {
    const [a, b] = [truth.get(k) ?? EMPTY_MASK, masks.get(k) ?? EMPTY_MASK];
    return maskArea(a) + maskArea(b) - 2 * intersectionArea(a, b);
  };
  const isLeft = (k: number) => dice(truth.get(k)!, masks.get(k) ?? EMPTY_MASK) >= leaves;
  const open = [...slices.keys()].filter(k => !fixed.has(k) && truth.has(k) && !isLeft(k));
  return open.sort((a, b) => wrong(b) - wrong(a))[0];
}

function caseOf({ set, label, slices, truth }: Subject, k: number): Case {
  const [slice, mask] = [slices[k], truth.get(k)!];
  const { columnSpacing, rowSpacing } = slice.plane;
  const diameterMm = 2 * Math.sqrt((maskArea(mask) * columnSpacing * rowSpacing) / Math.PI);
  return { set, label, k, component: 0, lesion: false, slice, truth: mask, diameterMm };
}

function figures({ truth, middle }: Subject, { masks, confidence }: Followed) {
  const on = (of: ReadonlyMap<number, RegionMask>, k: number) => of.get(k) ?? EMPTY_MASK;
  const all = [...new Set([...truth.keys(), ...masks.keys()])].filter(
    k => on(truth, k).width || on(masks, k).width,
  );
  const dices = new Map(all.map(k => [k, dice(on(truth, k), on(masks, k))]));
  const sum = (value: (k: number) => number) => all.reduce((total, k) => total + value(k), 0);
  const shared = sum(k => intersectionArea(on(truth, k), on(masks, k)));
  const sizes = sum(k => maskArea(on(truth, k)) + maskArea(on(masks, k)));
  const [first, last] = [Math.min(...truth.keys()), Math.max(...truth.keys())];
  const others = all.filter(k => k !== middle);
  return {
    slices: truth.size,
    dice: (2 * shared) / sizes,
    unedited: mean(others.map(k => Number(dices.get(k)! >= UNEDITED_DICE))),
    past: all.filter(k => k < first || k > last).length / 2,
    found: foundShare(dices, confidence),
  };
}

/** Of the bad slices that were told of, the share among the least sure third. */
function foundShare(
  dices: ReadonlyMap<number, number>,
  confidence: ReadonlyMap<number, number>,
): number | undefined {
  const ranked = [...confidence.keys()].sort((a, b) => confidence.get(a)! - confidence.get(b)!);
  const third = new Set(ranked.slice(0, Math.ceil(ranked.length / 3)));
  const bad = ranked.filter(k => dices.get(k)! < DOUBTFUL_DICE);
  return bad.length ? bad.filter(k => third.has(k)).length / bad.length : undefined;
}

/** A line per label, task and method, and the means over labels. */
export function volumeTable(rows: readonly VolumeRow[]): string {
  const head = ['label', 'slices', 'task', 'method', '3D Dice', 'unedited', 'past', 'found', 's'];
  const lines = rows.map(row => [`${row.set}/${row.label}`, String(row.slices), ...cells([row])]);
  const groups = [...new Set(rows.map(({ task, method }) => `${task} ${method}`))].map(name =>
    rows.filter(({ task, method }) => `${task} ${method}` === name),
  );
  const means = groups.map(group => [`mean of ${group.length} labels`, '', ...cells(group)]);
  return table([head, ...lines, ...(rows.length > groups.length ? means : [])]);
}

function cells(rows: readonly VolumeRow[]): string[] {
  const figure = (value: (row: VolumeRow) => number | undefined, digits = 2) => {
    const known = rows.flatMap(row => value(row) ?? []);
    return known.length ? mean(known).toFixed(digits) : '–';
  };
  return [
    ...[rows[0].task, rows[0].method],
    ...[figure(row => row.dice, 3), figure(row => row.unedited), figure(row => row.past, 1)],
    ...[figure(row => row.found), figure(row => row.secondsPerSlice)],
  ];
}

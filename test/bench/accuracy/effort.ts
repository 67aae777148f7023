import path from 'node:path';
import { ensureDemoStudies } from '../../../.webpack/demo/phantom/generate';
import { ORGAN_PRESETS } from '../../../extension/src/core/organs';
import {
  EMPTY_MASK,
  fromFull,
  intersectionArea,
  maskArea,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import { fillPolygon } from '../../../extension/src/core/mask/polygon';
import { listSets, readSet, type DataSet } from '../../data/readSet';
import { boxCorners } from './cases';
import { outlinesOf } from './handOutlines';
import { twoStage } from './lesionMethods';
import { lesionSeries } from './lesionSets';
import { LesionTruth } from './lesionTruth';
import type { BenchModel } from './models';
import { labelsOf, measurePresets } from './presets';
import { mean, table } from './report';
import { UNEDITED_DICE, followTask, subjectOf, type Subject, type Task } from './volume';
import { edgesFitted, oursThrough } from './volumeMethods';

const CACHE = path.resolve(import.meta.dirname, '../../../.cache/demo');

/**
 * Seconds of what a reader does, by the keystroke-level model (Card, Moran and Newell 1980): to point
 * with the mouse 1.1, to press or release its button 0.1, to press a key 0.28, to make up one's mind
 * 1.35. A vertex of an outline is set closer to the last one than the model's pointing is meant for:
 * 0.5 instead of 1.3, in favour of work by hand.
 */
const SECONDS = {
  vertex: 0.5,
  click: 1.1 + 0.2 + 1.35,
  drag: 2 * (1.1 + 0.1) + 1.35,
  key: 0.28,
  decidedKey: 0.28 + 1.35,
  /** A notch of the wheel, and a glance at the slice. */
  slice: 0.28 + 1.35,
};

/**
 * How far polygons may lie from the border of the truth, pixels: as coarse as still gives so much Dice,
 * which is about how far readers agree with each other.
 */
const TOLERANCES = [4, 3, 2, 1.5, 1, 0.7, 0.5];
const HAND_DICE = 0.95;

interface Work {
  readonly clicks: number;
  readonly keys: number;
  /** Of the reader; what the machine takes is not in it. */
  readonly seconds: number;
  readonly dice: number;
}

interface EffortRow extends Work {
  readonly set: string;
  readonly label: string;
  readonly kind: 'lesion' | 'organ';
  readonly route: string;
  readonly slices: number;
  readonly hand: Work;
}

interface EffortOptions {
  readonly data?: readonly string[];
  readonly set?: readonly string[];
  readonly labels: string;
}

/** What is on fewer slices gets a box on each. */
const LEAST_FOLLOWED = 3;

/** Labels that mean disease. */
const LESION = /lesion|gtv|nodul|mass|node|cyst|metasta|tumou?r/i;

/**
 * The work for each label of the phantom and of the sets: polygons on every slice, against the
 * product's ways: presets, a box that is followed with or without corrections, lists of lesions.
 */
export async function effortBench(
  { data = [], set, labels }: EffortOptions,
  model: BenchModel,
): Promise<EffortRow[]> {
  const [phantom] = await ensureDemoStudies(CACHE);
  const rows: EffortRow[] = [];
  for (const folder of [path.join(phantom, 'axial'), ...listSets(data)]) {
    if (set && !set.includes(path.basename(folder))) continue;
    const series = await readSet(folder);
    for (const { name } of series.labels.filter(one => new RegExp(labels, 'i').test(one.name))) {
      const own = await ofLabel(series, name, model);
      rows.push(...own);
      if (own.length) console.log(effortTable(own));
    }
  }
  for (const series of await lesionSeries(data)) {
    if (set && !set.includes(series.set.name)) continue;
    const row = await ofList(series, model);
    rows.push(row);
    console.log(effortTable([row]));
  }
  return rows;
}

async function ofLabel(series: DataSet, label: string, model: BenchModel): Promise<EffortRow[]> {
  const masks = new Map(
    series.slices.flatMap((_, k) => {
      const mask = series.truth(label, k);
      return mask.width ? [[k, mask] as const] : [];
    }),
  );
  if (!masks.size) return [];
  const kind = LESION.test(label) ? ('lesion' as const) : ('organ' as const);
  const known = {
    ...{ set: series.name, label, kind, slices: masks.size },
    hand: byHand(series, masks),
  };
  const look = masks.size * SECONDS.slice;
  const rows: EffortRow[] = [];
  const preset = ORGAN_PRESETS.find(({ id }) => labelsOf(series, id).includes(label));
  if (preset && labelsOf(series, preset.id).length === 1) {
    const [{ dice }] = await measurePresets(series, '', series, [preset], model);
    if (dice !== undefined) {
      // The organ is chosen, found and accepted.
      const seconds = SECONDS.click + SECONDS.key + SECONDS.decidedKey + look;
      rows.push({ ...known, route: 'preset', clicks: 1, keys: 2, seconds, dice });
    }
  }
  const parts = kind === 'lesion' ? new LesionTruth(series, [label]).lesions.length : 1;
  // Many lesions under one label are no object: the lists below have them.
  if (parts > 1) return rows;
  if (masks.size < LEAST_FOLLOWED) {
    return [...rows, { ...known, ...(await boxed(series, masks, model, look)) }];
  }
  const subject = subjectOf(series, label);
  for (const task of subject ? (['box', 'corrected'] as const) : (['box'] as const)) {
    const one = subject ?? shortSubject(series, label, masks);
    rows.push(...(await followed(one, task, model, look)).map(work => ({ ...known, ...work })));
  }
  return rows;
}

/** An object of few slices, which the bench of propagation leaves out. */
function shortSubject(
  { name, slices }: DataSet,
  label: string,
  truth: ReadonlyMap<number, RegionMask>,
): Subject {
  const middle = [...truth.keys()].reduce((a, b) =>
    maskArea(truth.get(b)!) > maskArea(truth.get(a)!) ? b : a,
  );
  return { set: name, label, slices, truth, middle };
}

/** What is on too few slices to be followed: a box on each. */
async function boxed(
  { name, slices }: DataSet,
  masks: ReadonlyMap<number, RegionMask>,
  model: BenchModel,
  look: number,
) {
  const method = oursThrough(model.segmenter(), slices);
  const answers = new Map<number, RegionMask>();
  for (const [k, truth] of masks) {
    const subject = { set: name, label: '', k, component: 0, lesion: true, diameterMm: 0 };
    const corners = boxCorners({ ...subject, slice: slices[k], truth });
    answers.set(k, await method.answer(slices[k], [{ kind: 'box', corners }]));
  }
  return {
    route: 'a box on each slice',
    ...{ clicks: masks.size, keys: 1 },
    seconds: look + masks.size * SECONDS.drag + SECONDS.decidedKey,
    dice: diceOf(masks, answers),
  };
}

/** A box, propagated; then so many corrective clicks; then, of the box alone, borders to the edges. */
async function followed(subject: Subject, task: Task, model: BenchModel, look: number) {
  const method = oursThrough(model.segmenter(), subject.slices);
  const { followed, clicks } = await followTask(subject, task, method, UNEDITED_DICE);
  // The slice to correct is gone to by a key; the neighbours follow by themselves.
  const work = {
    clicks: 1 + clicks,
    keys: 2 + clicks,
    seconds:
      look +
      SECONDS.drag +
      SECONDS.key +
      SECONDS.decidedKey +
      clicks * (SECONDS.key + SECONDS.click),
  };
  const route = task === 'box' ? 'box' : `box, ${clicks} corrected`;
  const row = { ...work, route, dice: diceOf(subject.truth, followed.masks) };
  if (task !== 'box') return clicks ? [row] : [];
  const fitted = {
    route: 'box, edges fitted',
    clicks: work.clicks + 1,
    keys: work.keys + 1,
    seconds: work.seconds + SECONDS.click + SECONDS.decidedKey,
    dice: diceOf(subject.truth, edgesFitted(subject.slices, followed.masks)),
  };
  return [row, fitted];
}

/** Polygons on every slice, as coarse as they may be. */
function byHand(series: DataSet, masks: ReadonlyMap<number, RegionMask>): Work {
  let work = drawn(series, masks, TOLERANCES[0]);
  for (let n = 1; n < TOLERANCES.length && work.dice < HAND_DICE; n++) {
    work = drawn(series, masks, TOLERANCES[n]);
  }
  return work;
}

function drawn(
  { slices }: DataSet,
  masks: ReadonlyMap<number, RegionMask>,
  tolerance: number,
): Work {
  const made = new Map<number, RegionMask>();
  let [vertices, outlines] = [0, 0];
  for (const [k, mask] of masks) {
    const { columns, rows } = slices[k].plane;
    const full = new Uint8Array(columns * rows);
    for (const outline of outlinesOf(mask, tolerance)) {
      outlines++;
      vertices += outline.length;
      fillPolygon(outline, full, columns, rows);
    }
    made.set(k, fromFull(full, columns, rows));
  }
  return {
    // The first vertex is clicked again to close an outline.
    clicks: vertices + outlines,
    keys: 0,
    seconds:
      (vertices + outlines) * SECONDS.vertex +
      outlines * (SECONDS.click - 0.2) +
      masks.size * SECONDS.slice,
    dice: diceOf(masks, made),
  };
}

function diceOf(
  truth: ReadonlyMap<number, RegionMask>,
  masks: ReadonlyMap<number, RegionMask>,
): number {
  let [both, sum] = [0, 0];
  for (const k of new Set([...truth.keys(), ...masks.keys()])) {
    const [a, b] = [truth.get(k) ?? EMPTY_MASK, masks.get(k) ?? EMPTY_MASK];
    both += intersectionArea(a, b);
    sum += maskArea(a) + maskArea(b);
  }
  return (2 * both) / sum;
}

/** All lesions of a series by the lists of its organs: each candidate is looked at, and taken or not. */
async function ofList(
  series: Awaited<ReturnType<typeof lesionSeries>>[number],
  model: BenchModel,
): Promise<EffortRow> {
  const { set, lesions, organs } = series;
  const truth = new LesionTruth(set, lesions);
  const options = { sensitivity: 'malignant', scale: 'own', withGrid: false } as const;
  const found = await twoStage(series, model.segmenter(), options);
  const judged = found.map(one => truth.judge(one));
  const dices = truth.lesions.flatMap((_, n) => {
    const own = judged.flatMap(({ dices }) => dices.get(n) ?? []);
    return own.length ? [Math.max(...own)] : [];
  });
  const hands = lesions.map(label => {
    const masks = set.slices.map((_, k) => [k, set.truth(label, k)] as const);
    return byHand(set, new Map(masks.filter(([, { width }]) => width)));
  });
  const sum = (of: (work: Work) => number) => hands.reduce((total, work) => total + of(work), 0);
  const keys = 2 * found.length;
  return {
    ...{ set: set.name, label: 'all lesions, lists', kind: 'lesion', slices: set.slices.length },
    route: `${dices.length} of ${truth.lesions.length} found, ${found.length} candidates`,
    ...{ clicks: 2 * organs.length, keys },
    // An organ is chosen and searched; a candidate is gone to and judged, on two slices more.
    seconds:
      organs.length * 2 * SECONDS.click +
      found.length * (SECONDS.key + SECONDS.decidedKey + 2 * SECONDS.slice),
    dice: mean(dices),
    hand: {
      ...{ clicks: sum(({ clicks }) => clicks), keys: 0 },
      ...{ seconds: sum(({ seconds }) => seconds), dice: mean(hands.map(({ dice }) => dice)) },
    },
  };
}

/** A line for each label and way, and the means over labels. */
export function effortTable(rows: readonly EffortRow[]): string {
  const head = ['label', 'slices', 'hand', 's', 'Dice', 'ours', 'clicks', 'keys', 's', 'Dice'];
  const lines = rows.map(row => [
    ...[`${row.set}/${row.label}`, String(row.slices), ...cells(row.hand).slice(0, 1)],
    ...[cells(row.hand)[2], cells(row.hand)[3], row.route, ...cells(row)],
  ]);
  return table([head, ...lines, ...meansOf(rows)]);
}

function meansOf(rows: readonly EffortRow[]): string[][] {
  const ways = ['preset', 'box', 'edges fitted', 'corrected', 'a box on each slice'];
  return ways.flatMap(way =>
    (['organ', 'lesion'] as const).flatMap(kind => {
      const own = rows.filter(
        row => row.kind === kind && (row.route === way || row.route.endsWith(` ${way}`)),
      );
      if (own.length < 2) return [];
      const average = (of: (row: EffortRow) => Work): Work => {
        const all = own.map(of);
        return {
          clicks: mean(all.map(({ clicks }) => clicks)),
          keys: mean(all.map(({ keys }) => keys)),
          seconds: mean(all.map(({ seconds }) => seconds)),
          dice: mean(all.map(({ dice }) => dice)),
        };
      };
      const hand = cells(average(({ hand }) => hand));
      const slices = mean(own.map(row => row.slices)).toFixed(0);
      const name = `mean of ${own.length} ${kind}s`;
      return [[name, slices, hand[0], hand[2], hand[3], way, ...cells(average(row => row))]];
    }),
  );
}

const cells = ({ clicks, keys, seconds, dice }: Work): string[] => [
  ...[clicks, keys, seconds].map(value => value.toFixed(Number.isInteger(value) ? 0 : 1)),
  dice.toFixed(3),
];

import { SENSITIVITIES } from '../../../extension/src/core/lesions';
import { oneStage, twoStage, type LesionOptions } from './lesionMethods';
import { lesionSeries, type LesionSeries } from './lesionSets';
import { LesionTruth, type Found } from './lesionTruth';
import type { BenchModel } from './models';
import { mean, table } from './report';

/** What is asked for: no more false candidates in a series than a reader bears with. */
const MOST_FALSE = 5;
/** Ends of the sizes, mm. */
const SIZES = [
  ['< 5', 0, 5],
  ['5–10', 5, 10],
  ['> 10', 10, Infinity],
] as const;
/** On the phantom each lesion from this size on is to be found, mm. */
const PHANTOM_LEAST = 6;

/** A lesion, and whether a method's list has found it. */
interface LesionRow {
  readonly set: string;
  readonly method: string;
  readonly label: string;
  readonly diameterMm: number;
  /** Best Dice of the candidates that found it; none when it is missed. */
  readonly dice?: number;
}

interface ListRow {
  readonly set: string;
  readonly method: string;
  readonly candidates: number;
  readonly false: number;
  readonly seconds: number;
}

export interface LesionFigures {
  readonly lesions: readonly LesionRow[];
  readonly lists: readonly ListRow[];
}

interface LesionBenchOptions {
  readonly data?: readonly string[];
  readonly set?: readonly string[];
  readonly methods?: string;
  /** The set of parameters; `malignant` when none is named. */
  readonly tasks?: string;
  readonly 'no-grid'?: boolean;
}

const METHODS = ['one', 'two'] as const;

/** Two-stage search against the same engine and grid on all of the patient. */
export async function lesionBench(
  {
    data = [],
    set,
    methods = METHODS.join(','),
    tasks,
    'no-grid': noGrid = false,
  }: LesionBenchOptions,
  model: BenchModel,
): Promise<LesionFigures> {
  const sensitivity = SENSITIVITIES.find(one => one === tasks) ?? 'malignant';
  const figures: { lesions: LesionRow[]; lists: ListRow[] } = { lesions: [], lists: [] };
  for (const series of await lesionSeries(data)) {
    if (set && !set.includes(series.set.name)) continue;
    const truth = new LesionTruth(series.set, series.lesions);
    for (const method of METHODS.filter(one => methods.split(',').includes(one))) {
      const start = performance.now();
      const found = await run(method, series, model, { sensitivity, withGrid: !noGrid });
      const seconds = (performance.now() - start) / 1000;
      // One stage is shown at its best, too: with as many false ones as there are.
      add(figures, series, truth, `${method}-stage`, found, seconds);
      if (method === 'one')
        add(figures, series, truth, 'one-stage ≤ 5', upTo(truth, found), seconds);
    }
    const own = figures.lists.filter(row => row.set === series.set.name);
    console.log(`\n${series.set.name}\n${listTable(own)}`);
    console.log(foundTable(figures.lesions.filter(row => row.set === series.set.name)));
  }
  return figures;
}

function run(
  method: (typeof METHODS)[number],
  series: LesionSeries,
  model: BenchModel,
  chosen: Pick<LesionOptions, 'sensitivity' | 'withGrid'>,
): Promise<Found[]> {
  const scale = model.id.startsWith('sam-ct-mr') ? 'own' : 'sam';
  const options = { ...chosen, scale } as const;
  const segmenter = model.segmenter();
  return method === 'one'
    ? oneStage(series.set, segmenter, options)
    : twoStage(series, segmenter, options);
}

/** The list down to the last candidate before there are more false ones than are borne with. */
function upTo(truth: LesionTruth, found: readonly Found[]): Found[] {
  let wrong = 0;
  return found.filter(one => {
    if (wrong > MOST_FALSE) return false;
    if (truth.judge(one).isFalse) wrong++;
    return wrong <= MOST_FALSE;
  });
}

function add(
  figures: { lesions: LesionRow[]; lists: ListRow[] },
  { set: { name } }: LesionSeries,
  truth: LesionTruth,
  method: string,
  found: readonly Found[],
  seconds: number,
): void {
  const best = new Map<number, number>();
  let wrong = 0;
  for (const one of found) {
    const { dices, isFalse } = truth.judge(one);
    if (isFalse) wrong++;
    for (const [lesion, dice] of dices) best.set(lesion, Math.max(dice, best.get(lesion) ?? 0));
  }
  figures.lists.push({ set: name, method, candidates: found.length, false: wrong, seconds });
  truth.lesions.forEach(({ label, diameterMm }, n) => {
    figures.lesions.push({ set: name, method, label, diameterMm, dice: best.get(n) });
  });
}

const listTable = (rows: readonly ListRow[]): string =>
  table([
    ['series', 'method', 'candidates', 'false', 's'],
    ...rows.map(({ set, method, candidates, false: wrong, seconds }) => [
      ...[set, method, String(candidates), String(wrong), seconds.toFixed(0)],
    ]),
  ]);

/** Of each size: lesions found, of how many, and the mean Dice of those that were. */
function foundTable(rows: readonly LesionRow[]): string {
  const methods = [...new Set(rows.map(({ method }) => method))];
  return table([
    ['method', ...SIZES.flatMap(([name]) => [`${name} mm`, 'Dice']), 'all', 'Dice'],
    ...methods.map(method => {
      const own = rows.filter(row => row.method === method);
      const cells = [...SIZES, ['all', 0, Infinity] as const].flatMap(([, from, to]) => {
        const those = own.filter(({ diameterMm }) => diameterMm >= from && diameterMm < to);
        const dices = those.flatMap(({ dice }) => dice ?? []);
        return [`${dices.length} of ${those.length}`, dices.length ? mean(dices).toFixed(3) : '–'];
      });
      return [method, ...cells];
    }),
  ]);
}

/** All series together, and the bars that the project aims at. */
export function lesionReport({ lesions, lists }: LesionFigures): string {
  return [listTable(lists), foundTable(lesions), bars({ lesions, lists })].join('\n\n');
}

function bars({ lesions, lists }: LesionFigures): string {
  const of = (method: string) => lesions.filter(row => row.method === method);
  const dice = (method: string) => mean(of(method).flatMap(row => row.dice ?? []));
  const share = (method: string) => {
    const those = of(method).filter(({ diameterMm }) => diameterMm >= 5 && diameterMm < 10);
    return mean(those.map(row => Number(row.dice !== undefined)));
  };
  const most = Math.max(...lists.filter(row => row.method === 'two-stage').map(row => row.false));
  const missed = of('two-stage').filter(
    row => row.set === 'axial' && row.diameterMm >= PHANTOM_LEAST && row.dice === undefined,
  );
  const line = (name: string, wanted: string, own: string) => [name, wanted, own];
  return table([
    line('', 'wanted', 'measured'),
    line(
      'Dice of matched lesions',
      `≥ ${(dice('one-stage') + 0.1).toFixed(3)}`,
      dice('two-stage').toFixed(3),
    ),
    line(
      'sensitivity, 5–10 mm',
      `≥ ${(1.4 * share('one-stage ≤ 5')).toFixed(2)}, 1.4 × one-stage with ≤ 5 false`,
      share('two-stage').toFixed(2),
    ),
    line('', `one-stage with all it finds ${share('one-stage').toFixed(2)}`, ''),
    line('false candidates, most in a series', `≤ ${MOST_FALSE}`, String(most)),
    line(
      `phantom, from ${PHANTOM_LEAST} mm, missed`,
      '0',
      missed.map(row => row.label).join(', ') || '0',
    ),
  ]);
}

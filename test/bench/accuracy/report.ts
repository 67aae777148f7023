import type { Row, Task } from './tasks';

export const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : NaN;

type Value = (row: Row) => number | undefined;

/** Columns of the tables: which task, which figure of its rows. */
const COLUMNS: readonly (readonly [string, Task, Value, number])[] = [
  ['1 point', 'point', row => row.dice, 3],
  ['box', 'box', row => row.dice, 3],
  ['box+point', 'boxPoint', row => row.dice, 3],
  ['clicks→0.85', 'clicks', row => row.clicks85, 1],
  ['clicks→0.90', 'clicks', row => row.clicks90, 1],
  ['Δpoint', 'jitter', row => row.pointJitter, 3],
  ['Δbox', 'jitter', row => row.boxJitter, 3],
];

/** Mean of a figure over the rows of each label, then over labels. */
export function meanOverLabels(rows: readonly Row[], task: Task, value: Value): number {
  const labels = groupBy(
    rows.filter(row => row.task === task && value(row) !== undefined),
    row => `${row.set}/${row.label}`,
  );
  return mean([...labels.values()].map(of => mean(of.map(row => value(row)!))));
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** One table: a line per label, plain and ours side by side, and the mean over labels. */
export function labelTable(rows: readonly Row[]): string {
  const columns = COLUMNS.filter(([, task]) => rows.some(row => row.task === task));
  const head = ['label', 'n', ...columns.flatMap(([name]) => [`${name} plain`, 'ours'])];
  const lines = [...groupBy(rows, row => `${row.set}/${row.label}`)].map(([label, of]) => [
    label,
    String(new Set(of.map(row => `${row.k}/${row.component}`)).size),
    ...figures(of, columns),
  ]);
  return table([head, ...lines, ['mean over labels', '', ...figures(rows, columns)]]);
}

function figures(rows: readonly Row[], columns: typeof COLUMNS): string[] {
  return columns.flatMap(([, task, value, digits]) =>
    ['plain', 'ours'].map(method => {
      const figure = meanOverLabels(
        rows.filter(row => row.method === method),
        task,
        value,
      );
      return Number.isNaN(figure) ? '–' : figure.toFixed(digits);
    }),
  );
}

/** Mean over labels of each step of the engine, for one point and for the tight box. */
export function ablationTable(rows: readonly Row[]): string {
  const lines = [...groupBy(rows, row => row.method)].map(([method, of]) => [
    method,
    meanOverLabels(of, 'point', row => row.dice).toFixed(3),
    meanOverLabels(of, 'box', row => row.dice).toFixed(3),
  ]);
  return table([['step', '1 point', 'box'], ...lines]);
}

/** Encodes, decodes and milliseconds of one prompt, by task. */
export function costTable(rows: readonly Row[]): string {
  const groups = groupBy(rows, row => `${row.task} ${row.method}`);
  const lines = [...groups].map(([name, of]) => {
    const prompts = of.reduce((sum, row) => sum + row.prompts, 0);
    const per = (key: 'encodes' | 'decodes' | 'milliseconds', digits: number) =>
      (of.reduce((sum, row) => sum + row[key], 0) / prompts).toFixed(digits);
    return [name, per('encodes', 2), per('decodes', 2), per('milliseconds', 0)];
  });
  return table([['per prompt', 'encodes', 'decodes', 'ms'], ...lines]);
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = lines[0].map((_, n) => Math.max(...lines.map(line => line[n].length)));
  return lines
    .map(line =>
      line.map((cell, n) => (n ? cell.padStart(widths[n]) : cell.padEnd(widths[n]))).join('  '),
    )
    .join('\n');
}

/** The bars, measured: name, figure, what is wanted, whether it holds. */
export function bars(rows: readonly Row[]): string {
  const of = (method: string) => rows.filter(row => row.method === method);
  const [plain, ours] = [of('plain'), of('ours')];
  const lines: string[][] = [['bar', 'measured', 'wanted', '']];
  const add = (name: string, measured: number, wanted: string, holds: boolean) =>
    Number.isNaN(measured) || lines.push([name, measured.toFixed(3), wanted, holds ? 'ok' : 'NO']);
  const dice: Value = row => row.dice;

  const [p1, o1] = [plain, ours].map(r => meanOverLabels(r, 'point', dice));
  add('1 point, ours', o1, '≥ 0.72', o1 >= 0.72);
  add('1 point, ours / plain', o1 / p1, '≥ 2.2', o1 / p1 >= 2.2);
  const [pb, ob] = [plain, ours].map(r => meanOverLabels(r, 'box', dice));
  add('tight box, ours', ob, '≥ 0.87', ob >= 0.87);
  add('tight box, ours − plain', ob - pb, '≥ 0.06', ob - pb >= 0.06);
  const loss = Math.max(...boxLosses(rows).map(([, lost]) => lost));
  if (Number.isFinite(loss)) add('tight box, worst loss of a label', loss, '≤ 0.02', loss <= 0.02);
  const [pc, oc] = [plain, ours].map(r => meanOverLabels(r, 'clicks', row => row.clicks85));
  add('clicks to 0.85, ours', oc, `≤ 3.0 (plain ${pc.toFixed(1)})`, oc <= 3);
  const small = ours.filter(row => row.lesion && row.diameterMm < 10 && row.task === 'point');
  const os = mean(small.map(row => row.dice));
  add(`lesions < 10 mm, 1 point (${small.length})`, os, '≥ 0.60', os >= 0.6);
  const jp = meanOverLabels(ours, 'jitter', row => row.pointJitter);
  const jb = meanOverLabels(ours, 'jitter', row => row.boxJitter);
  add('jitter of the point, |ΔDice|', jp, '≤ 0.05', jp <= 0.05);
  add('jitter of the box, |ΔDice|', jb, '≤ 0.05', jb <= 0.05);
  return table(lines);
}

/** How much each label loses against plain with the tight box; negative is gain. */
export function boxLosses(rows: readonly Row[]): [string, number][] {
  const box = rows.filter(row => row.task === 'box');
  return [...groupBy(box, row => `${row.set}/${row.label}`)].map(([label, of]) => {
    const [plain, ours] = ['plain', 'ours'].map(m =>
      mean(of.filter(row => row.method === m).map(row => row.dice)),
    );
    return [label, plain - ours];
  });
}

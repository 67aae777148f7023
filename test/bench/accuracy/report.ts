import type { Row, Task } from './tasks';

export const mean = (values: readonly number[]): number =>
  values.length ? values.reduce((a, b) => a + b, 0) / values.length : NaN;

type Value = (row: Row) => number | undefined;

const dice: Value = row => row.dice;

/** Columns of the tables: which task, which figure of its rows. */
const COLUMNS: readonly (readonly [string, Task, Value, number])[] = [
  ['1 point', 'point', dice, 3],
  ['best of 3', 'point', row => row.best3, 3],
  ['off-centre', 'offcentre', dice, 3],
  ['box', 'box', dice, 3],
  ['box+point', 'boxPoint', dice, 3],
  ['clicks→0.85', 'clicks', row => row.clicks85, 1],
  ['clicks→0.90', 'clicks', row => row.clicks90, 1],
  ['off-centre→0.85', 'offcentreClicks', row => row.clicks85, 1],
  ['Δpoint', 'jitter', row => row.pointJitter, 3],
  ['Δbox', 'jitter', row => row.boxJitter, 3],
];

/** Mean of a figure over the rows of each label, then over labels. */
function meanOverLabels(rows: readonly Row[], task: Task, value: Value): number {
  const labels = groupBy(
    rows.filter(row => row.task === task && value(row) !== undefined),
    labelOf,
  );
  return mean([...labels.values()].map(of => mean(of.map(row => value(row)!))));
}

const labelOf = (row: Row) => `${row.set}/${row.label}`;

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const methodsIn = (rows: readonly Row[]) => [...new Set(rows.map(row => row.method))];

/** One table: a line per label, the methods side by side, and the mean over labels. */
export function labelTable(rows: readonly Row[]): string {
  const methods = methodsIn(rows);
  const columns = COLUMNS.filter(([, task]) => rows.some(row => row.task === task));
  const head = ['label', 'n', ...columns.flatMap(([name]) => methods.map(m => `${name} ${m}`))];
  const lines = [...groupBy(rows, labelOf)].map(([label, of]) => [
    label,
    String(new Set(of.map(row => `${row.k}/${row.component}`)).size),
    ...figures(of, methods, columns),
  ]);
  return table([head, ...lines, ['mean over labels', '', ...figures(rows, methods, columns)]]);
}

function figures(
  rows: readonly Row[],
  methods: readonly string[],
  columns: typeof COLUMNS,
): string[] {
  return columns.flatMap(([, task, value, digits]) =>
    methods.map(method => {
      const of = rows.filter(row => row.method === method);
      return figure(meanOverLabels(of, task, value), digits);
    }),
  );
}

const figure = (value: number, digits: number) =>
  Number.isNaN(value) ? '–' : value.toFixed(digits);

/** The means over labels alone: a line per method, a column per figure. */
export function summaryTable(rows: readonly Row[]): string {
  const columns = COLUMNS.filter(([, task]) => rows.some(row => row.task === task));
  const lines = [...groupBy(rows, row => row.method)].map(([method, of]) => [
    method,
    ...figures(of, [method], columns),
  ]);
  return table([['mean over labels', ...columns.map(([name]) => name)], ...lines]);
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

/** An answer is said to be right from here on, and is wrong below. */
const SAID_RIGHT = 0.9;
const WRONG = 0.5;

/** How far the model's predicted IoU of the first mask can be believed, by task. */
export function calibrationTable(rows: readonly Row[]): string {
  const asked = rows.filter(row => row.predictedIoU !== undefined);
  const lines = [...groupBy(asked, row => `${row.task} ${row.method}`)].map(([name, of]) => {
    const sure = of.filter(row => row.predictedIoU! >= SAID_RIGHT);
    const wrong = sure.filter(row => row.iou! < WRONG);
    return [
      name,
      figure(meanOverLabels(of, of[0].task, miscalibration), 3),
      `${sure.length} of ${of.length}`,
      figure(wrong.length / sure.length, 2),
    ];
  });
  const head = ['calibration', '|predicted − IoU|', `said ≥ ${SAID_RIGHT}`, `of them < ${WRONG}`];
  return table([head, ...lines]);
}

const miscalibration: Value = row => Math.abs(row.predictedIoU! - row.iou!);

export function table(lines: readonly (readonly string[])[]): string {
  const widths = lines[0].map((_, n) => Math.max(...lines.map(line => line[n].length)));
  return lines
    .map(line =>
      line.map((cell, n) => (n ? cell.padStart(widths[n]) : cell.padEnd(widths[n]))).join('  '),
    )
    .join('\n');
}

/** A figure that the project aims at: of one method's rows, beside those of the first method. */
interface Bar {
  readonly name: string;
  measure(rows: readonly Row[], first: readonly Row[]): number;
  readonly wanted: number;
  readonly sense: '≥' | '≤';
}

const overLabels = (task: Task, value: Value) => (rows: readonly Row[]) =>
  meanOverLabels(rows, task, value);

const BARS: readonly Bar[] = [
  { name: '1 point', measure: overLabels('point', dice), wanted: 0.8, sense: '≥' },
  {
    name: '1 point, best of 3',
    measure: overLabels('point', row => row.best3),
    wanted: 0.85,
    sense: '≥',
  },
  { name: 'off-centre point', measure: overLabels('offcentre', dice), wanted: 0.74, sense: '≥' },
  { name: 'tight box', measure: overLabels('box', dice), wanted: 0.88, sense: '≥' },
  {
    name: 'tight box, worst loss of a label to the first method',
    measure: (rows, first) =>
      rows === first ? NaN : Math.max(...boxLosses(rows, first).map(([, lost]) => lost)),
    wanted: 0.03,
    sense: '≤',
  },
  {
    name: 'clicks to 0.85',
    measure: overLabels('clicks', row => row.clicks85),
    wanted: 3,
    sense: '≤',
  },
  {
    name: 'lesions < 10 mm, 1 point',
    measure: rows => mean(rows.filter(isSmallLesion).map(row => row.dice)),
    wanted: 0.68,
    sense: '≥',
  },
  {
    name: 'jitter of the point, |ΔDice|',
    measure: overLabels('jitter', row => row.pointJitter),
    wanted: 0.06,
    sense: '≤',
  },
  {
    name: 'jitter of the box, |ΔDice|',
    measure: overLabels('jitter', row => row.boxJitter),
    wanted: 0.08,
    sense: '≤',
  },
  {
    name: 'calibration, 1 point',
    measure: overLabels('point', row =>
      row.predictedIoU === undefined ? undefined : miscalibration(row),
    ),
    wanted: 0.08,
    sense: '≤',
  },
];

const isSmallLesion = (row: Row) => row.lesion && row.diameterMm < 10 && row.task === 'point';

/** What is aimed at, measured for each method; figures that reach it are marked. */
export function bars(rows: readonly Row[]): string {
  const methods = groupBy(rows, row => row.method);
  const [first] = methods.values();
  const lines = BARS.map(({ name, measure, wanted, sense }) => [
    name,
    ...[...methods.values()].map(of => {
      const measured = measure(of, first);
      if (!Number.isFinite(measured)) return '–';
      const reached = sense === '≥' ? measured >= wanted : measured <= wanted;
      return `${measured.toFixed(3)}${reached ? ' ✓' : '  '}`;
    }),
    `${sense} ${wanted.toFixed(2)}`,
  ]);
  return table([['bar', ...methods.keys(), 'wanted'], ...lines]);
}

/** How much each label loses against other rows with the tight box; negative is gain. */
function boxLosses(rows: readonly Row[], others: readonly Row[]): [string, number][] {
  const boxes = (of: readonly Row[]) =>
    groupBy(
      of.filter(row => row.task === 'box'),
      labelOf,
    );
  const before = boxes(others);
  return [...boxes(rows)].map(([label, of]) => [
    label,
    mean((before.get(label) ?? []).map(row => row.dice)) - mean(of.map(row => row.dice)),
  ]);
}

/** The middle value; the mean of both middle ones of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Columns padded to equal width; the first is aligned left, the others right. */
export function table(lines: readonly (readonly string[])[]): string {
  const widths = lines[0].map((_, n) => Math.max(...lines.map(line => line[n].length)));
  return lines
    .map(line =>
      line
        .map((cell, n) => (n ? cell.padStart(widths[n]) : cell.padEnd(widths[n])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A figure with so many digits; a dash when it was not or cannot be measured. */
export const figure = (value: number | undefined, digits = 0): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);

/** What was promised, and what was measured. */
export interface Bar {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly sense: 'at most' | 'at least';
  /** The figures that `measured` comes from. */
  readonly detail?: string;
}

/** True when the bar holds; what was not measured does not. */
export const holds = ({ measured, limit, sense }: Bar): boolean =>
  sense === 'at most' ? measured <= limit : measured >= limit;

export function barTable(bars: readonly Bar[]): string {
  const digits = (bar: Bar) => (bar.limit >= 10 ? 0 : bar.limit > 0.99 && bar.limit < 1 ? 5 : 3);
  return table([
    ['bar', 'measured', 'wanted', '', 'from'],
    ...bars.map(bar => [
      bar.name,
      figure(bar.measured, digits(bar)),
      `${bar.sense === 'at most' ? '≤' : '≥'} ${bar.limit}`,
      holds(bar) ? 'pass' : 'MISSED',
      bar.detail ?? '',
    ]),
  ]);
}

import { EMPTY_MASK, type RegionMask } from '../mask/regionMask';

/**
 * Run lengths of a mask of a whole slice, as COCO's uncompressed RLE: down the columns, the first run
 * is outside (0 long when the first pixel is inside), then inside and outside in turn.
 */
export interface RunLengths {
  readonly columns: number;
  readonly rows: number;
  readonly counts: Uint32Array;
}

/** The mask must lie on the slice. */
export function toRunLengths(
  { x, y, width, height, data }: RegionMask,
  columns: number,
  rows: number,
): RunLengths {
  const counts: number[] = [];
  let [start, inside] = [0, 0];
  const change = (at: number) => {
    counts.push(at - start);
    start = at;
    inside ^= 1;
  };
  for (let u = 0; u < width; u++) {
    const column = (x + u) * rows + y;
    for (let v = 0; v < height; v++) if (data[v * width + u] !== inside) change(column + v);
    // Beyond the rectangle it is outside, unless the next column goes on at once.
    const goesOn = height === rows && u + 1 < width;
    if (inside && !goesOn) change(column + height);
  }
  if (start < columns * rows) counts.push(columns * rows - start);
  return { columns, rows, counts: Uint32Array.from(counts) };
}

/** The mask in the smallest rectangle that holds it. */
export function fromRunLengths({ rows, counts }: RunLengths): RegionMask {
  let [left, right, top, bottom] = [Infinity, -1, rows, -1];
  eachRun(counts, rows, (column, from, to) => {
    left = Math.min(left, column);
    right = column;
    top = Math.min(top, from);
    bottom = Math.max(bottom, to);
  });
  if (right < 0) return EMPTY_MASK;
  const [width, height] = [right - left + 1, bottom - top];
  const data = new Uint8Array(width * height);
  eachRun(counts, rows, (column, from, to) => {
    for (let row = from; row < to; row++) data[(row - top) * width + column - left] = 1;
  });
  return { x: left, y: top, width, height, data };
}

/** Pixels inside. */
export function areaOfRuns({ counts }: RunLengths): number {
  let area = 0;
  for (let n = 1; n < counts.length; n += 2) area += counts[n];
  return area;
}

/** The pieces of the runs inside, column by column: rows `from` up to, not including, `to`. */
function eachRun(
  counts: Uint32Array,
  rows: number,
  each: (column: number, from: number, to: number) => void,
): void {
  let at = 0;
  counts.forEach((count, n) => {
    const end = at + count;
    while (n % 2 === 1 && at < end) {
      const column = Math.floor(at / rows);
      const next = Math.min(end, (column + 1) * rows);
      each(column, at - column * rows, next - column * rows);
      at = next;
    }
    at = end;
  });
}

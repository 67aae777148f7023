import { isMarked, type MarkedSlice, type MeasuredSlice } from './measuredSlice';

/** A segment's values on the box that holds it; NaN outside. */
export interface ValueBox {
  /** Columns, rows, slices; x fastest. */
  readonly dims: readonly [number, number, number];
  readonly values: Float32Array;
  /** False where slice n and n + 1 are no neighbours. */
  readonly isAdjacent: (n: number) => boolean;
}

/**
 * The values of the marked slices, in the order given; null when values are not at hand.
 *
 * @param isAdjacent of slices n and n + 1 of the list
 */
export function valueBox(
  slices: readonly MeasuredSlice[],
  isAdjacent: (n: number) => boolean,
): ValueBox | null {
  const marked = slices.flatMap((slice, n) => (isMarked(slice) ? [{ slice, n }] : []));
  if (marked.length === 0 || marked.some(({ slice }) => !slice.values)) return null;
  const masks = marked.map(({ slice }) => slice.mask);
  const left = Math.min(...masks.map(({ x }) => x));
  const top = Math.min(...masks.map(({ y }) => y));
  const columns = Math.max(...masks.map(({ x, width }) => x + width)) - left;
  const rows = Math.max(...masks.map(({ y, height }) => y + height)) - top;
  const first = marked[0].n;
  const depth = marked[marked.length - 1].n - first + 1;
  const box = new Float32Array(columns * rows * depth).fill(NaN);
  for (const { slice, n } of marked) {
    copyInside(slice, box.subarray(columns * rows * (n - first)), columns, left, top);
  }
  return { dims: [columns, rows, depth], values: box, isAdjacent: n => isAdjacent(first + n) };
}

function copyInside(
  { mask, values }: MarkedSlice,
  box: Float32Array,
  columns: number,
  left: number,
  top: number,
): void {
  if (!values) return;
  for (let v = 0, n = 0; v < mask.height; v++) {
    const from = (v + mask.y - values.y) * values.width + mask.x - values.x;
    const to = (v + mask.y - top) * columns + mask.x - left;
    for (let u = 0; u < mask.width; u++, n++) {
      if (mask.data[n]) box[to + u] = values.data[from + u];
    }
  }
}

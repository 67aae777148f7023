import { fromFull, EMPTY_MASK, type RegionMask } from './regionMask';

/** Numbers for each run: first pixel (j · columns + i), length, label. */
const PER_RUN = 3;

/**
 * The pixels of an image that have a label, as runs of equal labels: first pixel, length and label
 * of each, in the order of the pixels. Empty images cost a quarter of their bytes to look at.
 */
export function labelRuns(labels: ArrayLike<number>): Uint32Array<ArrayBuffer> {
  const runs: number[] = [];
  const words = wordsOf(labels);
  const perWord = words ? labels.length / words.length : 1;
  for (let at = 0; at < labels.length;) {
    if (words && at % perWord === 0 && words[at / perWord] === 0) {
      at += perWord;
      continue;
    }
    const label = labels[at];
    const start = at;
    do at++;
    while (at < labels.length && labels[at] === label);
    if (label) runs.push(start, at - start, label);
  }
  return Uint32Array.from(runs);
}

/** The pixels of one label, in the smallest rectangle that holds them. */
export function maskOfLabel(
  runs: Uint32Array,
  label: number,
  columns: number,
  rows: number,
): RegionMask {
  let full: Uint8Array | null = null;
  for (let n = 0; n < runs.length; n += PER_RUN) {
    if (runs[n + 2] !== label || runs[n] + runs[n + 1] > columns * rows) continue;
    full ??= new Uint8Array(columns * rows);
    full.fill(1, runs[n], runs[n] + runs[n + 1]);
  }
  return full ? fromFull(full, columns, rows) : EMPTY_MASK;
}

/** The labels that runs have. */
export function labelsOf(runs: Uint32Array): ReadonlySet<number> {
  const labels = new Set<number>();
  for (let n = 2; n < runs.length; n += PER_RUN) labels.add(runs[n]);
  return labels;
}

/** The runs with other labels. */
export function relabelled(
  runs: Uint32Array<ArrayBuffer>,
  labelFor: (label: number) => number,
): Uint32Array<ArrayBuffer> {
  const other = runs.slice();
  for (let n = 2; n < other.length; n += PER_RUN) other[n] = labelFor(other[n]);
  return other;
}

/** The same memory in words of 32 bits, to pass over what is empty; null where it does not lie so. */
function wordsOf(labels: ArrayLike<number>): Uint32Array | null {
  if (!(labels instanceof Uint8Array)) return null;
  const { buffer, byteOffset, length } = labels;
  return byteOffset % 4 || length % 4 ? null : new Uint32Array(buffer, byteOffset, length / 4);
}

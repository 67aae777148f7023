import type { SegmentBox, Steps } from './segmentBox';

type Size = Pick<SegmentBox, 'width' | 'height' | 'depth'>;

/**
 * Connected components of a box as runs of voxels along its rows: an organ has some hundred times
 * fewer runs than voxels (run-based labelling; He, Chao and Suzuki 2008).
 */
export interface BoxRuns extends Size {
  /** Of row j of slice k: `rows[k * height + j]` is its first run, the next entry the one after. */
  readonly rows: Int32Array;
  /** Columns of each run: its first, and the first one after it. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Of each run the component, from 0, in the order of the components' first voxels. */
  readonly labels: Int32Array;
  readonly componentCount: number;
}

/**
 * Finds the components of the voxels equal to `value`.
 *
 * @param connectivity 6: voxels that share a face are neighbours; 26: also those that share an edge
 *   or a corner.
 */
export function* findRuns(
  data: Uint8Array,
  { width, height, depth }: Size,
  value: 0 | 1,
  connectivity: 6 | 26,
): Steps<BoxRuns> {
  const found = new RunForest();
  const rows = new Int32Array(height * depth + 1);
  const reach = connectivity === 26 ? 1 : 0;
  for (let k = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      const row = k * height + j;
      found.addRow(data, row * width, width, value);
      rows[row + 1] = found.count;
      const join = (other: number) =>
        found.join(rows[row], rows[row + 1], rows[other], rows[other + 1], reach);
      if (j > 0) join(row - 1);
      if (k === 0) continue;
      for (let dj = -reach; dj <= reach; dj++) {
        if (j + dj >= 0 && j + dj < height) join(row - height + dj);
      }
    }
    yield (k + 1) / depth;
  }
  return { ...{ width, height, depth, rows }, ...found.labelled() };
}

/** Sets the voxels of the runs of the chosen components, where they may be set. */
export function* paintRuns(
  { rows, starts, ends, labels, width, height }: BoxRuns,
  chosen: (component: number) => boolean,
  out: Uint8Array,
  taken: Uint8Array | null = null,
): Steps<void> {
  for (let row = 0; row + 1 < rows.length; row++) {
    for (let run = rows[row]; run < rows[row + 1]; run++) {
      if (!chosen(labels[run])) continue;
      const [start, end] = [row * width + starts[run], row * width + ends[run]];
      if (!taken) out.fill(1, start, end);
      else for (let n = start; n < end; n++) if (!taken[n]) out[n] = 1;
    }
    if ((row + 1) % height === 0) yield 1;
  }
}

/** Runs, and which of them hang together (union–find; the root is the first run). */
class RunForest {
  count = 0;
  private starts = new Int32Array(1024);
  private ends = new Int32Array(1024);
  private parents = new Int32Array(1024);

  addRow(data: Uint8Array, from: number, width: number, value: number): void {
    const row = data.subarray(from, from + width);
    const other = 1 - value;
    // The typed array's own search is many times faster than a loop, and most voxels lie in long runs.
    for (let start = row.indexOf(value); start >= 0;) {
      const end = row.indexOf(other, start);
      this.add(start, end < 0 ? width : end);
      start = end < 0 ? -1 : row.indexOf(value, end);
    }
  }

  /** Joins the touching ones of the runs `a` to `aEnd` of a row and `b` to `bEnd` of another one. */
  join(a: number, aEnd: number, b: number, bEnd: number, reach: number): void {
    while (a < aEnd && b < bEnd) {
      if (this.ends[a] + reach <= this.starts[b]) a++;
      else if (this.ends[b] + reach <= this.starts[a]) b++;
      else {
        this.unite(a, b);
        if (this.ends[a] < this.ends[b]) a++;
        else b++;
      }
    }
  }

  labelled(): Pick<BoxRuns, 'starts' | 'ends' | 'labels' | 'componentCount'> {
    const labels = new Int32Array(this.count);
    let componentCount = 0;
    for (let run = 0; run < this.count; run++) {
      const root = this.rootOf(run);
      labels[run] = root === run ? componentCount++ : labels[root];
    }
    const [starts, ends] = [this.starts, this.ends].map(all => all.subarray(0, this.count));
    return { starts, ends, labels, componentCount };
  }

  private add(start: number, end: number): void {
    if (this.count === this.starts.length) {
      [this.starts, this.ends, this.parents] = [this.starts, this.ends, this.parents].map(doubled);
    }
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.parents[this.count] = this.count++;
  }

  private unite(run: number, other: number): void {
    const [a, b] = [this.rootOf(run), this.rootOf(other)];
    if (a < b) this.parents[b] = a;
    else this.parents[a] = b;
  }

  private rootOf(run: number): number {
    const { parents } = this;
    let at = run;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]];
    return at;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

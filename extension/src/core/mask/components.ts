import type { PixelPoint } from '../geometry/imagePlane';
import { tighten, type RegionMask } from './regionMask';

export interface Labelled {
  /** 0 outside, 1 to `sizes.length` inside, in the order of the first pixel. */
  readonly labels: Int32Array;
  /** Pixels of component n + 1. */
  readonly sizes: readonly number[];
}

/**
 * Connected components as runs of pixels along the rows: a mask has some thousand times fewer runs
 * than pixels (run-based labelling; He, Chao and Suzuki 2008).
 */
interface Runs {
  readonly count: number;
  /** First pixel of each run, and the first one after it, in the order of the pixels. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Of each run, from 1, in the order of the components' first pixels. */
  readonly labels: Int32Array;
  /** Pixels of component n + 1. */
  readonly sizes: readonly number[];
}

function findRuns(
  data: Uint8Array,
  width: number,
  height: number,
  connectivity: 4 | 8,
  value: number,
): Runs {
  let [starts, ends, parents] = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];
  const rootOf = (run: number) => {
    let at = run;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]];
    return at;
  };
  // Runs that touch at their corners count as neighbours with 8.
  const reach = connectivity === 8 ? 1 : 0;
  let [count, above, aboveEnd] = [0, 0, 0];
  for (let v = 0; v < height; v++) {
    const [row, next] = [v * width, (v + 1) * width];
    const first = count;
    for (let n = row; n < next; n++) {
      if (data[n] !== value) continue;
      if (count === starts.length) {
        [starts, ends, parents] = [doubled(starts), doubled(ends), doubled(parents)];
      }
      const start = n;
      while (n < next && data[n] === value) n++;
      starts[count] = start;
      ends[count] = n;
      parents[count] = count;
      // Runs of the row above that end before this one begins touch none of those to come either.
      while (above < aboveEnd && ends[above] + width + reach <= start) above++;
      for (let other = above; other < aboveEnd && starts[other] + width < n + reach; other++) {
        const [a, b] = [rootOf(other), rootOf(count)];
        if (a < b) parents[b] = a;
        else parents[a] = b;
      }
      count++;
    }
    [above, aboveEnd] = [first, count];
  }
  const labels = new Int32Array(count);
  const sizes: number[] = [];
  for (let run = 0; run < count; run++) {
    // The root of a component is its first run.
    const root = rootOf(run);
    labels[run] = root === run ? sizes.push(0) : labels[root];
    sizes[labels[run] - 1] += ends[run] - starts[run];
  }
  return { count, starts, ends, labels, sizes };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** Connected components of the pixels equal to `value`, on a width × height grid. */
export function labelComponents(
  data: Uint8Array,
  width: number,
  height: number,
  connectivity: 4 | 8,
  value = 1,
): Labelled {
  const runs = findRuns(data, width, height, connectivity, value);
  const labels = new Int32Array(data.length);
  for (let n = 0; n < runs.count; n++) labels.fill(runs.labels[n], runs.starts[n], runs.ends[n]);
  return { labels, sizes: runs.sizes };
}

/** Each connected component (8 neighbours) as a mask of its own, in the order of the first pixel. */
export function components({ x, y, width, height, data }: RegionMask): RegionMask[] {
  const runs = findRuns(data, width, height, 8, 1);
  const masks = boundsOfRuns(runs, width).map(({ left, top, right, bottom }) => {
    const columns = right - left;
    const rows = bottom - top;
    const at = { x: x + left, y: y + top, width: columns, height: rows };
    return { ...at, data: new Uint8Array(columns * rows) };
  });
  for (let n = 0; n < runs.count; n++) {
    const mask = masks[runs.labels[n] - 1];
    const [start, end] = [runs.starts[n], runs.ends[n]];
    const v = Math.floor(start / width);
    const row = (v + y - mask.y) * mask.width + x - mask.x - v * width;
    mask.data.fill(1, row + start, row + end);
  }
  return masks;
}

/** The rectangle of each component; right and bottom are the first column and row beyond it. */
function boundsOfRuns({ count, starts, ends, labels, sizes }: Runs, width: number) {
  const bounds = sizes.map(() => ({ left: width, right: 0, top: Infinity, bottom: 0 }));
  for (let n = 0; n < count; n++) {
    const own = bounds[labels[n] - 1];
    const v = Math.floor(starts[n] / width);
    own.left = Math.min(own.left, starts[n] - v * width);
    own.right = Math.max(own.right, ends[n] - v * width);
    own.top = Math.min(own.top, v);
    own.bottom = v + 1;
  }
  return bounds;
}

/** Holes of at most `maxArea` pixels filled: outside, not connected (4 neighbours) to the rim. */
export function fillHoles(mask: RegionMask, maxArea = Infinity): RegionMask {
  const { width, height } = mask;
  const runs = findRuns(mask.data, width, height, 4, 0);
  const open = new Uint8Array(runs.sizes.length + 1);
  for (let n = 0; n < runs.count; n++) {
    const [start, end] = [runs.starts[n], runs.ends[n]];
    const atSide = start % width === 0 || end % width === 0;
    if (atSide || start < width || end > (height - 1) * width) open[runs.labels[n]] = 1;
  }
  const isHole = (label: number) => !open[label] && runs.sizes[label - 1] <= maxArea;
  return { ...mask, data: paint(runs, isHole, mask, mask.data) };
}

/**
 * Only the components that hold one of the points or reach `minShare` of the largest component's
 * area: specks go, a structure in parts stays.
 */
export function dropIslands(
  mask: RegionMask,
  points: readonly PixelPoint[],
  minShare: number,
): RegionMask {
  const runs = findRuns(mask.data, mask.width, mask.height, 8, 1);
  const { sizes } = runs;
  if (sizes.length < 2) return mask;
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const kept = new Set(sizes.flatMap((size, n) => (size >= minShare * largest ? [n + 1] : [])));
  for (const point of points) {
    const [u, v] = [Math.round(point[0]) - mask.x, Math.round(point[1]) - mask.y];
    if (u < 0 || v < 0 || u >= mask.width || v >= mask.height) continue;
    const at = v * mask.width + u;
    const run = runs.starts.findIndex((start, n) => start <= at && at < runs.ends[n]);
    if (run >= 0 && run < runs.count) kept.add(runs.labels[run]);
  }
  return tighten({ ...mask, data: paint(runs, label => kept.has(label), mask) });
}

/** The components that are chosen, on top of `ground`. */
function paint(
  { count, starts, ends, labels }: Runs,
  chosen: (label: number) => boolean,
  { data }: RegionMask,
  ground?: Uint8Array,
): Uint8Array {
  const out = ground ? Uint8Array.from(ground) : new Uint8Array(data.length);
  for (let n = 0; n < count; n++) if (chosen(labels[n])) out.fill(1, starts[n], ends[n]);
  return out;
}

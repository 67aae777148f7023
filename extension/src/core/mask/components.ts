import { maskHas, tighten, type RegionMask } from './regionMask';
import type { PixelPoint } from '../geometry/imagePlane';

export interface Labelled {
  /** 0 outside, 1 to `sizes.length` inside, in the order of the first pixel. */
  readonly labels: Int32Array;
  /** Pixels of component n + 1. */
  readonly sizes: readonly number[];
}

/** Connected components of the pixels equal to `value`, on a width × height grid. */
export function labelComponents(
  data: Uint8Array,
  width: number,
  height: number,
  connectivity: 4 | 8,
  value = 1,
): Labelled {
  const labels = new Int32Array(data.length);
  // Each pixel is pushed once.
  const stack = new Int32Array(data.length);
  const sizes: number[] = [];
  const diagonal = connectivity === 8;
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] !== value || labels[seed]) continue;
    const label = sizes.length + 1;
    let [size, top] = [0, 0];
    labels[seed] = label;
    stack[top++] = seed;
    while (top > 0) {
      const n = stack[--top];
      size++;
      const u = n % width;
      const [left, right] = [u > 0 ? 1 : 0, u < width - 1 ? 1 : 0];
      for (let row = n - width; row <= n + width; row += width) {
        if (row < 0 || row >= data.length) continue;
        const aside = diagonal || row === n;
        for (let next = row - (aside ? left : 0); next <= row + (aside ? right : 0); next++) {
          if (data[next] !== value || labels[next]) continue;
          labels[next] = label;
          stack[top++] = next;
        }
      }
    }
    sizes.push(size);
  }
  return { labels, sizes };
}

/** Each connected component (8 neighbours) as a mask of its own, in the order of the first pixel. */
export function components(mask: RegionMask): RegionMask[] {
  const { labels, sizes } = labelComponents(mask.data, mask.width, mask.height, 8);
  return sizes.map((_, n) => {
    const only = new Uint8Array(sizes.length + 1);
    only[n + 1] = 1;
    return tighten({ ...mask, data: pick(labels, only) });
  });
}

/** Holes of at most `maxArea` pixels filled: outside, not connected (4 neighbours) to the rim. */
export function fillHoles(mask: RegionMask, maxArea = Infinity): RegionMask {
  const { width, height } = mask;
  const { labels, sizes } = labelComponents(mask.data, width, height, 4, 0);
  // Label 0 is the mask itself.
  const filled = Uint8Array.from([1, ...sizes.map(size => (size <= maxArea ? 1 : 0))]);
  for (let u = 0; u < width; u++) {
    open(labels[u]);
    open(labels[(height - 1) * width + u]);
  }
  for (let v = 0; v < height; v++) {
    open(labels[v * width]);
    open(labels[v * width + width - 1]);
  }
  return { ...mask, data: pick(labels, filled) };

  function open(label: number): void {
    if (label) filled[label] = 0;
  }
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
  const { labels, sizes } = labelComponents(mask.data, mask.width, mask.height, 8);
  if (sizes.length < 2) return mask;
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const keep = Uint8Array.from([0, ...sizes.map(size => (size >= minShare * largest ? 1 : 0))]);
  for (const point of points) {
    if (!maskHas(mask, point)) continue;
    const [u, v] = [Math.round(point[0]) - mask.x, Math.round(point[1]) - mask.y];
    keep[labels[v * mask.width + u]] = 1;
  }
  return tighten({ ...mask, data: pick(labels, keep) });
}

/** What the table says for each pixel's label. */
function pick(labels: Int32Array, table: Uint8Array): Uint8Array {
  const out = new Uint8Array(labels.length);
  for (let n = 0; n < out.length; n++) out[n] = table[labels[n]];
  return out;
}

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
  const stack: number[] = [];
  const sizes: number[] = [];
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] !== value || labels[seed]) continue;
    const label = sizes.length + 1;
    let size = 0;
    labels[seed] = label;
    stack.push(seed);
    for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
      size++;
      const u = n % width;
      const v = (n - u) / width;
      for (let dv = -1; dv <= 1; dv++) {
        if (v + dv < 0 || v + dv >= height) continue;
        for (let du = -1; du <= 1; du++) {
          if (u + du < 0 || u + du >= width || (connectivity === 4 && du !== 0 && dv !== 0)) {
            continue;
          }
          const next = n + dv * width + du;
          if (data[next] !== value || labels[next]) continue;
          labels[next] = label;
          stack.push(next);
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
  return sizes.map((_, n) =>
    tighten({ ...mask, data: Uint8Array.from(labels, label => (label === n + 1 ? 1 : 0)) }),
  );
}

/** Holes of at most `maxArea` pixels filled: outside, not connected (4 neighbours) to the rim. */
export function fillHoles(mask: RegionMask, maxArea = Infinity): RegionMask {
  const { width, height } = mask;
  const { labels, sizes } = labelComponents(mask.data, width, height, 4, 0);
  const open = new Set<number>();
  for (let u = 0; u < width; u++) {
    open.add(labels[u]);
    open.add(labels[(height - 1) * width + u]);
  }
  for (let v = 0; v < height; v++) {
    open.add(labels[v * width]);
    open.add(labels[v * width + width - 1]);
  }
  const data = Uint8Array.from(mask.data, (inside, n) =>
    inside || (!open.has(labels[n]) && sizes[labels[n] - 1] <= maxArea) ? 1 : 0,
  );
  return { ...mask, data };
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
  const keep = new Set<number>();
  const largest = Math.max(...sizes);
  sizes.forEach((size, n) => size >= minShare * largest && keep.add(n + 1));
  for (const point of points) {
    if (!maskHas(mask, point)) continue;
    const [u, v] = [Math.round(point[0]) - mask.x, Math.round(point[1]) - mask.y];
    keep.add(labels[v * mask.width + u]);
  }
  return tighten({ ...mask, data: Uint8Array.from(labels, label => (keep.has(label) ? 1 : 0)) });
}

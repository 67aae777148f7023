import type * as CornerstoneCore from '@cornerstonejs/core';

import { cropMask, EMPTY_MASK, type RegionMask } from '../core/mask/regionMask';

type VoxelArray = CornerstoneCore.Types.PixelDataTypedArray;

/**
 * The voxels of one label value in an image, cropped to their bounds; `data` holds `columns` values
 * a row, x fastest.
 */
export function labelRegion(data: VoxelArray, columns: number, labelValue: number): RegionMask {
  // The typed array's own search is many times faster than a loop, and most images have none.
  const first = data.indexOf(labelValue);
  if (first < 0) return EMPTY_MASK;
  const [top, bottom] = [first, data.lastIndexOf(labelValue)].map(n => Math.floor(n / columns));
  let [left, right] = [columns, -1];
  for (let j = top; j <= bottom; j++) {
    const row = j * columns;
    for (let i = 0; i < left; i++) if (data[row + i] === labelValue) left = i;
    for (let i = columns - 1; i > right; i--) if (data[row + i] === labelValue) right = i;
  }
  const [width, height] = [right - left + 1, bottom - top + 1];
  const mask = new Uint8Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    const row = (top + v) * columns + left;
    for (let u = 0; u < width; u++, n++) if (data[row + u] === labelValue) mask[n] = 1;
  }
  return { x: left, y: top, width, height, data: mask };
}

/** What is inside of one of the two masks or of both. */
export function unite(a: RegionMask, b: RegionMask): RegionMask {
  if (!a.width) return b;
  if (!b.width) return a;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  const bounds = { x, y, width, height };
  const other = cropMask(b, bounds).data;
  return { ...bounds, data: cropMask(a, bounds).data.map((inside, n) => inside | other[n]) };
}

/**
 * The voxels of every label value in an image, each cropped to its bounds, in one pass; `data` holds
 * `columns` values a row, x fastest.
 */
export function labelRegions(data: VoxelArray, columns: number): ReadonlyMap<number, RegionMask> {
  interface Bounds {
    left: number;
    right: number;
    top: number;
    bottom: number;
  }
  const bounds = new Map<number, Bounds>();
  // Most voxels are like the one before.
  let [value, own]: [number, Bounds | undefined] = [0, undefined];
  for (let n = 0, j = 0; n < data.length; j++) {
    for (let i = 0; i < columns; i++, n++) {
      const here = Number(data[n]);
      if (here === 0) continue;
      if (here !== value) {
        value = here;
        own = bounds.get(here);
        if (!own) bounds.set(here, (own = { left: i, right: i, top: j, bottom: j }));
      }
      if (i < own!.left) own!.left = i;
      if (i > own!.right) own!.right = i;
      own!.bottom = j;
    }
  }
  return new Map(
    [...bounds].map(([label, { left, right, top, bottom }]) => {
      const [width, height] = [right - left + 1, bottom - top + 1];
      const mask = new Uint8Array(width * height);
      for (let v = 0, n = 0; v < height; v++) {
        const row = (top + v) * columns + left;
        for (let u = 0; u < width; u++, n++) if (data[row + u] === label) mask[n] = 1;
      }
      return [label, { x: left, y: top, width, height, data: mask }];
    }),
  );
}

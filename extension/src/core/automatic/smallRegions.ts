import { labelComponents } from '../mask/components';
import { fromFull, toFull, type RegionMask } from '../mask/regionMask';

/**
 * Holes and then islands (8 neighbours each) of fewer than `minArea` pixels removed, as
 * segment-anything's `remove_small_regions`: what is outside counts as a hole as well where the
 * slice has so little of it, and of a mask of small islands alone the largest stays.
 *
 * @returns null when there are none.
 */
export function withoutSmallRegions(
  mask: RegionMask,
  minArea: number,
  columns: number,
  rows: number,
): RegionMask | null {
  const full = toFull(mask, columns, rows);
  const holes = labelComponents(full, columns, rows, 8, 0);
  const filled = holes.sizes.some(size => size < minArea);
  if (filled) {
    holes.labels.forEach((label, n) => {
      if (label && holes.sizes[label - 1] < minArea) full[n] = 1;
    });
  }
  const islands = labelComponents(full, columns, rows, 8);
  const dropped = islands.sizes.some(size => size < minArea);
  if (dropped) {
    const largest = islands.sizes.reduce((most, size) => Math.max(most, size), 0);
    const kept = islands.sizes.some(size => size >= minArea)
      ? islands.sizes.map(size => size >= minArea)
      : islands.sizes.map((_, n) => n === islands.sizes.indexOf(largest));
    islands.labels.forEach((label, n) => {
      if (label && !kept[label - 1]) full[n] = 0;
    });
  }
  return filled || dropped ? fromFull(full, columns, rows) : null;
}

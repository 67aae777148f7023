import type { PixelPoint } from '../geometry/imagePlane';

/**
 * The pixels whose centres lie within a closed polygon by the even-odd rule, set in `mask`
 * (columns × rows, x fastest) by exclusive or.
 *
 * @param polygon pixel coordinates; the last point joins the first.
 */
export function fillPolygon(
  polygon: readonly PixelPoint[],
  mask: Uint8Array,
  columns: number,
  rows: number,
): void {
  const heights = polygon.map(point => point[1]);
  const top = Math.max(0, Math.ceil(Math.min(...heights)));
  const bottom = Math.min(rows - 1, Math.floor(Math.max(...heights)));
  for (let j = top; j <= bottom; j++) {
    const crossings = polygon
      .map((a, n) => [a, polygon[(n + 1) % polygon.length]] as const)
      .filter(([a, b]) => a[1] <= j !== b[1] <= j)
      .map(([a, b]) => a[0] + ((j - a[1]) * (b[0] - a[0])) / (b[1] - a[1]))
      .sort((a, b) => a - b);
    for (let n = 0; n + 1 < crossings.length; n += 2) {
      const end = Math.min(columns - 1, Math.ceil(crossings[n + 1]) - 1);
      for (let i = Math.max(0, Math.ceil(crossings[n])); i <= end; i++) mask[j * columns + i] ^= 1;
    }
  }
}

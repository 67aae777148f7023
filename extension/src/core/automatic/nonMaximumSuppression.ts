import type { Box } from './crops';

/**
 * Greedy non-maximum suppression of boxes, as torchvision's `nms`: from the highest score down (the
 * first of equal ones first), a box goes when its IoU with one that stays is above the threshold.
 * In single precision, as there.
 *
 * @returns places of those that stay, by falling score.
 */
export function nonMaximumSuppression(
  boxes: readonly Box[],
  scores: ArrayLike<number>,
  iouThreshold: number,
): readonly number[] {
  const areas = boxes.map(([left, top, right, bottom]) => (right - left) * (bottom - top));
  const order = boxes.map((_, n) => n).sort((a, b) => scores[b] - scores[a] || a - b);
  const gone = new Uint8Array(boxes.length);
  return order.filter((n, rank) => {
    if (gone[n]) return false;
    for (let r = rank + 1; r < order.length; r++) {
      const other = order[r];
      if (gone[other]) continue;
      const shared = sharedArea(boxes[n], boxes[other]);
      if (Math.fround(shared / (areas[n] + areas[other] - shared)) > iouThreshold) gone[other] = 1;
    }
    return true;
  });
}

const sharedArea = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

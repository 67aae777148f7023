/** Places that are nearer to each other are one, mm. */
const SAME_PLACE = 1e-3;

/**
 * Usual distance of neighbouring slices, mm: the median one, which a missing slice does not change.
 * Null for a single place.
 *
 * @param places of the slices along their normal, mm, in any order; repeated ones count once
 */
export function usualGap(places: readonly number[]): number | null {
  const sorted = [...places].sort((a, b) => a - b);
  const gaps = sorted
    .slice(1)
    .map((place, n) => place - sorted[n])
    .filter(gap => gap > SAME_PLACE)
    .sort((a, b) => a - b);
  return gaps.length ? gaps[(gaps.length - 1) >> 1] : null;
}

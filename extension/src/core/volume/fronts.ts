/** Where the object is followed to: from a fixed slice on, in one direction. */
export interface Front {
  /** The fixed slice that it began at. */
  readonly seed: number;
  /** The last slice that has a mask. */
  readonly at: number;
  readonly step: 1 | -1;
  /** How sure the mask there is, 0 to 1. */
  readonly confidence: number;
}

/** A front on either side of each fixed slice; those that have nowhere to go come to nothing. */
export const frontsOf = (fixed: Iterable<number>): Front[] =>
  [...fixed]
    .sort((a, b) => a - b)
    .flatMap(k => [
      { seed: k, at: k, step: 1 as const, confidence: 1 },
      { seed: k, at: k, step: -1 as const, confidence: 1 },
    ]);

/** The slice that a front comes to next. */
export const nextOf = ({ at, step }: Front): number => at + step;

/**
 * The front to go on with: the one whose next slice is nearest to its fixed slice in mm, so that
 * two fixed slices are joined in the middle; undefined when none can go on.
 *
 * @param open tells the slices that may get a mask and have none.
 */
export function nearestFront(
  fronts: readonly Front[],
  positions: readonly number[],
  open: (k: number) => boolean,
): Front | undefined {
  const distance = (front: Front) => Math.abs(positions[nextOf(front)] - positions[front.seed]);
  return fronts
    .filter(front => open(nextOf(front)))
    .reduce<Front | undefined>(
      (best, front) => (best && distance(best) <= distance(front) ? best : front),
      undefined,
    );
}

/** How many slices the fronts can still come to. */
export function reachable(fronts: readonly Front[], open: (k: number) => boolean): number {
  const reached = new Set<number>();
  for (const front of fronts) {
    for (let k = nextOf(front); open(k); k += front.step) reached.add(k);
  }
  return reached.size;
}

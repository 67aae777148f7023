/** Where the object is followed to: from a fixed slice on, in one direction. */
export interface Front {
  /** The fixed slice that it began at. */
  readonly seed: number;
  /** The last slice that has a mask. */
  readonly at: number;
  readonly step: 1 | -1;
  /** How sure the mask there is, 0 to 1. */
  readonly confidence: number;
  /** A stride failed: the object ends before, so it goes on slice by slice. */
  readonly fine?: boolean;
}

/** A front on either side of each fixed slice; those that have nowhere to go come to nothing. */
export const frontsOf = (fixed: Iterable<number>): Front[] =>
  [...fixed]
    .sort((a, b) => a - b)
    .flatMap(k => [
      { seed: k, at: k, step: 1 as const, confidence: 1 },
      { seed: k, at: k, step: -1 as const, confidence: 1 },
    ]);

/**
 * How many slices a front goes on at once: as many open ones as lie within so many mm, one at least.
 * Every neighbour passes its error on, so thin slices are not all followed one from another.
 */
export function strideOf(
  { at, step, fine }: Front,
  positions: readonly number[],
  open: (k: number) => boolean,
  mm: number,
): number {
  let stride = 1;
  const within = (k: number) => open(k) && Math.abs(positions[k] - positions[at]) <= mm;
  while (!fine && within(at + step * (stride + 1))) stride++;
  return stride;
}

/** A slice that a stride has left out, with what is known of both of its ends. */
export type Gap = Pick<Front, 'seed' | 'confidence'> & { readonly k: number };

/** The slices that a front's stride to slice `end` has left out, those nearest to either first. */
export function gapsOf({ at, seed, confidence: here }: Front, end: number, there: number): Gap[] {
  const confidence = Math.min(here, there);
  const depth = (k: number) => Math.min(Math.abs(k - at), Math.abs(k - end));
  return Array.from({ length: Math.abs(end - at) - 1 }, (_, n) => Math.min(at, end) + 1 + n)
    .sort((a, b) => depth(a) - depth(b) || a - b)
    .map(k => ({ k, seed, confidence }));
}

/**
 * The front that fills a gap: from the nearest slice that has a mask, as both of its ends do, but
 * not each slice between them need have.
 */
export function frontInto({ k, ...known }: Gap, hasMask: (k: number) => boolean): Front {
  for (let far = 1; ; far++) {
    for (const step of [1, -1] as const) {
      if (hasMask(k - step * far)) return { ...known, at: k - step * far, step };
    }
  }
}

/** The slice beside a front. */
const nextOf = ({ at, step }: Front): number => at + step;

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

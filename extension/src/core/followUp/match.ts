import { length, subtract, type Vec3 } from '../geometry/vec3';
import { transformed, type RigidTransform } from './rigid';

/** A lesion as it is looked for in another study. */
export interface PlacedLesion {
  readonly id: string;
  /** LPS mm, in the world of its study. */
  readonly centre: Vec3;
  /** Long axis, mm. */
  readonly diameter: number;
}

export interface LesionMatch {
  readonly prior: string;
  readonly current: string;
  /** Of the middles after alignment, mm. */
  readonly distance: number;
}

export interface Matches {
  readonly pairs: readonly LesionMatch[];
  /** Prior lesions that have none. */
  readonly gone: readonly string[];
  /** Current lesions that have none. */
  readonly appeared: readonly string[];
}

/** What alignment may leave, and breathing move, mm. */
const TOLERANCE = 10;
/** Of the diameters: a lesion need not grow alike in all directions. */
const GROWTH_SHARE = 0.25;

/**
 * Matches the lesions of two studies by position: the nearest pairs first, each lesion once, none
 * further apart than 10 mm and half their mean diameter.
 *
 * @param transform from the world of the prior study to that of the current one
 */
export function matchLesions(
  prior: readonly PlacedLesion[],
  current: readonly PlacedLesion[],
  transform: RigidTransform,
): Matches {
  const near = prior.flatMap(a => {
    const expected = transformed(transform, a.centre);
    return current.flatMap(b => {
      const distance = length(subtract(b.centre, expected));
      const most = TOLERANCE + GROWTH_SHARE * (a.diameter + b.diameter);
      return distance <= most ? [{ prior: a.id, current: b.id, distance }] : [];
    });
  });
  const pairs: LesionMatch[] = [];
  const [matchedPrior, matchedCurrent] = [new Set<string>(), new Set<string>()];
  for (const pair of near.sort((a, b) => a.distance - b.distance)) {
    if (matchedPrior.has(pair.prior) || matchedCurrent.has(pair.current)) continue;
    matchedPrior.add(pair.prior);
    matchedCurrent.add(pair.current);
    pairs.push(pair);
  }
  return {
    pairs,
    gone: prior.filter(({ id }) => !matchedPrior.has(id)).map(({ id }) => id),
    appeared: current.filter(({ id }) => !matchedCurrent.has(id)).map(({ id }) => id),
  };
}

import {
  distanceToPlane,
  pixelToWorld,
  planeNormal,
  type ImagePlane,
} from '../geometry/imagePlane';
import { dot } from '../geometry/vec3';

/** The planes of a series, or of one group of it, in any order. */
export interface SeriesPlanes {
  /** Frame of Reference UID; empty where the images state none. */
  readonly frameOfReference: string;
  readonly planes: readonly ImagePlane[];
}

/** Why a plane has no counterpart in another series. */
type NoCompanion = 'other-frame' | 'not-parallel' | 'no-slice';

export type CompanionSlice =
  | { readonly kind: 'found'; readonly index: number; readonly distanceMm: number }
  | { readonly kind: 'none'; readonly reason: NoCompanion };

/** cos 1°: planes turned further against each other cut an organ at another place. */
const PARALLEL = Math.cos(Math.PI / 180);
/** Slices nearer than this are at one place, mm: positions are written with so many digits. */
const SAME_PLACE_MM = 0.01;

/** True when the planes are turned against each other by 1° at most; in-plane they may be. */
export const areParallel = (a: ImagePlane, b: ImagePlane): boolean =>
  Math.abs(dot(planeNormal(a), planeNormal(b))) >= PARALLEL;

/**
 * The slice of another series that shows what a plane shows: parallel, of the same frame of
 * reference, and no further away than half the larger slice spacing of the two series.
 *
 * @param own the series of the plane.
 */
export function companionSlice(
  plane: ImagePlane,
  own: SeriesPlanes,
  other: SeriesPlanes,
): CompanionSlice {
  const isSameFrame = own.frameOfReference && own.frameOfReference === other.frameOfReference;
  const isPlaced = [plane, ...other.planes].every(({ placeKnown }) => placeKnown !== false);
  if (!isSameFrame || !isPlaced) return { kind: 'none', reason: 'other-frame' };
  const centre = pixelToWorld(plane, [(plane.columns - 1) / 2, (plane.rows - 1) / 2]);
  const parallel = (planes: readonly ImagePlane[]) =>
    planes.flatMap((each, index) =>
      areParallel(each, plane)
        ? [{ index, distanceMm: Math.abs(distanceToPlane(each, centre)) }]
        : [],
    );
  const [nearest] = parallel(other.planes).sort((a, b) => a.distanceMm - b.distanceMm);
  if (!nearest) return { kind: 'none', reason: 'not-parallel' };
  const spacing = Math.max(sliceSpacing(plane, own.planes), sliceSpacing(plane, other.planes));
  return nearest.distanceMm <= spacing / 2 + SAME_PLACE_MM
    ? { kind: 'found', ...nearest }
    : { kind: 'none', reason: 'no-slice' };
}

/** Usual distance of neighbouring slices that are parallel to a plane, mm; 0 for a single one. */
function sliceSpacing(plane: ImagePlane, planes: readonly ImagePlane[]): number {
  const normal = planeNormal(plane);
  const places = planes
    .filter(each => areParallel(each, plane))
    .map(({ origin }) => dot(origin, normal))
    .sort((a, b) => a - b);
  const gaps = places
    .slice(1)
    .map((place, n) => place - places[n])
    .filter(gap => gap > SAME_PLACE_MM)
    .sort((a, b) => a - b);
  return gaps[Math.floor((gaps.length - 1) / 2)] ?? 0;
}

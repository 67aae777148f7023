import type { RegionMask } from '../mask/regionMask';
import { companionSlice, type SeriesPlanes } from './companion';
import { displacedPlane, type Displacement } from './displacement';
import { maskOnto } from './mapping';

/** A displacement of the series that a mask comes from (−1), or of that it goes to (1). */
export interface Correction extends Pick<Displacement, 'mm' | 'axis'> {
  readonly of: 'from' | 'to';
}

/**
 * The masks of a series on the slices of another one of the same frame of reference: each slice gets
 * that of the nearest one within half the larger slice spacing.
 *
 * @param masks by the index of their slice in `from`
 * @param correction what one of both series is displaced by
 * @returns by the index of the slice in `to`; those without a pixel are left out
 */
export function carryOver(
  from: SeriesPlanes,
  to: SeriesPlanes,
  masks: ReadonlyMap<number, RegionMask>,
  correction?: Correction,
): Map<number, RegionMask> {
  const carried = new Map<number, RegionMask>();
  to.planes.forEach((plane, k) => {
    const found = companionSlice(plane, to, from);
    const mask = found.kind === 'found' ? masks.get(found.index) : undefined;
    if (found.kind === 'none' || !mask) return;
    // What a displaced series shows at p + mm · axis lies at p.
    const there = correction
      ? displacedPlane(plane, correction, correction.of === 'from' ? 1 : -1)
      : plane;
    const region = maskOnto(from.planes[found.index], there, mask);
    if (region.width) carried.set(k, region);
  });
  return carried;
}

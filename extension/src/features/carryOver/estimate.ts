import { companionSlice, estimateDisplacement, type SlicePair } from '../../core/series';
import { pageYielder, toEnd } from '../../host/mainThread';
import { planesOf, type SeriesGroup } from '../../host/seriesGroups';
import type { SliceReader } from '../../host/slices';
import { throwIfAborted } from '../findings';
import type { DisplacementState } from './types';

/** So many places tell a displacement; more make no difference. */
const MOST_PAIRS = 10;

/** Which of two series is displaced against the other; null where that can't be told apart. */
export function displacedOf(from: SeriesGroup, to: SeriesGroup): 'from' | 'to' | null {
  if (from.isDiffusion === to.isDiffusion) return null;
  return from.isDiffusion ? 'from' : 'to';
}

/**
 * Estimates the displacement between two series from slices at the same places. Yields to the page.
 * Rejects with SamError `aborted`, or `pixels-unavailable`.
 *
 * @param tell how many slices are read, and of how many
 */
export async function displacementBetween(
  { reader }: { readonly reader: Pick<SliceReader, 'readSlice'> },
  from: SeriesGroup,
  to: SeriesGroup,
  tell: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<DisplacementState> {
  const of = displacedOf(from, to);
  if (!of) return { kind: 'none' };
  const [displaced, anatomical] = of === 'from' ? [from, to] : [to, from];
  const { phaseEncoding } = displaced;
  if (!phaseEncoding) return { kind: 'not-stated' };
  const places = placesOf(displaced, anatomical);
  const pairs: SlicePair[] = [];
  for (const [n, { own, other }] of places.entries()) {
    tell(n, places.length);
    const read = (group: SeriesGroup, k: number) => reader.readSlice(group.slices[k]);
    pairs.push({
      displaced: await read(displaced, own),
      anatomical: await read(anatomical, other),
    });
    throwIfAborted(signal);
  }
  const pause = pageYielder();
  const displacement = await toEnd(estimateDisplacement(pairs, phaseEncoding), async () => {
    await pause();
    throwIfAborted(signal);
  });
  return displacement ? { kind: 'found', displacement, of } : { kind: 'unknown' };
}

/** Slices of both series at the same places, evenly along the first. */
function placesOf(displaced: SeriesGroup, anatomical: SeriesGroup) {
  const [planes, others] = [planesOf(displaced), planesOf(anatomical)];
  const all = planes.planes.flatMap((plane, own) => {
    const found = companionSlice(plane, planes, others);
    return found.kind === 'found' ? [{ own, other: found.index }] : [];
  });
  const count = Math.min(all.length, MOST_PAIRS);
  return Array.from({ length: count }, (_, n) => all[Math.floor(((n + 0.5) * all.length) / count)]);
}

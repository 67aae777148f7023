import { instanceOf } from './imageMetadata';
import type { Host } from './ohif';

/**
 * What tells images at one place apart, in the order in which it is tried: b-value (also Siemens'
 * and GE's own), point in time, phase of the heart or of breathing, echo, direction of diffusion,
 * kind of image, and at last how they were taken.
 */
const ATTRIBUTES = [
  'SeriesInstanceUID',
  'DiffusionBValue',
  '0019100C',
  '00431039',
  'TemporalPositionIdentifier',
  'TemporalPositionIndex',
  'NominalPercentageOfCardiacPhase',
  'NominalPercentageOfRespiratoryPhase',
  'TriggerTime',
  'EchoNumbers',
  'EchoTime',
  'InversionTime',
  'DiffusionGradientOrientation',
  'ImageType',
  'AcquisitionNumber',
  'AcquisitionDateTime',
  'AcquisitionTime',
  'ContentTime',
] as const;

interface Placed {
  readonly imageId: string;
}

/**
 * Of slices that share places (b-values, phases, echoes in one series), the group of the one that is
 * shown: at most one for each place. An attribute that all its images have in common tells it; where
 * none does, the order of the series at each place.
 *
 * @param placeOf the slice's place along the normal in mm.
 */
export function groupShown<Slice extends Placed>(
  host: Host,
  slices: readonly Slice[],
  shownImageId: string,
  placeOf: (slice: Slice) => number,
): Slice[] {
  /** Hundredths of a millimetre: nearer slices are at one place. */
  const keyOf = (slice: Slice) => Math.round(100 * placeOf(slice));
  const places = new Set(slices.map(keyOf)).size;
  let group = [...slices];
  for (const name of ATTRIBUTES) {
    if (group.length === places) return group;
    const valueOf = (imageId: string) => JSON.stringify(instanceOf(host, imageId)[name]);
    const shown = valueOf(shownImageId);
    const alike = group.filter(({ imageId }) => valueOf(imageId) === shown);
    if (shown !== undefined && new Set(alike.map(keyOf)).size === places) group = alike;
  }
  return group.length === places ? group : ofSameRank(group, shownImageId, keyOf);
}

/** The slices that have the rank of the one shown among those at their place. */
function ofSameRank<Slice extends Placed>(
  slices: readonly Slice[],
  shownImageId: string,
  keyOf: (slice: Slice) => number,
): Slice[] {
  const byPlace = new Map<number, Slice[]>();
  for (const slice of slices) {
    const there = byPlace.get(keyOf(slice));
    if (there) there.push(slice);
    else byPlace.set(keyOf(slice), [slice]);
  }
  const all = [...byPlace.values()];
  const rank = Math.max(
    0,
    ...all.map(there => there.findIndex(({ imageId }) => imageId === shownImageId)),
  );
  return all.map(there => there[Math.min(rank, there.length - 1)]);
}

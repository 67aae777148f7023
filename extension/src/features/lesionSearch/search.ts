import { SamError } from '../../core/errors';
import { planeNormal } from '../../core/geometry/imagePlane';
import { dot } from '../../core/geometry/vec3';
import {
  findLesions,
  type AskGrid,
  type LesionProgress,
  type LesionSearch,
  type LesionSettings,
  type OrganVolume,
} from '../../core/lesions';
import { maskArea, type RegionMask } from '../../core/mask/regionMask';
import type { Ask } from '../../core/volume';
import type { SegmentRef } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import type { ShownSlice, SliceReader } from '../../host/slices';
import type { Prompting } from '../prompting';
import type { Runtime } from '../runtime';
import type { LesionOnSlice, ListedLesion } from './types';

export interface SearchDeps {
  readonly reader: Pick<SliceReader, 'readSlice'>;
  readonly runtime: Pick<Runtime, 'runner' | 'model'>;
  readonly prompting: Pick<Prompting, 'viewFor'>;
}

/** Where is searched: the organ's masks on the slices of a pane. */
export interface Searched {
  readonly segment: SegmentRef;
  readonly slices: readonly ShownSlice[];
  readonly organ: ReadonlyMap<number, RegionMask>;
}

/**
 * Looks for what differs from an organ. Undefined where nothing of it was measured.
 * Rejects with a SamError, or with an AbortError once the signal is aborted.
 */
export async function searchOrgan(
  deps: SearchDeps,
  { slices, organ }: Searched,
  settings: Omit<LesionSettings, 'scale'>,
  signal: AbortSignal,
  onProgress: (progress: LesionProgress) => void,
): Promise<LesionSearch | undefined> {
  const pause = pageYielder();
  const volume: OrganVolume = {
    positions: placesOf(slices),
    organ,
    read: async k => {
      await pause();
      return deps.reader.readSlice(slices[k]);
    },
  };
  // The weights that come with the product have a scale of their own.
  const scale = deps.runtime.model()?.id.startsWith('sam-ct-mr') ? 'own' : 'sam';
  const asks = asksOf(deps, slices);
  return findLesions(volume, { ...settings, scale }, asks, { signal, onProgress, pause });
}

/** Places along the normal, mm. */
function placesOf(slices: readonly ShownSlice[]): number[] {
  const normal = planeNormal(slices[0].plane);
  return slices.map(({ plane }) => dot(plane.origin, normal));
}

/** The model in the worker, behind all that the reader asks for. */
function asksOf(
  { runtime, prompting }: SearchDeps,
  slices: readonly ShownSlice[],
): { readonly mask: Ask; readonly grid: AskGrid } {
  // As it is shown now: the reader may go over to another series.
  const view = prompting.viewFor(slices[0]);
  const byKey = new Map(slices.map(slice => [slice.key, slice]));
  const pause = pageYielder();
  const never = new AbortController().signal;
  return {
    mask: async ({ slice: { key }, prompts, previous, promptedBy }, signal = never) => {
      await pause();
      const request = { prompts, previous, promptedBy, ...view };
      const outcome = await runtime.runner.follow(byKey.get(key)!, request, signal);
      if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
      return outcome.value;
    },
    grid: async ({ key }, parameters, area, signal = never) => {
      const { predIouThresh, stabilityScoreThresh } = parameters;
      const least = {
        leastPredictedIoU: predIouThresh,
        leastStabilityScore: stabilityScoreThresh,
      };
      const request = { ...area, parameters, least, window: view.window };
      const tell = () => undefined;
      const outcome = await runtime.runner.findCandidates(byKey.get(key)!, request, tell, signal);
      if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
      return outcome.value;
    },
  };
}

/** The candidates as the list shows them. */
export function listedLesions(
  { candidates }: LesionSearch,
  slices: readonly ShownSlice[],
): ListedLesion[] {
  const places = placesOf(slices);
  return candidates.map(({ masks, k, evidence }, n): ListedLesion => {
    const on = [...masks]
      .filter(([, { mask }]) => mask.width)
      .map(([at, mask]): LesionOnSlice => ({ ...mask, slice: slices[at] }));
    const best = on.find(({ slice }) => slice === slices[k]) ?? on[0];
    const volumeMm3 = volumeOf(masks, slices, places);
    return { id: n + 1, status: 'open', slices: on, best, evidence, volumeMm3 };
  });
}

/** mm³ of masks, each as thick as half the way to its neighbours; null without spacing. */
export function volumeOf(
  masks: ReadonlyMap<number, { readonly mask: RegionMask }>,
  slices: readonly ShownSlice[],
  places: readonly number[] = placesOf(slices),
): number | null {
  let sum = 0;
  for (const [k, { mask }] of masks) {
    const { columnSpacing, rowSpacing, spacingKnown } = slices[k].plane;
    if (spacingKnown === false) return null;
    const [before, after] = [
      places[Math.max(0, k - 1)],
      places[Math.min(places.length - 1, k + 1)],
    ];
    const gaps = k > 0 && k < places.length - 1 ? 2 : 1;
    sum += (maskArea(mask) * columnSpacing * rowSpacing * Math.abs(after - before)) / gaps;
  }
  return sum;
}

import { planeNormal } from '../../core/geometry/imagePlane';
import { dot } from '../../core/geometry/vec3';
import { boundsOfMask, type RegionMask } from '../../core/mask/regionMask';
import { intersection } from '../../core/geometry/region';
import type { Volume } from '../../core/volume';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import type { ShownSlice, SliceReader } from '../../host/slices';
import { acceptableMask, standsFirm, type PromptingState } from '../prompting';
import type { Direction } from './types';

/** The slices as propagation takes them. */
export const volumeOf = (
  slices: readonly ShownSlice[],
  reader: Pick<SliceReader, 'readSlice'>,
): Volume => {
  const yieldToPage = pageYielder();
  return {
    positions: slices.map(({ plane }) => dot(plane.origin, planeNormal(slices[0].plane))),
    read: async k => {
      await yieldToPage();
      return reader.readSlice(slices[k]);
    },
  };
};

/**
 * The masks that stand, by the number of their slice: those of slices that the reader has prompted,
 * corrected or checked.
 *
 * @param kept also what an earlier run found.
 */
export function standingMasks(
  slices: readonly ShownSlice[],
  { drafts }: Pick<PromptingState, 'drafts'>,
  kept: boolean,
): Map<number, RegionMask> {
  const masks = new Map<number, RegionMask>();
  slices.forEach(({ key }, k) => {
    const draft = drafts.get(key);
    const mask = draft && (kept || standsFirm(draft)) ? acceptableMask(draft) : null;
    if (mask) masks.set(k, mask);
  });
  return masks;
}

/**
 * With them what the segment holds on other slices, where it belongs to the same object as far as
 * its place tells: what was drawn or accepted before is a fixed point, too.
 */
export async function withSegment(
  masks: ReadonlyMap<number, RegionMask>,
  slices: readonly ShownSlice[],
  shown: number,
  target: SegmentRef | null,
  labelmaps: Pick<LabelmapStore, 'masksOn'>,
): Promise<Map<number, RegionMask>> {
  const all = new Map(masks);
  if (!target) return all;
  const inSegment = await labelmaps.masksOn(target, slices);
  const here = inSegment.get(shown);
  const seeds = masks.size ? [...masks.values()] : here ? [here] : [];
  for (const [k, mask] of inSegment) {
    if (!all.has(k) && seeds.some(seed => overlap(seed, mask))) all.set(k, mask);
  }
  return all;
}

function overlap(a: RegionMask, b: RegionMask): boolean {
  const { width, height } = intersection(boundsOfMask(a), boundsOfMask(b));
  return width > 0 && height > 0;
}

/**
 * The first and the last slice that a direction asks for; those between fixed ones are among them.
 *
 * @param shown number of the slice in the active viewport.
 */
export function rangeOf(
  direction: Direction,
  fixed: Iterable<number>,
  shown: number,
  count: number,
): readonly [number, number] {
  const seeds = [...fixed];
  const [first, last] = [Math.min(...seeds), Math.max(...seeds)];
  switch (direction) {
    case 'up':
      return [0, last];
    case 'down':
      return [first, count - 1];
    case 'both':
      return [0, count - 1];
    case 'here':
      return [Math.min(first, shown), Math.max(last, shown)];
    case 'around':
      return [
        Math.max(0, ...seeds.filter(k => k < shown)),
        Math.min(count - 1, ...seeds.filter(k => k > shown)),
      ];
  }
}

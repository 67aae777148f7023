import { components } from '../mask/components';
import {
  cropMask,
  EMPTY_MASK,
  intersectionArea,
  maskArea,
  tighten,
  type RegionMask,
} from '../mask/regionMask';
import type { SegmentResult } from '../engine/types';
import { VOLUME_CONFIG, type VolumeConfig } from './config';
import { confidenceOf, evidenceOf, stopReason, valuesInside, type ValuesInside } from './evidence';
import { frontsOf, nearestFront, nextOf, reachable } from './fronts';
import { requestFrom } from './prompts';
import type { Ask, PropagatedSlice, PropagationRequest } from './types';

/**
 * Follows an object from the slices that have its mask through the others, slice by slice: each is
 * prompted from its neighbour's mask and taken while it is plausible. Two fixed slices are joined
 * from both ends. Ends early, without an error, when the signal is aborted: what was told stays.
 *
 * Rejects with what reading and asking reject with.
 */
export async function* propagate(
  { volume, fixed, range: [first, last] }: PropagationRequest,
  ask: Ask,
  signal?: AbortSignal,
  config: VolumeConfig = VOLUME_CONFIG,
): AsyncGenerator<PropagatedSlice, void, undefined> {
  const masks = new Map([...fixed].filter(([, mask]) => mask.width > 0));
  const expected = new Map<number, ValuesInside | undefined>();
  const end = Math.min(last, volume.positions.length - 1);
  const open = (k: number) => k >= Math.max(0, first) && k <= end && !masks.has(k) && !fixed.has(k);
  let fronts = frontsOf(masks.keys());
  for (;;) {
    const front = nearestFront(fronts, volume.positions, open);
    if (!front || signal?.aborted) return;
    const [k, from] = [nextOf(front), front.at];
    fronts = fronts.filter(other => other !== front);
    try {
      if (!expected.has(front.seed)) {
        const seed = await volume.read(front.seed);
        expected.set(front.seed, valuesInside(seed, masks.get(front.seed)!));
      }
      const slice = await volume.read(k);
      const neighbour = masks.get(from)!;
      const gapMm = Math.abs(volume.positions[k] - volume.positions[from]);
      const request = requestFrom(slice, neighbour, gapMm, config);
      const answer = await ask(request, signal);
      const mask = touching(answer.candidates[0].mask, neighbour);
      const evidence = evidenceOf(mask, slice, answer, neighbour, expected.get(front.seed));
      const reason = stopReason(evidence, maskArea(mask), gapMm / config.stepMm, config);
      if (!reason) {
        masks.set(k, mask);
        fronts = [...fronts, { ...front, at: k }];
      }
      const told = { k, from, remaining: reachable(fronts, open) };
      if (reason) yield { ...told, kind: 'stop', reason };
      else {
        const { prompts } = request;
        const confidence = confidenceOf(evidence);
        const taken = withMask(answer, mask);
        yield { ...told, kind: 'mask', prompts, answer: taken, confidence, evidence };
      }
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
  }
}

/** The parts of a mask that touch the neighbour's: others are islands of another object. */
function touching(mask: RegionMask, neighbour: RegionMask): RegionMask {
  const parts = components(mask);
  const kept = parts.filter(part => intersectionArea(part, neighbour) > 0);
  if (kept.length === parts.length) return mask;
  if (!kept.length) return EMPTY_MASK;
  const data = new Uint8Array(mask.data.length);
  for (const part of kept) cropMask(part, mask).data.forEach((inside, n) => (data[n] |= inside));
  return tighten({ ...mask, data });
}

/** The answer with that mask as its first candidate's. */
function withMask(answer: SegmentResult, mask: RegionMask): SegmentResult {
  const [taken, ...others] = answer.candidates;
  return { ...answer, candidates: [{ ...taken, mask }, ...others] };
}

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
import { confidenceOf, evidenceOf, stopReason } from './evidence';
import { frontsOf, nearestFront, nextOf, reachable, type Front } from './fronts';
import { requestFrom } from './prompts';
import { stillThere, valuesInside, type ObjectValues } from './tissue';
import type { Ask, PropagatedSlice, PropagationRequest, Told, Volume } from './types';

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
  const end = Math.min(last, volume.positions.length - 1);
  const open = (k: number) => k >= Math.max(0, first) && k <= end && !masks.has(k) && !fixed.has(k);
  const objects = new ObjectsOf(volume, masks, config);
  let fronts = frontsOf(masks.keys());
  for (;;) {
    const front = nearestFront(fronts, volume.positions, open);
    if (!front || signal?.aborted) return;
    try {
      const object = await objects.at(front.seed);
      const next = await followTo(volume, front, masks.get(front.at)!, object, ask, signal, config);
      fronts = fronts.filter(other => other !== front);
      if (next.kind === 'mask') {
        masks.set(next.k, next.answer.candidates[0].mask);
        fronts.push({ ...front, at: next.k, confidence: next.confidence });
      }
      yield { ...next, remaining: reachable(fronts, open) };
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
  }
}

/** What the next slice of a front has, by the mask of the one before. */
async function followTo(
  volume: Volume,
  front: Front,
  neighbour: RegionMask,
  object: ObjectValues | undefined,
  ask: Ask,
  signal: AbortSignal | undefined,
  config: VolumeConfig,
): Promise<Told> {
  const at = { k: nextOf(front), from: front.at };
  const slice = await volume.read(at.k);
  const gapMm = Math.abs(volume.positions[at.k] - volume.positions[at.from]);
  const expected = stillThere(slice, neighbour, object, config.tissue);
  const gone = maskArea(expected) < config.plausible.leastGrowth * maskArea(neighbour);
  if (gone) return { ...at, kind: 'stop', reason: 'values' };
  const request = requestFrom(slice, expected, gapMm, config);
  const answer = await ask(request, signal);
  const mask = touching(answer.candidates[0].mask, neighbour);
  const evidence = evidenceOf(mask, slice, answer, neighbour, object, config);
  const confidence = confidenceOf(evidence, front.confidence);
  const steps = gapMm / config.stepMm;
  const reason = stopReason(evidence, confidence, maskArea(mask), steps, config);
  if (reason) return { ...at, kind: 'stop', reason };
  const { prompts } = request;
  return { ...at, kind: 'mask', prompts, answer: withMask(answer, mask), confidence, evidence };
}

/** The object's values in the masks that stand, each looked at once. */
class ObjectsOf {
  readonly #known = new Map<number, ObjectValues | undefined>();

  constructor(
    private readonly volume: Volume,
    private readonly masks: ReadonlyMap<number, RegionMask>,
    private readonly config: VolumeConfig,
  ) {}

  async at(k: number): Promise<ObjectValues | undefined> {
    if (!this.#known.has(k)) {
      const slice = await this.volume.read(k);
      this.#known.set(k, valuesInside(slice, this.masks.get(k)!, this.config.tissue));
    }
    return this.#known.get(k);
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

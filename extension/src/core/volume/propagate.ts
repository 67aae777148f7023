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
import {
  frontInto,
  frontsOf,
  gapsOf,
  nearestFront,
  reachable,
  strideOf,
  type Front,
  type Gap,
} from './fronts';
import { requestFrom } from './prompts';
import { stillThere, valuesInside, type ObjectValues } from './tissue';
import type { Ask, PropagatedSlice, PropagationRequest, Told, Volume } from './types';

/**
 * Follows an object from the slices that have its mask through the others: each is prompted from its
 * neighbour's mask and taken while it is plausible; thin slices in strides, those between filled
 * from both ends. Two fixed slices are joined from both ends. Ends early, without an error, when the
 * signal is aborted: what was told stays.
 *
 * Rejects with what reading and asking reject with.
 */
export async function* propagate(
  { volume, fixed, range: [first, last], everySlice = false }: PropagationRequest,
  ask: Ask,
  signal?: AbortSignal,
  config: VolumeConfig = VOLUME_CONFIG,
): AsyncGenerator<PropagatedSlice, void, undefined> {
  const masks = new Map([...fixed].filter(([, mask]) => mask.width > 0));
  const end = Math.min(last, volume.positions.length - 1);
  const open = (k: number) => k >= Math.max(0, first) && k <= end && !masks.has(k) && !fixed.has(k);
  const objects = new ObjectsOf(volume, masks, config);
  const strideMm = everySlice ? 0 : config.strideMm;
  let fronts = frontsOf(masks.keys());
  let gaps: readonly Gap[] = [];
  while (!signal?.aborted) {
    const [gap] = gaps;
    const front = gap
      ? frontInto(gap, k => masks.has(k))
      : nearestFront(fronts, volume.positions, open);
    if (!front) return;
    const stride = gap ? 1 : strideOf(front, volume.positions, open, strideMm);
    const k = gap ? gap.k : front.at + front.step * stride;
    try {
      const object = await objects.at(front.seed);
      const told = await followTo(volume, front, k, masks, object, ask, signal, config);
      if (gap) gaps = gaps.slice(1);
      else fronts = fronts.filter(other => other !== front);
      if (told.kind === 'stop' && stride > 1) {
        fronts.push({ ...front, fine: true });
        continue;
      }
      if (told.kind === 'mask') {
        masks.set(k, told.answer.candidates[0].mask);
        if (!gap) {
          fronts.push({ ...front, at: k, confidence: told.confidence });
          gaps = gapsOf(front, k, told.confidence);
        }
      }
      yield { ...told, remaining: reachable(fronts, open) + gaps.length };
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
  }
}

/** What slice k has, by the mask that a front has come to. */
async function followTo(
  volume: Volume,
  front: Front,
  k: number,
  masks: ReadonlyMap<number, RegionMask>,
  object: ObjectValues | undefined,
  ask: Ask,
  signal: AbortSignal | undefined,
  config: VolumeConfig,
): Promise<Told> {
  const at = { k, from: front.at };
  const neighbour = masks.get(front.at)!;
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

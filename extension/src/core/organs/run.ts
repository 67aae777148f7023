import type { Candidate, SegmentResult } from '../engine/types';
import { defaultSpec } from '../engine';
import { createImageTransform } from '../geometry/imageTransform';
import type { SliceImage } from '../image/sliceImage';
import { deepestPixel } from '../mask/distance';
import { boundsOfMask, dice, maskArea, type RegionMask } from '../mask/regionMask';
import { fieldOf, toLowResolution } from '../mask/toLogits';
import type { Prompt } from '../prompt/prompt';
import type { Ask } from '../volume';
import type { FoundOrgan } from './find';
import type { OrganStack } from './patientVolume';

/** What a slice gets of an organ. */
export interface OrganSlice {
  readonly k: number;
  /** What the engine was asked, or would be; in pixels of the slice. */
  readonly prompts: readonly Prompt[];
  /** Its first candidate is the mask by place and values; the engine's follow where it was asked. */
  readonly answer: SegmentResult;
  /** How sure it is that nothing has to be corrected, 0 to 1. */
  readonly confidence: number;
  /** Slices still to come at most. */
  readonly remaining: number;
}

/** So many slices are asked about, spread over those with a fair section of the organ. */
const SEEDS = 5;
const FAIR_SHARE = 0.2;
/** What the engine draws that overlaps less with the mask by place and values is something else. */
const SAME_ORGAN = 0.6;
/** Slack of the box on each side, mm: readers draw boxes around organs, too. */
const SLACK_MM = 2;
/** SAM's low-resolution masks have a quarter of the input's side. */
const INPUT_PER_MASK = 4;

/**
 * An organ on all slices: the mask by place and values, which every slice has at once. The engine is
 * asked on a few slices, by box, point and that mask; how far it agrees tells how sure the slices
 * around are, and its masks stay as candidates there. Of an organ that is drawn by the engine it is
 * asked on every slice, and its mask goes first as long as it is the same organ. Ends early, without
 * an error, when the signal is aborted.
 *
 * Rejects with what reading and asking reject with.
 */
export async function* organSlices(
  organ: FoundOrgan,
  stack: OrganStack,
  ask: Ask,
  signal?: AbortSignal,
): AsyncGenerator<OrganSlice, void, undefined> {
  const masks = new Map<number, RegionMask>();
  for (let k = 0; k < stack.planes.length; k++) {
    if (signal?.aborted) return;
    const mask = organ.maskOn(await stack.read(k));
    if (mask.width) masks.set(k, mask);
  }
  const seeds = organ.drawnBy === 'engine' ? bySize(masks) : seedsOf(masks);
  const agreements = new Map<number, number>();
  const others = [...masks.keys()].filter(k => !seeds.includes(k));
  let remaining = masks.size;
  let template: SegmentResult | undefined;
  for (const k of [...seeds, ...others]) {
    if (signal?.aborted) return;
    const mask = masks.get(k)!;
    const slice = await stack.read(k);
    const prompts = promptsFor(mask, slice);
    let answer: SegmentResult | undefined;
    if (seeds.includes(k)) {
      const previous = { mask };
      try {
        answer = await ask(
          { slice, prompts, previous, promptedBy: 'neighbour', quality: 'best' },
          signal,
        );
      } catch (error) {
        if (signal?.aborted) return;
        throw error;
      }
      template = answer;
      agreements.set(k, dice(answer.candidates[0].mask, mask));
    }
    const agreement = nearestTo(agreements, k);
    yield {
      ...{ k, prompts, remaining: --remaining },
      answer: answerOf(mask, slice, answer, template!, organ),
      confidence: Math.sqrt(organ.fit * agreement),
    };
  }
}

/** Slices spread evenly over those that show enough of the organ, its largest section first. */
function seedsOf(masks: ReadonlyMap<number, RegionMask>): number[] {
  const largest = Math.max(0, ...[...masks.values()].map(maskArea));
  const fair = [...masks.keys()].filter(k => maskArea(masks.get(k)!) >= FAIR_SHARE * largest);
  const count = Math.min(SEEDS, fair.length);
  const chosen = Array.from(
    { length: count },
    (_, n) => fair[Math.floor(((n + 0.5) / count) * fair.length)],
  );
  const seeds = new Set(chosen);
  return bySize(masks).filter(k => seeds.has(k));
}

/** All slices, the largest section first. */
function bySize(masks: ReadonlyMap<number, RegionMask>): number[] {
  const areas = new Map([...masks].map(([k, mask]) => [k, maskArea(mask)]));
  return [...areas.keys()].sort((a, b) => areas.get(b)! - areas.get(a)!);
}

/** The box around a mask and its deepest pixel. */
function promptsFor(mask: RegionMask, { plane }: SliceImage): Prompt[] {
  const { x, y, width, height } = boundsOfMask(mask);
  const [dx, dy] = [SLACK_MM / plane.columnSpacing, SLACK_MM / plane.rowSpacing];
  const deepest = deepestPixel(mask, plane);
  const box: Prompt = {
    kind: 'box',
    corners: [
      [x - dx, y - dy],
      [x + width + dx, y + height + dy],
    ],
  };
  return deepest ? [box, { kind: 'point', polarity: 'include', at: deepest.at }] : [box];
}

function nearestTo(agreements: ReadonlyMap<number, number>, k: number): number {
  let [nearest, value] = [Infinity, 0];
  for (const [seed, agreement] of agreements) {
    if (Math.abs(seed - k) < nearest) [nearest, value] = [Math.abs(seed - k), agreement];
  }
  return value;
}

/** The mask as an answer that corrections can build on, before what the engine has answered. */
function answerOf(
  mask: RegionMask,
  slice: SliceImage,
  asked: SegmentResult | undefined,
  template: SegmentResult,
  { fit, drawnBy }: FoundOrgan,
): SegmentResult {
  const spec = asked?.spec ?? defaultSpec(slice);
  const side = Math.round(Math.sqrt(template.candidates[0].logits.length));
  const transform = createImageTransform(slice.plane, spec.region, INPUT_PER_MASK * side);
  const own: Candidate = {
    ...{ token: 0, predictedIoU: fit, stabilityScore: 1, score: fit, mask },
    logits: toLowResolution(fieldOf(mask), transform, side),
  };
  if (asked) {
    const isSame = dice(asked.candidates[0].mask, mask) >= SAME_ORGAN;
    const [first, ...others] = asked.candidates;
    const engineFirst = drawnBy === 'engine' && isSame;
    return {
      ...asked,
      candidates: engineFirst ? [first, own, ...others] : [own, first, ...others],
    };
  }
  const trace = { views: [], hypotheses: [], reason: 'score' } as const;
  return { candidates: [own], spec, zoom: 1, final: true, encodes: 0, decodes: 0, trace };
}

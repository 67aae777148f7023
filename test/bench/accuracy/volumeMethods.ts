import { segment } from '../../../extension/src/core/engine';
import type { SegmentResult, Segmenter } from '../../../extension/src/core/engine/types';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import {
  boundsOfMask,
  fromFull,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import { withSlack } from '../../../extension/src/core/prompt/boxSlack';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';
import { propagate, type Volume } from '../../../extension/src/core/volume';
import { fitEdges, layOut } from '../../../extension/src/core/volume/cleanup';
import { plain } from './methods';

/** What a method made of one object: its masks by slice, and how sure each is. */
export interface Followed {
  readonly masks: Map<number, RegionMask>;
  /** 0 to 1; nothing of a slice that was prompted, or by a method that does not say. */
  readonly confidence: ReadonlyMap<number, number>;
}

/** A way to follow an object through a volume. */
export interface VolumeMethod {
  readonly name: string;
  /** The mask of one slice for the prompts given there, after a mask that they correct. */
  answer(slice: SliceImage, prompts: readonly Prompt[], before?: RegionMask): Promise<RegionMask>;
  /** The other slices, from those that have a mask. */
  follow(fixed: ReadonlyMap<number, RegionMask>): Promise<Followed>;
}

const volumeOf = (slices: readonly SliceImage[]): Volume => ({
  positions: slices.map(({ plane }) => placeOf(plane)),
  read: async k => slices[k],
});

/** Along the normal, mm. */
function placeOf({ origin, rowDirection: r, columnDirection: c }: SliceImage['plane']): number {
  const normal = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
  return normal.reduce((sum, component, n) => sum + component * origin[n], 0);
}

/** The product's engine and its propagation. */
export function oursThrough(segmenter: Segmenter, slices: readonly SliceImage[]): VolumeMethod {
  const volume = volumeOf(slices);
  const taken = ({ candidates }: SegmentResult): RegionMask => candidates[0].mask;
  return {
    name: 'ours',
    answer: async (slice, prompts, before) => {
      const previous = before && { mask: before, object: boundsOfMask(before) };
      return taken(await segment(segmenter, { slice, prompts, previous, quality: 'best' }));
    },
    follow: async fixed => {
      const masks = new Map(fixed);
      const confidence = new Map<number, number>();
      const request = { volume, fixed, range: [0, slices.length - 1] as const };
      for await (const told of propagate(request, one => segment(segmenter, one))) {
        if (told.kind !== 'mask') continue;
        masks.set(told.k, taken(told.answer));
        confidence.set(told.k, told.confidence);
      }
      return { masks, confidence };
    },
  };
}

/** The masks by slice with their borders at the edges; none where the slices are no stack. */
export function edgesFitted(
  slices: readonly SliceImage[],
  masks: ReadonlyMap<number, RegionMask>,
): Map<number, RegionMask> {
  const marked = new Map([...masks].filter(([, { width }]) => width));
  if (!marked.size) return marked;
  const laid = layOut(
    slices.map(({ plane }, k) => ({ plane, mask: marked.get(k) ?? null, knows: 'place' as const })),
  );
  if (typeof laid === 'string') throw new Error(`The slices are no stack: ${laid}.`);
  const { width, height } = laid.box;
  const values = new Float32Array(laid.box.inside.length).fill(NaN);
  laid.slices.forEach(({ source, x, y }, k) => {
    const { plane, values: all } = slices[source];
    for (let j = Math.max(0, -y); j < Math.min(height, plane.rows - y); j++) {
      for (let i = Math.max(0, -x); i < Math.min(width, plane.columns - x); i++) {
        values[(k * height + j) * width + i] = all[(y + j) * plane.columns + x + i];
      }
    }
  });
  const fitting = fitEdges(laid.box, values);
  let step = fitting.next();
  while (!step.done) step = fitting.next();
  const after = step.value;
  return new Map(
    laid.slices.flatMap(({ source, x, y }, k) => {
      const slice = after.subarray(k * width * height, (k + 1) * width * height);
      const mask = fromFull(slice, width, height);
      return mask.width ? [[source, { ...mask, x: mask.x + x, y: mask.y + y }] as const] : [];
    }),
  );
}

/**
 * What peers do: the box around the neighbour's mask on the whole slice in a fixed window, the mask
 * with the best predicted IoU, on until nothing is found.
 */
export function plainThrough(segmenter: Segmenter, slices: readonly SliceImage[]): VolumeMethod {
  const method = plain(segmenter);
  const answer = async (slice: SliceImage, prompts: readonly Prompt[], before?: RegionMask) => {
    const box = before?.width ? [boxAround(before)] : [];
    return (await method.begin(slice)([...box, ...prompts])).masks[0];
  };
  return {
    name: 'plain',
    answer,
    follow: async fixed => {
      const masks = new Map(fixed);
      for (const step of [1, -1]) {
        for (const seed of fixed.keys()) {
          let mask = fixed.get(seed)!;
          for (let k = seed + step; mask.width && slices[k] && !masks.has(k); k += step) {
            mask = await answer(slices[k], [boxAround(mask)]);
            if (mask.width) masks.set(k, mask);
          }
        }
      }
      return { masks, confidence: new Map() };
    },
  };
}

function boxAround(mask: RegionMask): Prompt {
  const { x, y, width, height } = withSlack(boundsOfMask(mask));
  return {
    kind: 'box',
    corners: [
      [x, y],
      [x + width, y + height],
    ],
  };
}

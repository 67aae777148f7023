import type { SegmentRequest, SegmentResult } from '../../../../extension/src/core/engine/types';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { EMPTY_MASK, fromFull } from '../../../../extension/src/core/mask/regionMask';
import type { Ask, Volume } from '../../../../extension/src/core/volume';
import { axialPlane, ctSlice } from '../slices';

export const SIDE = 48;

/** A bright object in a dark volume: the mask on each slice, empty where there is none. */
export interface Made {
  readonly volume: Volume;
  readonly truth: readonly RegionMask[];
  /** Numbers of the slices that were asked for, in their order. */
  readonly asked: number[];
  /** What was asked. */
  readonly requests: SegmentRequest[];
  /** Answers with the truth, surely. */
  readonly ask: Ask;
}

/** Discs of these radii (pixels of 1 mm) around [x, y] of each slice, 0 for none. */
export function discs(
  radii: readonly number[],
  {
    positions = radii.map((_, k) => 3 * k),
    centre = () => [24, 24],
    value = () => 80,
  }: {
    readonly positions?: readonly number[];
    readonly centre?: (k: number) => readonly [number, number];
    readonly value?: (k: number) => number;
  } = {},
): Made {
  const inside = (k: number, i: number, j: number) => {
    const [x, y] = centre(k);
    return Math.hypot(i - x, j - y) <= radii[k] - 0.5;
  };
  const slices = radii.map((_, k) => ({
    ...ctSlice(axialPlane(SIDE, SIDE), (i, j) =>
      inside(k, i, j) ? value(k) + ((i + j) % 5) : -100,
    ),
    key: `slice-${k}`,
  }));
  const truth = slices.map((_, k) =>
    fromFull(
      Uint8Array.from({ length: SIDE * SIDE }, (_, n) =>
        Number(inside(k, n % SIDE, Math.floor(n / SIDE))),
      ),
      SIDE,
      SIDE,
    ),
  );
  const asked: number[] = [];
  const requests: SegmentRequest[] = [];
  return {
    ...{ truth, asked, requests },
    volume: { positions, read: async k => slices[k] },
    ask: async request => {
      const k = slices.findIndex(({ key }) => key === request.slice.key);
      asked.push(k);
      requests.push(request);
      return answerOf(truth[k]);
    },
  };
}

/** An answer of one mask, with which the others that the model offers agree so much. */
export const answerOf = (
  mask: RegionMask = EMPTY_MASK,
  predictedIoU = 0.95,
  boxAgreement = 1,
): SegmentResult =>
  ({
    candidates: [{ mask, predictedIoU, logits: new Float32Array(1), token: 0, stabilityScore: 1 }],
    trace: { views: [], reason: 'score', hypotheses: [{ candidate: 0, terms: { boxAgreement } }] },
  }) as unknown as SegmentResult;

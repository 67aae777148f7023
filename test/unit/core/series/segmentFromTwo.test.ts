/** @jest-environment jsdom */
import { segment } from '../../../../extension/src/core/engine';
import type {
  Candidate,
  SegmentRequest,
  SegmentResult,
} from '../../../../extension/src/core/engine/types';
import { SamError } from '../../../../extension/src/core/errors';
import { wholeImage } from '../../../../extension/src/core/geometry/region';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import {
  dice,
  fromFull,
  looksTheSame,
  maskHas,
  type RegionMask,
} from '../../../../extension/src/core/mask/regionMask';
import { segmentFromTwo } from '../../../../extension/src/core/series';
import { borderContrast } from '../../../../extension/src/core/series/definition';
import { DiscModel } from '../engine/discModel';
import { axialPlane, ctSlice } from '../slices';

const noise = (i: number, j: number) => ((i * 37 + j * 101 + i * j * 13) % 29) - 14;
const MODEL_SIDE = 64;

/** A lesion of 12 mm around world [60, 50] on tissue, or tissue alone; pixels `mm` wide. */
function lesionSlice(key: string, mm: number, height: number, origin = [0, 0, 0]): SliceImage {
  const plane = {
    ...axialPlane(Math.round(120 / mm), Math.round(100 / mm), mm, mm),
    origin: origin as never,
  };
  return ctSlice(
    plane,
    (i, j) => {
      const [x, y] = [origin[0] + i * mm, origin[1] + j * mm];
      return 40 + noise(i, j) + (Math.hypot(x - 60, y - 50) < 12 ? height : 0);
    },
    { key, modality: 'MR', units: 'arbitrary' },
  );
}

const discOn = ({ plane }: SliceImage, radius: number): RegionMask => {
  const { columns, rows, columnSpacing, rowSpacing, origin } = plane;
  const full = Uint8Array.from({ length: columns * rows }, (_, n) => {
    const x = origin[0] + (n % columns) * columnSpacing;
    const y = origin[1] + Math.floor(n / columns) * rowSpacing;
    return Math.hypot(x - 60, y - 50) < radius ? 1 : 0;
  });
  return fromFull(full, columns, rows);
};

const candidateOf = (mask: RegionMask, quality = 0.9): Candidate => ({
  ...{ token: 1, predictedIoU: quality, stabilityScore: quality, score: 1, mask },
  logits: new Float32Array(MODEL_SIDE ** 2),
});

function answerOf(slice: SliceImage, candidates: readonly Candidate[]): SegmentResult {
  const spec = { region: wholeImage(slice.plane), window: { lower: 0, upper: 100 } };
  return {
    ...{ candidates, spec, zoom: 1, final: true, encodes: 1, decodes: 1 },
    trace: {
      views: [{ role: 'whole', spec }] as never,
      hypotheses: candidates.map(({ predictedIoU, score }, candidate) => ({
        ...{ view: 0, token: 1, ask: 'prompts', predictedIoU, terms: {}, score, area: 1 },
        ...{ fate: 'shown', candidate },
      })),
      reason: 'score',
    },
  };
}

const requestOn = (slice: SliceImage, at: readonly [number, number]): SegmentRequest => ({
  ...{ slice, quality: 'best' },
  prompts: [{ kind: 'point', polarity: 'include', at }],
});

/** Answers with discs: of the lesion's size where it is seen, of another where it is not. */
const discs = (seen: string) => {
  const asked: SegmentRequest[] = [];
  const ask = async (request: SegmentRequest) => {
    asked.push(request);
    const { slice } = request;
    const radii = slice.key === seen ? [12, 6] : [22, 30];
    return answerOf(
      slice,
      radii.map((radius, n) => candidateOf(discOn(slice, radius), 0.9 - n / 10)),
    );
  };
  return { asked, ask };
};

const plain = (slice: SliceImage) => ({ id: 'series-2', read: async () => slice });

test('a lesion that the other series shows and this one does not: the other leads, its mask on these pixels', async () => {
  const own = lesionSlice('t1', 1, 0);
  // Twice as coarse, its grid begins elsewhere.
  const other = lesionSlice('t2', 2, 80, [-6, -3, 1]);
  const { asked, ask } = discs('t2');
  const result = await segmentFromTwo(ask, requestOn(own, [60, 50]), plain(other));
  expect(asked.map(({ slice }) => slice.key)).toEqual(['t1', 't2']);
  expect(asked[1].prompts).toEqual([{ kind: 'point', polarity: 'include', at: [33, 26.5] }]);
  const { series } = result.trace;
  expect(series).toMatchObject({ leads: 'companion', id: 'series-2' });
  expect(series!.companion!.score).toBeGreaterThan(1.5 * series!.prompted!.score);
  expect(dice(result.candidates[0].mask, discOn(own, 12))).toBeGreaterThan(0.9);
  // Those of the series prompted on are still there, and what is fed back is of its spec.
  expect(result.candidates.some(({ mask }) => looksTheSame(mask, discOn(own, 22)))).toBe(true);
  expect(result.spec.region).toEqual(wholeImage(own.plane));
  expect(result.candidates[0].logits).toHaveLength(MODEL_SIDE ** 2);
  expect(Math.max(...result.candidates[0].logits)).toBeGreaterThan(0);
});

test('a lesion that this series shows: it leads, the other’s masks stay among the candidates', async () => {
  const own = lesionSlice('t1', 1, 80);
  const other = lesionSlice('t2', 2, 0);
  const { ask } = discs('t1');
  const result = await segmentFromTwo(ask, requestOn(own, [60, 50]), plain(other));
  expect(result.trace.series).toMatchObject({ leads: 'prompted' });
  expect(dice(result.candidates[0].mask, discOn(own, 12))).toBe(1);
  expect(dice(result.candidates[1].mask, discOn(own, 22))).toBeGreaterThan(0.9);
});

test('series that show it alike: the one that was prompted on leads', async () => {
  const [own, other] = [lesionSlice('t1', 1, 80), lesionSlice('t2', 1, 80)];
  const ask = async ({ slice }: SegmentRequest) =>
    answerOf(slice, [candidateOf(discOn(slice, 12))]);
  const result = await segmentFromTwo(ask, requestOn(own, [60, 50]), plain(other));
  expect(result.trace.series?.leads).toBe('prompted');
  // The same mask twice is one candidate.
  expect(result.candidates).toHaveLength(1);
});

test('the trace tells both series apart and names each candidate once', async () => {
  const [own, other] = [lesionSlice('t1', 1, 0), lesionSlice('t2', 1, 80)];
  const result = await segmentFromTwo(discs('t2').ask, requestOn(own, [60, 50]), plain(other));
  const { views, hypotheses } = result.trace;
  expect(views.map(({ companion = false }) => companion)).toEqual([true, false]);
  const shown = hypotheses.flatMap(({ candidate }) => candidate ?? []);
  expect(shown).toEqual(result.candidates.map((_, n) => n));
  expect(hypotheses[0].view).toBe(0);
  expect(JSON.stringify(result.trace)).not.toMatch(/t1|t2/);
});

test('without an answer from the other series, that of this one stands and the trace says why', async () => {
  const [own, other] = [lesionSlice('t1', 1, 80), lesionSlice('t2', 1, 80)];
  const ask = async ({ slice }: SegmentRequest) => {
    if (slice.key === 't2') throw new SamError('out-of-memory', 'bad_alloc');
    return answerOf(slice, [candidateOf(discOn(slice, 12))]);
  };
  const result = await segmentFromTwo(ask, requestOn(own, [60, 50]), plain(other));
  expect(result.trace.series).toMatchObject({ leads: 'prompted', missing: 'no-answer' });
  expect(result.candidates).toHaveLength(1);

  // A prompt beyond the other image asks nothing there.
  const beside = lesionSlice('t2', 1, 80, [200, 0, 0]);
  const there = await segmentFromTwo(ask, requestOn(own, [60, 50]), plain(beside));
  expect(there.trace.series).toMatchObject({ missing: 'outside' });
});

test('a failure on the slice that was prompted, and an abort, are told', async () => {
  const [own, other] = [lesionSlice('t1', 1, 80), lesionSlice('t2', 1, 80)];
  const fails = async (): Promise<SegmentResult> => {
    throw new SamError('device-lost', 'lost');
  };
  await expect(segmentFromTwo(fails, requestOn(own, [60, 50]), plain(other))).rejects.toMatchObject(
    {
      code: 'device-lost',
    },
  );
  const wanted = new AbortController();
  const leaves = async ({ slice }: SegmentRequest) => {
    if (slice.key === 't1') return answerOf(slice, [candidateOf(discOn(slice, 12))]);
    wanted.abort();
    throw new SamError('aborted', 'not wanted any more');
  };
  await expect(
    segmentFromTwo(leaves, requestOn(own, [60, 50]), plain(other), wanted.signal),
  ).rejects.toMatchObject({ code: 'aborted' });
});

test('the mask before goes to the other series as a mask on its pixels', async () => {
  const [own, other] = [lesionSlice('t1', 1, 80), lesionSlice('t2', 2, 80)];
  const { asked, ask } = discs('t2');
  const mask = discOn(own, 12);
  const answer = { logits: new Float32Array(1), spec: answerOf(own, []).spec };
  await segmentFromTwo(
    ask,
    { ...requestOn(own, [60, 50]), previous: { mask, answer } },
    plain(other),
  );
  expect(asked[0].previous).toEqual({ mask, answer });
  expect(asked[1].previous?.answer).toBeUndefined();
  expect(dice(asked[1].previous!.mask, discOn(other, 12))).toBeGreaterThan(0.95);
});

test('the engine itself, on both: corrections after an answer from two feed back', async () => {
  const [own, other] = [lesionSlice('t1', 1, 0), lesionSlice('t2', 2, 80)];
  // Discs of 12 mm when the whole slice is shown.
  const model = new DiscModel([102, 70, 50, 30]);
  const ask = (request: SegmentRequest, signal?: AbortSignal) => segment(model, request, signal);
  const request = { ...requestOn(own, [60, 50]), wholeSlice: true };
  const first = await segmentFromTwo(ask, request, plain(other));
  expect(first.trace.series?.leads).toBe('companion');
  expect(maskHas(first.candidates[0].mask, [60, 50])).toBe(true);
  const { mask, logits } = first.candidates[0];
  const again = await segmentFromTwo(
    ask,
    {
      ...request,
      prompts: [
        { kind: 'point', polarity: 'include', at: [60, 50] },
        { kind: 'point', polarity: 'exclude', at: [71, 50] },
      ],
      previous: { mask, answer: { logits, spec: first.spec } },
    },
    plain(other),
  );
  expect(maskHas(again.candidates[0].mask, [71, 50])).toBe(false);
});

test('contrast across a border: 1 where it parts the values, near 0 in noise alone, whatever the sign', () => {
  const bright = lesionSlice('a', 1, 80);
  expect(borderContrast(bright, discOn(bright, 12))).toBeGreaterThan(0.99);
  const dark = lesionSlice('b', 1, -80);
  expect(borderContrast(dark, discOn(dark, 12))).toBeGreaterThan(0.99);
  const none = lesionSlice('c', 1, 0);
  expect(borderContrast(none, discOn(none, 12))).toBeLessThan(0.15);
  // A mask twice as large as the lesion has its border where nothing is.
  expect(borderContrast(bright, discOn(bright, 24))).toBeLessThan(0.15);
});

import type { SegmentRequest, SegmentResult } from '../../../../extension/src/core/engine/types';
import {
  findLesions,
  gridParameters,
  SENSITIVITY_SETS,
  type AskGrid,
  type LesionSettings,
  type LesionProgress,
} from '../../../../extension/src/core/lesions';
import { LESION_CONFIG } from '../../../../extension/src/core/lesions/config';
import { worthALook } from '../../../../extension/src/core/lesions/search';
import {
  EMPTY_MASK,
  maskHas,
  type RegionMask,
} from '../../../../extension/src/core/mask/regionMask';
import { madeOrgan, type Ball } from './madeOrgan';

const SETTINGS: LesionSettings = { sensitivity: 'malignant', contrast: 'usual', scale: 'own' };
const DARK: Ball = { at: [36, 29, 11], diameterMm: 8, hu: 40 };
const BRIGHT: Ball = { at: [19, 32, 9], diameterMm: 12, hu: 165 };

/** The engine that gives back the mask that it is given, and is fairly sure. */
const answer = (mask: RegionMask, predictedIoU = 0.8): SegmentResult =>
  ({
    candidates: [
      { mask, predictedIoU, stabilityScore: 0.7, token: 0, score: 1, logits: new Float32Array(1) },
    ],
    spec: { region: { x: 0, y: 0, width: 52, height: 52 }, window: { lower: 0, upper: 200 } },
    ...{ zoom: 1, final: true, encodes: 1, decodes: 1, trace: { hypotheses: [] } },
  }) as unknown as SegmentResult;

const agreeing = (request: SegmentRequest) => Promise.resolve(answer(request.previous!.mask));

const has = (masks: ReadonlyMap<number, { readonly mask: RegionMask }>, { at: [i, j, k] }: Ball) =>
  maskHas(masks.get(k)?.mask ?? EMPTY_MASK, [i, j]);

test('balls that are brighter or darker than their organ are found first, a vessel is not', async () => {
  const found = await findLesions(madeOrgan([DARK, BRIGHT]), SETTINGS, { mask: agreeing });
  const [first, second, ...others] = found!.candidates;
  const balls = [first, second].map(({ masks }) => [has(masks, DARK), has(masks, BRIGHT)]);
  expect(balls.map(String).sort()).toEqual(['false,true', 'true,false']);
  // Within a third of the volume.
  for (const { evidence } of [first, second]) {
    const { diameterMm } = evidence.sign < 0 ? DARK : BRIGHT;
    expect(evidence.diameterMm / diameterMm).toBeGreaterThan(0.87);
    expect(evidence.diameterMm / diameterMm).toBeLessThan(1.15);
  }
  expect(others.length).toBeLessThan(4);
  expect(found!.values.median).toBeCloseTo(100, -1);
});

test('a vessel alone scores less than half of a ball of its contrast', async () => {
  const ball: Ball = { at: [30, 34, 11], diameterMm: 8, hu: 170 };
  const { candidates } = (await findLesions(madeOrgan([ball]), SETTINGS, { mask: agreeing }))!;
  expect(has(candidates[0].masks, ball)).toBe(true);
  expect(candidates[1]?.score ?? 0).toBeLessThan(candidates[0].score / 2);
});

test('only what is asked for is looked for: brighter, or darker', async () => {
  const volume = madeOrgan([DARK, BRIGHT]);
  for (const [contrast, ball, other] of [
    ['darker', DARK, BRIGHT],
    ['brighter', BRIGHT, DARK],
  ] as const) {
    const { candidates } = (await findLesions(
      volume,
      { ...SETTINGS, contrast },
      { mask: agreeing },
    ))!;
    expect(candidates.some(({ masks }) => has(masks, ball))).toBe(true);
    expect(candidates.some(({ masks }) => has(masks, other))).toBe(false);
  }
});

test('what the model does not believe in is not listed, and a mask elsewhere is not taken', async () => {
  const volume = madeOrgan([DARK]);
  const doubting = (request: SegmentRequest) =>
    Promise.resolve(answer(request.previous!.mask, 0.05));
  expect((await findLesions(volume, SETTINGS, { mask: doubting }))!.candidates).toEqual([]);
  const elsewhere = () =>
    Promise.resolve(answer({ x: 1, y: 1, width: 2, height: 1, data: new Uint8Array([1, 1]) }));
  expect((await findLesions(volume, SETTINGS, { mask: elsewhere }))!.candidates).toEqual([]);
});

test('the grid asks inside the organ, only where it differs and nothing is suspected', async () => {
  const volume = madeOrgan([DARK, BRIGHT]);
  const asked: { k: number; within: RegionMask }[] = [];
  const grid: AskGrid = (slice, _, { within }) => {
    asked.push({ k: volume.slices.indexOf(slice), within });
    return Promise.resolve({ columns: 52, rows: 52, candidates: [], crops: 1 });
  };
  await findLesions(volume, SETTINGS, { mask: agreeing, grid });
  expect(asked.length).toBeGreaterThan(0);
  for (const { k, within } of asked) {
    const full = volume.organ.get(k)!;
    for (let v = 0, n = 0; v < within.height; v++) {
      for (let u = 0; u < within.width; u++, n++) {
        if (!within.data[n]) continue;
        expect(maskHas(full, [within.x + u, within.y + v])).toBe(true);
      }
    }
    expect(has(new Map([[k, { mask: within }]]), { ...DARK, at: [36, 29, k] })).toBe(false);
  }
});

test('nothing of an organ gives no search, and an aborted one rejects before it goes on', async () => {
  const volume = madeOrgan([]);
  const empty = { ...volume, organ: new Map([[3, EMPTY_MASK]]) };
  expect(await findLesions(empty, SETTINGS, { mask: agreeing })).toBeUndefined();
  const stop = new AbortController();
  const phases: LesionProgress['phase'][] = [];
  const options = {
    signal: stop.signal,
    onProgress: ({ phase, done }: LesionProgress) => {
      phases.push(phase);
      if (phase === 'reading' && done === 4) stop.abort();
    },
  };
  const search = findLesions(volume, SETTINGS, { mask: agreeing }, options);
  await expect(search).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(phases).toEqual(['reading', 'reading', 'reading', 'reading']);
});

test('the sets have the values that they are told with; those for own weights differ in scale only', () => {
  expect(SENSITIVITY_SETS).toEqual({
    benign: { predIouThresh: 0.85, stabilityScoreThresh: 0.92, cropNLayers: 1 },
    malignant: { predIouThresh: 0.78, stabilityScoreThresh: 0.88, cropNLayers: 2 },
    metastasis: { predIouThresh: 0.75, stabilityScoreThresh: 0.85, cropNLayers: 3 },
  });
  expect(gridParameters('benign', 'sam')).toMatchObject(SENSITIVITY_SETS.benign);
  expect(gridParameters('metastasis', 'own')).toMatchObject({ cropNLayers: 3, predIouThresh: 0.2 });
});

test('a list is cut where candidates are of many alike, and to nothing where none is worth a look', () => {
  const scored = (...scores: number[]) => scores.map(score => ({ score }));
  const alike = scored(4, ...Array.from({ length: 20 }, () => 1.5));
  expect(worthALook(alike, 'malignant', true, LESION_CONFIG)).toEqual(scored(4));
  const many = scored(...Array.from({ length: 24 }, (_, n) => 4 - n / 100));
  expect(worthALook(many, 'malignant', true, LESION_CONFIG)).toHaveLength(12);
  expect(worthALook(scored(0.1), 'malignant', true, LESION_CONFIG)).toEqual([]);
  expect(worthALook([], 'malignant', true, LESION_CONFIG)).toEqual([]);
});

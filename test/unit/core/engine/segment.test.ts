import fc from 'fast-check';
import {
  defaultSpec,
  ENGINE_CONFIG,
  segment,
  type EngineConfig,
} from '../../../../extension/src/core/engine';
import type { PreviousMask, SegmentResult } from '../../../../extension/src/core/engine/types';
import { contains, type Region } from '../../../../extension/src/core/geometry/region';
import {
  boundsOfMask,
  dice,
  maskArea,
  maskHas,
  type RegionMask,
} from '../../../../extension/src/core/mask/regionMask';
import type { Prompt } from '../../../../extension/src/core/prompt/prompt';
import { axialPlane, ctSlice } from '../slices';
import { DiscModel } from './discModel';
import { click, COLUMNS, exclude, include, ROWS, slice } from './discSlice';

const at = fc.tuple(
  fc.integer({ min: 0, max: COLUMNS - 1 }),
  fc.integer({ min: 0, max: ROWS - 1 }),
);
const radii = fc.array(fc.integer({ min: 20, max: 500 }), { minLength: 4, maxLength: 4 });

function pixels(mask: RegionMask): [number, number][] {
  return [...mask.data].flatMap((inside, n): [number, number][] =>
    inside ? [[mask.x + (n % mask.width), mask.y + Math.floor(n / mask.width)]] : [],
  );
}

test('a quick answer takes the embedding that is ready, and one decoder run', async () => {
  const model = new DiscModel();
  await model.encode(slice, defaultSpec(slice));
  const answer = await segment(model, { slice, prompts: click, quality: 'quick' });
  expect(answer).toMatchObject({ encodes: 0, decodes: 1, final: false, zoom: 1 });
  expect(maskHas(answer.candidates[0].mask, [80, 60])).toBe(true);
});

test('a quick answer on a large slice is at its own pixels, however small the object is', async () => {
  const large = ctSlice(axialPlane(700, 600, 0.7, 0.7), (i, j) => (i * 7 + j * 3) % 40);
  for (const radius of [60, 4, 3]) {
    const model = new DiscModel([radius, radius, radius, radius]);
    await model.encode(large, defaultSpec(large));
    const at = [301, 333] as const;
    const answer = await segment(model, {
      ...{ slice: large, quality: 'quick' },
      prompts: [include(...at)],
    });
    expect(answer).toMatchObject({ decodes: 1, final: false });
    const [{ mask }] = answer.candidates;
    expect(maskHas(mask, at)).toBe(true);
    // 700 pixels are shown as 1,024.
    const expected = Math.PI * ((radius * 700) / 1024) ** 2;
    expect(maskArea(mask)).toBeGreaterThan(0.4 * expected);
    expect(maskArea(mask)).toBeLessThan(1.6 * expected);
  }
});

test('the sides of the input and of the masks follow the model', async () => {
  const answers = [448, 1024].map(async size => {
    const model = new DiscModel([size / 14, size / 12, size / 10, size / 8], size);
    const answer = await segment(model, { slice, prompts: click, quality: 'best' });
    for (const { logits } of answer.candidates) expect(logits).toHaveLength((size / 4) ** 2);
    return answer.candidates[0].mask;
  });
  const [small, large] = await Promise.all(answers);
  expect(maskArea(small)).toBeGreaterThan(100);
  expect(dice(small, large)).toBeGreaterThan(0.9);
});

test('a model that sees nothing gives one empty mask', async () => {
  for (const quality of ['quick', 'best'] as const) {
    const model = new DiscModel([-1, -1, -1, -1]);
    const { candidates } = await segment(model, { slice, prompts: click, quality });
    expect(candidates).toHaveLength(1);
    expect(maskArea(candidates[0].mask)).toBe(0);
  }
});

test('without an embedding a quick answer encodes once', async () => {
  const answer = await segment(new DiscModel(), { slice, prompts: click, quality: 'quick' });
  expect(answer.encodes).toBe(1);
});

test('the best answer is final, of both views, and given again without encoding', async () => {
  const model = new DiscModel();
  const best = await segment(model, { slice, prompts: click, quality: 'best' });
  expect(best.final).toBe(true);
  expect(best.encodes).toBe(2);
  const again = await segment(model, { slice, prompts: click, quality: 'quick' });
  expect(again).toEqual({ ...best, encodes: 0 });
});

test('what the reader asks for is shown to the model', async () => {
  const model = new DiscModel();
  const window = { lower: -50, upper: 200 };
  const request = { slice, prompts: click, quality: 'best' as const };
  expect((await segment(model, { ...request, window })).spec.window).toEqual(window);
  expect((await segment(model, { ...request, wholeSlice: true })).zoom).toBe(1);
});

test('candidates differ, and their logits can be fed back', async () => {
  const model = new DiscModel();
  const first = await segment(model, { slice, prompts: click, quality: 'best' });
  const areas = first.candidates.map(({ mask }) => maskArea(mask));
  expect(new Set(areas).size).toBe(areas.length);
  const [{ logits, mask }] = first.candidates;
  const previous: PreviousMask = { mask, answer: { logits, spec: first.spec } };
  await segment(model, { slice, prompts: [...click, exclude(80, 66)], previous, quality: 'best' });
  expect(model.decoded.at(-1)!.maskInput).toHaveLength(256 * 256);
});

test('a mask of another origin is corrected by an exclude point alone, and seen whole', async () => {
  const data = new Uint8Array(80 * 30).fill(1);
  const mask = { x: 60, y: 45, width: 80, height: 30, data };
  const previous: PreviousMask = { mask, object: boundsOfMask(mask) };
  const model = new DiscModel();
  const answer = await segment(model, {
    slice,
    prompts: [exclude(130, 60)],
    previous,
    quality: 'best',
  });
  expect(maskHas(answer.candidates[0].mask, [130, 60])).toBe(false);
  expect(model.decoded.at(-1)!.maskInput).toHaveLength(256 * 256);
  // The mask with its surroundings, and no more: 1.6 times its longer side.
  expect(answer.spec.region.width).toBeCloseTo(1.6 * 80, 5);
  expect(contains(answer.spec.region, [60, 45])).toBe(true);
  expect(contains(answer.spec.region, [139, 74])).toBe(true);
});

test('nothing of the mask lies outside a lasso', async () => {
  const path = [
    [62, 42],
    [98, 42],
    [80, 78],
  ] as const;
  const request = { slice, prompts: [{ kind: 'lasso', path }] as const, quality: 'best' as const };
  const answer = await segment(new DiscModel(), request);
  const [{ mask }] = answer.candidates;
  expect(maskArea(mask)).toBeGreaterThan(100);
  // Of the disc the lasso leaves out the lower corners.
  expect(maskHas(mask, [80, 60])).toBe(true);
  expect(maskHas(mask, [68, 68])).toBe(false);
  expect(maskHas(mask, [92, 68])).toBe(false);
});

test('a preset names the window', async () => {
  const request = { slice, prompts: click, quality: 'best' as const, window: 'bone' as const };
  const { spec } = await segment(new DiscModel(), request);
  expect(spec.window).toEqual({ lower: -450, upper: 1050 });
});

test('an exclude point alone is refused', async () => {
  const request = { slice, prompts: [exclude(10, 10)], quality: 'quick' as const };
  await expect(segment(new DiscModel(), request)).rejects.toThrow(RangeError);
});

describe('the order of the candidates', () => {
  const isSorted = (scores: readonly number[]) =>
    scores.every((score, n) => n === 0 || scores[n - 1] >= score);
  const previousOf = ({ candidates: [{ mask, logits }], spec }: SegmentResult): PreviousMask => ({
    mask,
    answer: { logits, spec },
  });

  it('is that of their scores, whatever was corrected', () =>
    fc.assert(
      fc.asyncProperty(at, radii, async (corrected, sizes) => {
        const model = new DiscModel(sizes);
        const first = await segment(model, { slice, prompts: click, quality: 'best' });
        expect(isSorted(first.candidates.map(({ score }) => score))).toBe(true);
        const prompts = [...click, exclude(...corrected)];
        fc.pre(Math.hypot(corrected[0] - 80, corrected[1] - 60) > 3);
        const request = { slice, prompts, previous: previousOf(first), quality: 'best' as const };
        const second = await segment(model, request);
        expect(isSorted(second.candidates.map(({ score }) => score))).toBe(true);
      }),
      { numRuns: 6 },
    ));

  it('is told by the trace: views, terms, and why the first one', async () => {
    const model = new DiscModel();
    const { candidates, trace } = await segment(model, { slice, prompts: click, quality: 'best' });
    expect(trace.views.map(({ role }) => role)).toEqual(['whole', 'surroundings']);
    expect(trace.reason).toBe('score');
    const shown = trace.hypotheses.filter(({ fate }) => fate === 'shown');
    expect(shown.map(({ score }) => score)).toEqual(candidates.map(({ score }) => score));
    expect(shown.map(({ candidate }) => candidate)).toEqual(candidates.map((_, n) => n));
    expect(Object.keys(shown[0].terms)).toEqual(['predictedIoU', 'agreement', 'violation']);
    for (const { terms, score, view, area } of trace.hypotheses) {
      expect(Object.values(terms).reduce((a, b) => a + b, 0)).toBeCloseTo(score, 9);
      expect(trace.views[view]).toBeDefined();
      expect(area).toBeGreaterThan(0);
    }
    // Four masks of each view.
    expect(trace.hypotheses).toHaveLength(8);
    expect(structuredClone(trace)).toEqual(trace);
  });

  it('has a reason: the score, a correction, or that nothing was found', async () => {
    const corners = [
      [60, 40],
      [100, 80],
    ] as const;
    const boxed = { slice, prompts: [{ kind: 'box', corners }] as const, quality: 'best' as const };
    expect((await segment(new DiscModel(), boxed)).trace.reason).toBe('score');
    const model = new DiscModel();
    const first = await segment(model, { slice, prompts: click, quality: 'best' });
    const [{ mask }] = first.candidates;
    const request = { slice, quality: 'best' as const, previous: previousOf(first) };
    const prompts = [...click, exclude(mask.x + mask.width - 3, 60)];
    const second = await segment(model, { ...request, prompts });
    expect(second.trace.reason).toBe('corrected');
    const blind = new DiscModel([-1, -1, -1, -1]);
    const nothing = await segment(blind, { slice, prompts: click, quality: 'best' });
    expect(nothing.trace).toMatchObject({ reason: 'nothing-found', hypotheses: [] });
  });
});

test('each stage can be switched off by the configuration', async () => {
  const withStages = async (stages: Partial<EngineConfig['stages']>) => {
    const model = new DiscModel();
    const config = { ...ENGINE_CONFIG, stages: { ...ENGINE_CONFIG.stages, ...stages } };
    const request = { slice, prompts: click, quality: 'best' as const };
    return { model, ...(await segment(model, request, undefined, config)) };
  };
  expect((await withStages({ crop: false })).zoom).toBe(1);
  const [close, ...others] = (await withStages({ secondView: false })).model.encoded;
  expect(others).toHaveLength(0);
  expect(close.region.width).toBeLessThan(defaultSpec(slice).region.width);
  expect((await withStages({})).decodes).toBe(2);
  const unscored = await withStages({ score: false });
  expect(unscored.candidates[0]).toMatchObject({
    token: 0,
    score: unscored.candidates[0].predictedIoU,
  });
});

async function expectClicksOnTheirSides(
  inside: readonly [number, number],
  outside: readonly [number, number],
  sizes: readonly number[],
) {
  const prompts = [include(...inside), exclude(...outside)];
  const request = { slice, prompts, quality: 'best' as const };
  const { candidates } = await segment(new DiscModel(sizes), request);
  for (const { mask } of candidates) {
    expect(maskHas(mask, inside)).toBe(true);
    expect(maskHas(mask, outside)).toBe(false);
  }
}

test('every click is on its side, whatever the model says', () =>
  fc.assert(
    fc.asyncProperty(at, at, radii, async (inside, outside, sizes) => {
      fc.pre(Math.hypot(inside[0] - outside[0], inside[1] - outside[1]) > 3);
      await expectClicksOnTheirSides(inside, outside, sizes);
    }),
    { numRuns: 8 },
  ));

test('a click deep inside a leak leaves the other clicks their surroundings', () =>
  expectClicksOnTheirSides([4, 6], [19, 19], [271, 267, 270, 20]));

test('no mask leaves the image or the box', () =>
  fc.assert(
    fc.asyncProperty(at, at, radii, async (a, b, sizes) => {
      fc.pre(Math.abs(a[0] - b[0]) > 4 && Math.abs(a[1] - b[1]) > 4);
      const box: Region = {
        x: Math.min(a[0], b[0]),
        y: Math.min(a[1], b[1]),
        width: Math.abs(a[0] - b[0]),
        height: Math.abs(a[1] - b[1]),
      };
      const prompts: Prompt[] = [{ kind: 'box', corners: [a, b] }];
      const request = { slice, prompts, quality: 'best' as const };
      const { candidates } = await segment(new DiscModel(sizes), request);
      for (const pixel of candidates.flatMap(({ mask }) => pixels(mask))) {
        expect(contains(box, pixel)).toBe(true);
        expect(pixel[0] >= 0 && pixel[0] < COLUMNS && pixel[1] >= 0 && pixel[1] < ROWS).toBe(true);
      }
    }),
    { numRuns: 8 },
  ));

/** @jest-environment jsdom */
import type { SegmentResult } from '../../../../extension/src/core/engine/types';
import { SamError } from '../../../../extension/src/core/errors';
import type { Vec3 } from '../../../../extension/src/core/geometry/vec3';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { leadText, seriesName } from '../../../../extension/src/features/prompting/seriesText';
import { createPromptingStore } from '../../../../extension/src/features/prompting/store';
import { createTwoSeries } from '../../../../extension/src/features/prompting/twoSeries';
import type { AnswerUpdate, ModelRunner } from '../../../../extension/src/features/runtime';
import type { SeriesGroup } from '../../../../extension/src/host/seriesGroups';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { createTexts } from '../../../../extension/src/i18n/texts';
import { axialPlane, ctSlice } from '../../core/slices';

const SIDE = 40;
/** A bright square on the images of one series, nothing on those of any other. */
const LESION: RegionMask = {
  ...{ x: 15, y: 15, width: 10, height: 10 },
  data: new Uint8Array(100).fill(1),
};

const sliceOf = (name: string, z: number): ShownSlice => ({
  ...{ key: `${name} ${z}`, imageId: `${name} ${z}`, units: 'arbitrary' },
  plane: { ...axialPlane(SIDE, SIDE), origin: [0, 0, z] as Vec3 },
  addressOf: (i, j) => ({ imageId: `${name} ${z}`, offset: j * SIDE + i }),
  read: () => {
    throw new SamError('pixels-unavailable', 'not loaded');
  },
});

const group = (name: string, places: readonly number[]): SeriesGroup => ({
  ...{ id: `id-${name}`, description: name, modality: 'MR', frameOfReference: 'frame' },
  isDiffusion: false,
  slices: places.map(z => sliceOf(name, z)),
});

const T1 = group('T1', [0, 5, 10]);
const T2 = group('T2', [0.5, 5.5, 40]);

function answerOf(): SegmentResult {
  const spec = {
    region: { x: -0.5, y: -0.5, width: SIDE, height: SIDE },
    window: { lower: 0, upper: 1 },
  };
  const candidate = {
    ...{ token: 0, predictedIoU: 0.9, stabilityScore: 0.9, score: 1, mask: LESION },
    logits: new Float32Array(16),
  };
  return {
    ...{ candidates: [candidate], spec, zoom: 1, final: true, encodes: 1, decodes: 1 },
    trace: { views: [], hypotheses: [], reason: 'score' },
  };
}

function bench({ visibleOn = 'T2', fails = '' } = {}) {
  const store = createPromptingStore();
  const asked: string[] = [];
  const answer: ModelRunner['answer'] = async (slice, _request, onUpdate, signal) => {
    asked.push(slice.key);
    if (signal?.aborted) return;
    onUpdate({ answer: answerOf(), milliseconds: 1, refining: true });
    if (slice.key.startsWith(fails || 'none')) {
      onUpdate({ error: { code: 'out-of-memory', detail: 'bad_alloc' } });
    } else onUpdate({ answer: answerOf(), milliseconds: 10, refining: false });
  };
  const all = [T1, T2];
  const series = {
    of: (imageId: string) =>
      all.find(({ slices }) => slices.some(slice => slice.imageId === imageId)) ?? null,
    beside: (own: SeriesGroup) => all.filter(({ id }) => id !== own.id),
  };
  const reader = {
    readSlice: async ({ key, plane }: ShownSlice) =>
      ctSlice(
        plane,
        (i, j) =>
          ((i * 37 + j * 101 + i * j * 13) % 29) +
          (key.startsWith(visibleOn) && i >= 15 && i < 25 && j >= 15 && j < 25 ? 200 : 0),
        { key },
      ),
  };
  const two = createTwoSeries({
    ...{ store, series, reader, runner: { answer } },
    viewFor: () => ({}),
  });
  const ask = async (slice: ShownSlice, signal?: AbortSignal) => {
    const updates: AnswerUpdate[] = [];
    const prompts = [{ kind: 'point', polarity: 'include', at: [20, 20] }] as const;
    await two.runner.answer(slice, { prompts }, update => updates.push(update), signal);
    return updates;
  };
  return { store, asked, two, ask };
}

const traceOf = (update: AnswerUpdate | undefined) =>
  update && !update.error ? update.answer.trace.series : undefined;

test('off unless it is chosen: one series is asked, once', async () => {
  const { store, asked, two, ask } = bench();
  two.follow(T1.slices[0]);
  expect(store.getState().series).toMatchObject({
    shown: { description: 'T1' },
    others: [{ description: 'T2' }],
    chosen: null,
  });
  const updates = await ask(T1.slices[0]);
  expect(asked).toEqual(['T1 0']);
  expect(traceOf(updates.at(-1))).toBeUndefined();
});

test('a chosen series is asked as well, and leads where it defines the structure better', async () => {
  const { asked, two, ask } = bench();
  two.follow(T1.slices[0]);
  two.choose('id-T2');
  const updates = await ask(T1.slices[1]);
  expect(asked).toEqual(['T1 5', 'T2 5.5']);
  // The quick answer is of the series prompted on; the one from both comes last, with its whole time.
  expect(updates.map(update => !update.error && update.refining)).toEqual([true, false]);
  expect(updates.at(-1)).toMatchObject({ milliseconds: 20 });
  expect(traceOf(updates.at(-1))).toMatchObject({ leads: 'companion', id: 'id-T2' });
});

test('where the other series has no slice, one is asked and the answer says so', async () => {
  const { asked, two, ask } = bench();
  two.follow(T1.slices[0]);
  two.choose('id-T2');
  const updates = await ask(T1.slices[2]);
  expect(asked).toEqual(['T1 10']);
  expect(traceOf(updates[0])).toBeUndefined();
  expect(traceOf(updates[1])).toEqual({ leads: 'prompted', id: 'id-T2', missing: 'no-slice' });
});

test('a failure on the other series leaves the answer of this one; one here is told', async () => {
  const other = bench({ visibleOn: 'T1', fails: 'T2' });
  other.two.follow(T1.slices[0]);
  other.two.choose('id-T2');
  const updates = await other.ask(T1.slices[0]);
  expect(traceOf(updates.at(-1))).toMatchObject({ leads: 'prompted', missing: 'no-answer' });

  const own = bench({ fails: 'T1' });
  own.two.follow(T1.slices[0]);
  own.two.choose('id-T2');
  const failed = await own.ask(T1.slices[0]);
  expect(failed.at(-1)).toEqual({ error: { code: 'out-of-memory', detail: 'bad_alloc' } });
  expect(own.asked).toEqual(['T1 0']);
});

test('an answer that is not wanted any more tells nothing', async () => {
  const { two, ask } = bench();
  two.follow(T1.slices[0]);
  two.choose('id-T2');
  const wanted = new AbortController();
  wanted.abort();
  expect(await ask(T1.slices[0], wanted.signal)).toEqual([]);
});

test('the choice is of the study: kept when it is left and opened again, off by hand', () => {
  const { store, two } = bench();
  two.follow(T1.slices[0]);
  two.choose('id-T2');
  two.follow(null);
  expect(store.getState().series).toEqual({ shown: null, others: [], chosen: null });
  two.follow(T1.slices[0]);
  expect(store.getState().series.chosen).toBe('id-T2');
  // The series that is looked at is not looked at twice.
  two.follow(T2.slices[0]);
  expect(store.getState().series.chosen).toBeNull();
  two.follow(T1.slices[0]);
  two.choose(null);
  two.follow(T1.slices[1]);
  expect(store.getState().series.chosen).toBeNull();
});

test('the panel says which series leads and how both score, or why only one was asked', () => {
  const texts = createTexts('en');
  const terms = { predictedIoU: 1, stabilityScore: 1, contrast: 1 };
  const scores = { prompted: { ...terms, score: 0.4 }, companion: { ...terms, score: 0.71 } };
  const names = {
    shown: { id: 'id-T1', description: 'T1', modality: 'MR' },
    others: [{ id: 'id-T2', description: 'T2', modality: 'MR' }],
    chosen: 'id-T2',
  };
  expect(leadText(texts, { leads: 'companion', id: 'id-T2', ...scores }, names)).toBe(
    'T2 leads (0.71 against 0.40).',
  );
  expect(leadText(texts, { leads: 'prompted', id: 'id-T2', missing: 'no-slice' }, names)).toMatch(
    /^No companion slice here/,
  );
  expect(
    seriesName(texts, {
      ...{ id: 'd', description: 'DWI', modality: 'MR' },
      group: { bValue: 1000, direction: 2, number: 3, of: 4 },
    }),
  ).toBe('DWI, b 1000, direction 2');
});

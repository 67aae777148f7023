import fc from 'fast-check';
import { promptGeometry } from '../../../../extension/src/core/prompt/modelPrompts';
import {
  boundsOfMask,
  EMPTY_MASK,
  type RegionMask,
} from '../../../../extension/src/core/mask/regionMask';
import { propagate, type Ask, type PropagatedSlice } from '../../../../extension/src/core/volume';
import { answerOf, discs, SIDE, type Made } from './discs';

interface Options {
  readonly fixed: readonly number[];
  readonly range?: readonly [number, number];
  readonly ask?: Ask;
  readonly signal?: AbortSignal;
}

async function follow(made: Made, { fixed, range, ask = made.ask, signal }: Options) {
  const told: PropagatedSlice[] = [];
  const masks = new Map(fixed.map(k => [k, made.truth[k]]));
  const request = {
    volume: made.volume,
    fixed: masks,
    range: range ?? ([0, made.truth.length - 1] as const),
  };
  for await (const one of propagate(request, ask, signal)) told.push(one);
  return told;
}

const masksIn = (told: readonly PropagatedSlice[]) =>
  told.flatMap(one => (one.kind === 'mask' ? [one.k] : []));
const stopsIn = (told: readonly PropagatedSlice[]) =>
  told.flatMap(one => (one.kind === 'stop' ? [`${one.k} ${one.reason}`] : []));

test('an object is followed to both of its ends, nearest slices first', async () => {
  const made = discs([0, 0, 6, 8, 9, 9, 8, 6, 0, 0]);
  const told = await follow(made, { fixed: [4] });
  expect(masksIn(told)).toEqual([5, 3, 6, 2, 7]);
  expect(stopsIn(told)).toEqual(['1 values', '8 values']);
  expect(told.at(-1)!.remaining).toBe(0);
});

test('nearest is told in millimetres, whatever the gaps', async () => {
  const made = discs([8, 8, 8, 8, 8], { positions: [0, 9, 12, 15, 18] });
  expect(masksIn(await follow(made, { fixed: [2] }))).toEqual([3, 1, 4, 0]);
});

test('thin slices are followed in strides, those between filled from both ends, to the very end', async () => {
  const radii = [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 7, 0, 0, 0, 0];
  const positions = radii.map((_, k) => k);
  const told = await follow(discs(radii, { positions }), { fixed: [0] });
  expect(told.map(({ k, from }) => [k, from]).slice(0, 5)).toEqual([
    [4, 0],
    [1, 0],
    [3, 4],
    [2, 1],
    [8, 4],
  ]);
  expect(masksIn(told).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(stopsIn(told)).toEqual(['11 values']);
  expect(told[0].remaining).toBe(13);
  expect(told.at(-1)!.remaining).toBe(0);
});

test('a slice between two strides that is not plausible is left out, and the others filled around it', async () => {
  const made = discs([8, 8, 8, 8, 8], { positions: [0, 1, 2, 3, 4] });
  for (const failing of [[1], [3], [1, 3], [1, 2, 3]]) {
    const ask: Ask = async request => {
      const k = Number(request.slice.key.split('-')[1]);
      return answerOf(failing.includes(k) ? EMPTY_MASK : made.truth[k]);
    };
    const told = await follow(made, { fixed: [0], ask });
    expect(masksIn(told).sort()).toEqual([1, 2, 3, 4].filter(k => !failing.includes(k)));
    expect(stopsIn(told).sort()).toEqual(failing.map(k => `${k} nothing-found`));
  }
});

test('thin slices are followed one from another where that is asked for', async () => {
  const made = discs([8, 8, 8, 8, 8], { positions: [0, 1, 2, 3, 4] });
  const request = {
    volume: made.volume,
    fixed: new Map([[0, made.truth[0]]]),
    range: [0, 4] as const,
    everySlice: true,
  };
  const asked: number[] = [];
  for await (const { k } of propagate(request, made.ask)) asked.push(k);
  expect(asked).toEqual([1, 2, 3, 4]);
});

test('two fixed slices are joined from both ends', async () => {
  const made = discs([8, 8, 8, 8, 8, 8]);
  const told = await follow(made, { fixed: [0, 5] });
  expect(told.map(({ k, from }) => [k, from])).toEqual([
    [1, 0],
    [4, 5],
    [2, 1],
    [3, 4],
  ]);
});

test('whatever is fixed and asked for: no slice twice, none that is fixed, none beyond a stop or the range', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(0, 7, 8, 9), { minLength: 3, maxLength: 14 }),
      fc.array(fc.double({ min: 2.1, max: 9, noNaN: true }), { minLength: 14, maxLength: 14 }),
      fc.array(fc.nat(13), { minLength: 1, maxLength: 4 }),
      fc.tuple(fc.nat(13), fc.nat(13)),
      async (radii, gaps, seeds, ends) => {
        const positions = radii.map((_, k) => gaps.slice(0, k).reduce((a, b) => a + b, 0));
        const made = discs(radii, { positions });
        const fixed = [...new Set(seeds)].filter(k => radii[k]);
        const range = [Math.min(...ends), Math.max(...ends)] as const;
        const told = await follow(made, { fixed, range });
        expect(new Set(made.asked).size + stopsIn(told).length).toBeGreaterThanOrEqual(
          made.asked.length,
        );
        const filled = masksIn(told);
        expect(new Set(filled).size).toBe(filled.length);
        for (const k of made.asked) {
          expect(fixed).not.toContain(k);
          expect(k >= range[0] && k <= range[1]).toBe(true);
        }
        // Each mask hangs together with a fixed slice: nothing beyond a stop.
        for (const k of filled) {
          expect(radii[k]).toBeGreaterThan(0);
          const reached = fixed.some(seed => {
            const [a, b] = [Math.min(k, seed), Math.max(k, seed)];
            return radii.slice(a, b + 1).every(radius => radius > 0);
          });
          expect(reached).toBe(true);
        }
        // Nothing of the object that is asked for and hangs together with a fixed slice is left out.
        radii.forEach((radius, k) => {
          const beside = [k - 1, k + 1].some(n => fixed.includes(n) || filled.includes(n));
          const wanted = k >= range[0] && k <= range[1] && !fixed.includes(k) && radius > 0;
          if (wanted && beside) expect(filled).toContain(k);
        });
      },
    ),
    { numRuns: 25 },
  );
});

test('however thin the slices, the whole object is found, no slice twice and none beyond its ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.nat(4), fc.array(fc.constantFrom(7, 8, 9), { minLength: 2, maxLength: 14 })),
      fc.array(fc.double({ min: 0.5, max: 6, noNaN: true }), { minLength: 24, maxLength: 24 }),
      fc.nat(13),
      async ([before, object], gaps, seed) => {
        const radii = [...Array<number>(before).fill(0), ...object, 0, 0, 0];
        const positions = radii.map((_, k) => gaps.slice(0, k).reduce((a, b) => a + b, 0));
        const fixed = [before + (seed % object.length)];
        const told = await follow(discs(radii, { positions }), { fixed });
        const found = masksIn(told).sort((a, b) => a - b);
        expect(found).toEqual([...radii.keys()].filter(k => radii[k] && !fixed.includes(k)));
        expect(told.at(-1)!.remaining).toBe(0);
      },
    ),
    { numRuns: 25 },
  );
});

test('an aborted run ends without an error, and what was told stays', async () => {
  const made = discs([8, 8, 8, 8, 8, 8, 8]);
  const abort = new AbortController();
  const told = await follow(made, {
    fixed: [0],
    signal: abort.signal,
    ask: async (request, signal) => {
      if (made.asked.length === 3) {
        abort.abort();
        signal!.throwIfAborted();
      }
      return made.ask(request, signal);
    },
  });
  expect(masksIn(told)).toEqual([1, 2, 3]);
});

test('a failure that is no abort is told', async () => {
  const made = discs([8, 8, 8]);
  const ask = async () => {
    throw new Error('lost');
  };
  await expect(follow(made, { fixed: [0], ask })).rejects.toThrow('lost');
});

const besideIt = (mask: RegionMask, by: number): RegionMask => ({ ...mask, x: mask.x + by });

test.each<[string, Ask]>([
  ['overlap', async () => answerOf(besideIt(discs([8]).truth[0], 9))],
  ['growth', async () => answerOf(discs([20]).truth[0])],
  ['model', async () => answerOf(discs([8]).truth[0], 0.2)],
  ['nothing-found', async () => answerOf(EMPTY_MASK)],
])('it stops by itself: %s', async (reason, ask) => {
  const made = discs([8, 8, 8, 8]);
  expect(stopsIn(await follow(made, { fixed: [0], ask }))).toEqual([`1 ${reason}`]);
});

test('it stops where it has been unsure for some slices, though it believes in each a little', async () => {
  const made = discs([8, 8, 8, 8, 8, 8, 8, 8]);
  const ask: Ask = async () => answerOf(made.truth[0], 0.55, 0.6);
  const told = await follow(made, { fixed: [0], ask });
  expect(masksIn(told).length).toBeGreaterThan(0);
  expect(stopsIn(told)).toEqual([`${masksIn(told).length + 1} model`]);
  const sure = await follow(made, { fixed: [0], ask: async () => answerOf(made.truth[0], 0.8) });
  expect(stopsIn(sure)).toEqual([]);
});

test('it stops at another tissue', async () => {
  const made = discs([8, 8, 8, 8], { value: k => (k < 2 ? 80 : -40) });
  const told = await follow(made, { fixed: [0] });
  expect(masksIn(told)).toEqual([1]);
  expect(stopsIn(told)).toEqual(['2 values']);
});

test('an island that does not touch the mask before is left out; a branch that does stays', async () => {
  const made = discs([8, 8]);
  const [disc] = made.truth;
  const wide = new Uint8Array(SIDE * SIDE);
  for (let j = 0; j < disc.height; j++) {
    for (let i = 0; i < disc.width; i++) {
      const inside = disc.data[j * disc.width + i];
      // In two halves with a gap between, and once more at the left rim.
      if (i !== 7) wide[(disc.y + j) * SIDE + disc.x + i] = inside;
      if (i < 5) wide[(disc.y + j) * SIDE + i] |= inside;
    }
  }
  const mask: RegionMask = { x: 0, y: 0, width: SIDE, height: SIDE, data: wide };
  const [told] = await follow(made, { fixed: [0], ask: async () => answerOf(mask) });
  if (told.kind !== 'mask') throw new Error('stopped');
  const taken = told.answer.candidates[0].mask;
  expect(taken.x).toBe(disc.x);
  expect(taken.width).toBe(disc.width);
});

test('an object that tapers is asked for in a box that tapers with it', async () => {
  const made = discs([14, 8]);
  await follow(made, { fixed: [0] });
  const { box } = promptGeometry(made.requests[0].prompts);
  expect(box!.width).toBeLessThan(24);
});

test('the neighbour is asked for with a box that has slack in millimetres, and a point in each part', async () => {
  const near = discs([8, 8], { positions: [0, 2] });
  const far = discs([8, 8], { positions: [0, 9] });
  const slackOf = async (made: Made) => {
    await follow(made, { fixed: [0] });
    const { box, include } = promptGeometry(made.requests[0].prompts);
    expect(include).toHaveLength(1);
    return boundsOfMask(made.truth[0]).x - box!.x;
  };
  expect(await slackOf(far)).toBeGreaterThan(await slackOf(near));
  const { previous, promptedBy } = near.requests[0];
  expect(previous?.mask).toEqual(near.truth[0]);
  expect(promptedBy).toBe('neighbour');
});

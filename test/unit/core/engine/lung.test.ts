import { segment } from '../../../../extension/src/core/engine';
import type { SegmentRequest } from '../../../../extension/src/core/engine/types';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import { dice, fromFull, maskHas } from '../../../../extension/src/core/mask/regionMask';
import type { Prompt } from '../../../../extension/src/core/prompt/prompt';
import { axialPlane, ctSlice } from '../slices';
import { DiscModel } from './discModel';
import { exclude, include } from './discSlice';

const SIDE = 160;
const disc = (i: number, j: number, x: number, y: number, radius: number) =>
  Math.hypot(i - x, j - y) < radius;

const inBody = (i: number, j: number) => disc(i, j, 80, 80, 70);
/** Two lungs, in one of them a vessel. */
const inLeft = (i: number, j: number) => disc(i, j, 110, 80, 25);
const inRight = (i: number, j: number) => disc(i, j, 50, 80, 22);
const inVessel = (i: number, j: number) => disc(i, j, 112, 84, 4);
const inBowel = (i: number, j: number) => disc(i, j, 80, 130, 9);

function hu(i: number, j: number): number {
  if (!inBody(i, j) || inBowel(i, j)) return -1000;
  if (inVessel(i, j)) return 40;
  return inLeft(i, j) || inRight(i, j) ? -850 + ((i * 7 + j * 3) % 40) : 40;
}

const chest = ctSlice(axialPlane(SIDE, SIDE), hu);
const leftLung = fromFull(
  Uint8Array.from({ length: SIDE * SIDE }, (_, n) =>
    Number(inLeft(n % SIDE, Math.floor(n / SIDE))),
  ),
  SIDE,
  SIDE,
);

const answer = (
  prompts: readonly Prompt[],
  { slice = chest, ...more }: Partial<SegmentRequest> & { readonly slice?: SliceImage } = {},
) => segment(new DiscModel(), { slice, prompts, quality: 'best', ...more });

test.each([
  [110, 80],
  [90, 80],
  [131, 85],
])(
  'a click at %i, %i in a lung gives that lung to where its air ends, with its vessels',
  async (i, j) => {
    const { candidates, trace } = await answer([include(i, j)]);
    expect(dice(candidates[0].mask, leftLung)).toBe(1);
    expect(trace.reason).toBe('lung');
    // The model's masks stay to be chosen, and what is fed back is the lung.
    expect(candidates.length).toBeGreaterThan(1);
    expect(candidates[0].logits.some(logit => logit > 0)).toBe(true);
  },
);

test('the first quick answer is the lung already', async () => {
  const { candidates } = await answer([include(110, 80)], { quality: 'quick' });
  expect(dice(candidates[0].mask, leftLung)).toBe(1);
});

test.each<[string, Prompt[], Partial<SegmentRequest>]>([
  ['in bowel gas', [include(80, 130)], {}],
  ['in the air around the body', [include(5, 5)], {}],
  ['in soft tissue', [include(80, 40)], {}],
  ['in both lungs', [include(110, 80), include(50, 80)], {}],
  ['with an exclude point', [include(110, 80), exclude(120, 90)], {}],
  ['on values that are not HU', [include(110, 80)], { slice: { ...chest, units: 'arbitrary' } }],
  ['that corrects a mask', [include(110, 80)], { previous: { mask: leftLung } }],
])('a click %s is answered by the model', async (_, prompts, more) => {
  const { trace } = await answer(prompts, more);
  expect(trace.hypotheses.some(({ ask }) => ask === 'lung')).toBe(false);
});

test('a lung that the slice’s edge cuts is no lung to be sure of', async () => {
  const columns = 120;
  const crop = ctSlice(axialPlane(columns, SIDE), hu);
  const { candidates, trace } = await answer([include(100, 80)], { slice: crop });
  expect(trace.reason).not.toBe('lung');
  expect(maskHas(candidates[0].mask, [100, 80])).toBe(true);
});

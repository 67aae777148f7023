import { segment } from '../../../../extension/src/core/engine';
import type { SegmentRequest } from '../../../../extension/src/core/engine/types';
import { maskHas } from '../../../../extension/src/core/mask/regionMask';
import { DiscModel } from './discModel';
import { include, slice } from './discSlice';

const CORNER = [61, 41] as const;
const box = {
  kind: 'box',
  corners: [
    [58, 38],
    [102, 82],
  ],
} as const;

async function answer(
  promptedBy: SegmentRequest['promptedBy'],
  previous?: SegmentRequest['previous'],
) {
  const model = new DiscModel([20, 25, 30, 35], 448);
  const request = {
    slice,
    prompts: [box, include(...CORNER)],
    promptedBy,
    previous,
    quality: 'best',
  } as const;
  const { candidates } = await segment(model, request);
  return { mask: candidates[0].mask, decoded: model.decoded };
}

test('a reader’s click is kept to; a point that a neighbour lets expect is not, where the object has ended', async () => {
  expect(maskHas((await answer('reader')).mask, CORNER)).toBe(true);
  expect(maskHas((await answer('neighbour')).mask, CORNER)).toBe(false);
});

test.each(['neighbour', 'reader'] as const)('the mask of a %s is fed back', async promptedBy => {
  const { mask, decoded } = await answer(promptedBy);
  expect(decoded.every(({ maskInput }) => maskInput === undefined)).toBe(true);
  const again = await answer(promptedBy, { mask });
  expect(again.decoded.every(({ maskInput }) => maskInput !== undefined)).toBe(true);
});

test('what a neighbour asks is seen in one view, what a reader asks in two', async () => {
  expect((await answer('neighbour')).decoded).toHaveLength(1);
  expect((await answer('reader')).decoded).toHaveLength(2);
});

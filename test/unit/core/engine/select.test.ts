import {
  byScore,
  withTerms,
  type Hypothesis,
} from '../../../../extension/src/core/engine/hypothesis';
import { distinct } from '../../../../extension/src/core/engine/select';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';

const filled = (x: number, width: number): RegionMask => ({
  ...{ x, y: 0, width, height: 10 },
  data: new Uint8Array(width * 10).fill(1),
});
const region = { x: 0, y: 0, width: 100, height: 100 };
const hypothesis = (mask: RegionMask, agreement: number): Hypothesis =>
  withTerms(
    {
      origin: {
        ...{ view: 0, token: 0, ask: 'prompts' },
        spec: { region, window: { lower: 0, upper: 1 } },
      },
      ...{ predictedIoU: 0.5, low: new Float32Array(0), mask, terms: {}, score: 0 },
    },
    { agreement },
  );

test('what looks like a better one is set aside, and no more than asked for are kept', () => {
  const [a, like, b, c] = byScore([
    hypothesis(filled(0, 40), 0.6),
    hypothesis(filled(0, 21), 0.8),
    hypothesis(filled(0, 20), 0.9),
    hypothesis(filled(60, 20), 0.5),
  ]);
  expect(distinct([a, like, b, c], 3)).toEqual({ kept: [a, b, c], alike: [like] });
  expect(distinct([a, like, b, c], 2)).toEqual({ kept: [a, b], alike: [like] });
});

test('further terms add to the score, and replace terms of their name', () => {
  const one = withTerms(hypothesis(filled(0, 20), 0.5), { precedence: 10 });
  expect(one.score).toBeCloseTo(10.5);
  expect(withTerms(one, { precedence: 100 }).score).toBeCloseTo(100.5);
});

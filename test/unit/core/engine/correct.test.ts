import fc from 'fast-check';
import { ENGINE_CONFIG } from '../../../../extension/src/core/engine';
import {
  correctAround,
  violationsOf,
  type Vote,
} from '../../../../extension/src/core/engine/correct';
import type { PixelPoint } from '../../../../extension/src/core/geometry/imagePlane';
import {
  dice,
  maskArea,
  maskHas,
  type RegionMask,
} from '../../../../extension/src/core/mask/regionMask';
import {
  promptGeometry,
  type PromptGeometry,
} from '../../../../extension/src/core/prompt/modelPrompts';
import { axialPlane } from '../slices';

const plane = axialPlane(200, 200);

/** The pixels of the slice that a function says are inside. */
function maskOf(inside: (i: number, j: number) => boolean): RegionMask {
  const data = Uint8Array.from({ length: 200 * 200 }, (_, n) =>
    inside(n % 200, Math.floor(n / 200)) ? 1 : 0,
  );
  return { x: 0, y: 0, width: 200, height: 200, data };
}
const disc = (ci: number, cj: number, radius: number) =>
  maskOf((i, j) => Math.hypot(i - ci, j - cj) < radius);
const vote = (mask: RegionMask): Vote => ({ mask, predictedIoU: 0.9 });
const clicks = (include: PixelPoint[], exclude: PixelPoint[] = []): PromptGeometry => ({
  include,
  exclude,
});

function corrected(mask: RegionMask, prompts: PromptGeometry, votes?: readonly Vote[]) {
  return violationsOf(mask, prompts, plane).reduce(
    (wrong, click) =>
      correctAround(wrong, click, plane, prompts, ENGINE_CONFIG.refine.spread, votes),
    mask,
  );
}

// The mask ends 12 pixels before the object does, on its right.
const object = disc(100, 100, 40);
const short = maskOf((i, j) => Math.hypot(i - 100, j - 100) < 40 && i < 128);
const inMiddle = clicks([[134, 100]]);

describe('a click in the middle of what is missing', () => {
  it('adds the disc around it when the model says nothing', () => {
    const answer = corrected(short, inMiddle);
    // So many pixels are nearer than 7 to one of them.
    expect(maskArea(answer) - maskArea(short)).toBe(145);
  });

  it('goes on along the border, even where the model does not see it', () => {
    const answer = corrected(short, inMiddle, [vote(short)]);
    expect(dice(answer, object)).toBeGreaterThan(dice(corrected(short, inMiddle), object));
    expect(maskHas(answer, [130, 112])).toBe(true);
  });

  it('takes over what the model sees, and no more than that', () => {
    const answer = corrected(short, inMiddle, [vote(object)]);
    expect(dice(answer, object)).toBeGreaterThan(0.99);
  });

  it('follows the model the further the more of its masks agree', () => {
    const one = corrected(short, inMiddle, [vote(object), vote(short), vote(short)]);
    const two = corrected(short, inMiddle, [vote(object), vote(object), vote(short)]);
    expect(maskArea(two)).toBeGreaterThan(maskArea(one));
    expect(dice(two, object)).toBeGreaterThan(dice(one, object));
  });

  it('leaves alone what the model sees elsewhere', () => {
    const elsewhere = maskOf((i, j) => Math.hypot(i - 133, j - 66) < 3);
    const both = maskOf((i, j) => maskHas(object, [i, j]) || maskHas(elsewhere, [i, j]));
    const answer = corrected(short, inMiddle, [vote(both)]);
    expect(maskHas(answer, [133, 66])).toBe(false);
  });

  it('stays within a box', () => {
    const corners: [PixelPoint, PixelPoint] = [
      [58, 58],
      [136.5, 142],
    ];
    const prompts = promptGeometry([
      { kind: 'box', corners },
      { kind: 'point', polarity: 'include', at: [132, 100] },
    ]);
    const answer = corrected(short, prompts, [vote(object)]);
    for (let j = 0; j < 200; j++) expect(maskHas(answer, [137, j])).toBe(false);
    expect(maskHas(answer, [136, 100])).toBe(true);
  });
});

test('a click in a leak takes it away as far as the model agrees', () => {
  const leaking = maskOf(
    (i, j) => maskHas(object, [i, j]) || (i >= 100 && i < 170 && j > 95 && j < 106),
  );
  const prompts = clicks([[100, 100]], [[155, 100]]);
  const alone = corrected(leaking, prompts);
  const voted = corrected(leaking, prompts, [vote(object)]);
  expect(dice(voted, object)).toBeGreaterThan(dice(alone, object));
  expect(dice(voted, object)).toBeGreaterThan(0.98);
});

test('every click ends on its side, whatever the model says', () => {
  const at = fc.tuple(fc.integer({ min: 0, max: 199 }), fc.integer({ min: 0, max: 199 }));
  const masks = [object, short, disc(60, 60, 25), maskOf(() => true), maskOf(() => false)];
  fc.assert(
    fc.property(
      fc.uniqueArray(at, { minLength: 2, maxLength: 5, selector: String }),
      fc.nat(4),
      fc.array(fc.nat(4), { maxLength: 3 }),
      fc.nat(4),
      (places, excluded, votes, before) => {
        const exclude = places.slice(0, Math.min(excluded, places.length - 1));
        const prompts = clicks(places.slice(exclude.length), exclude);
        const answer = corrected(
          masks[before],
          prompts,
          votes.map(n => vote(masks[n])),
        );
        for (const point of prompts.include) expect(maskHas(answer, point)).toBe(true);
        for (const point of prompts.exclude) expect(maskHas(answer, point)).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});

test('clicks of both kinds on the same pixel, or beyond the image, do no harm', () => {
  const same = corrected(short, clicks([[134, 100]], [[134, 100]]), [vote(object)]);
  expect(maskArea(same) - maskArea(short)).toBeLessThanOrEqual(1);
  const beyond = corrected(short, clicks([[-5, 100]]), [vote(object)]);
  expect(maskArea(beyond)).toBe(maskArea(short));
});

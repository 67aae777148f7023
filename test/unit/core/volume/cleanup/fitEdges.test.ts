import { fitEdges, type SegmentBox } from '../../../../../extension/src/core/volume/cleanup';
import { randomStream } from '../../../../../.webpack/demo/phantom/shapes';
import { ball, boxOf, count, dice, finish } from './boxes';

const SPACING = { columnSpacing: 0.9, rowSpacing: 0.9, sliceSpacing: 3 };

/** Standard normal deviates. */
function normal(seed: number): () => number {
  const next = randomStream(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

interface Made {
  readonly inside?: number;
  readonly outside?: number;
  readonly noise?: number;
}

const RADIUS = 8;
const BALL = ball(RADIUS + 2, SPACING);
const SHARES = BALL.inside.reduce<number[]>((shares, _, n) => {
  const { width, height, depth } = BALL;
  const at = [n % width, Math.floor(n / width) % height, Math.floor(n / (width * height))];
  shares.push(shareOf(at, [width, height, depth]));
  return shares;
}, []);

/** A ball as a scanner shows it: voxels are mixtures; inside those that are half of it. */
function scanned({ inside = 60, outside = 110, noise = 0 }: Made = {}) {
  const deviate = normal(1);
  const mixed = (share: number) => outside + share * (inside - outside) + noise * deviate();
  const truth = { ...BALL, inside: Uint8Array.from(SHARES, share => (share >= 0.5 ? 1 : 0)) };
  return { values: Float32Array.from(SHARES, mixed), truth };
}

/** How much of a voxel is in the ball, by 6³ points. */
function shareOf(at: readonly number[], size: readonly number[]): number {
  const { columnSpacing, rowSpacing, sliceSpacing } = SPACING;
  const steps = [columnSpacing, rowSpacing, sliceSpacing];
  const parts = Array.from({ length: 6 }, (_, n) => (n + 0.5) / 6 - 0.5);
  let has = 0;
  for (const a of parts) {
    for (const b of parts) {
      for (const c of parts) {
        const mm = [a, b, c].map((part, n) => (at[n] - (size[n] - 1) / 2 + part) * steps[n]);
        if (Math.hypot(...mm) <= RADIUS) has++;
      }
    }
  }
  return has / 216;
}

/** The box with a mask whose border lies a pixel further out or in. */
function moved(box: SegmentBox, by: 1 | -1): SegmentBox {
  const { width, inside } = box;
  const next = inside.map((_, n) => {
    const beside = [n, n - 1, n + 1, n - width, n + width].map(other => inside[other] ?? 0);
    return by > 0 ? Math.max(...beside) : Math.min(...beside);
  });
  return { ...box, inside: next };
}

test.each([
  ['too large', 1, 0],
  ['too small', -1, 0],
  ['too large, in noise', 1, 14],
  ['too small, in noise', -1, 14],
] as const)('a mask that is %s becomes what the voxels are half of', (_name, by, noise) => {
  const { values, truth } = scanned({ noise });
  const before = moved(truth, by);
  expect(dice(before.inside, truth.inside)).toBeLessThan(0.92);
  const after = finish(fitEdges(before, values));
  expect(dice(after, truth.inside)).toBeGreaterThan(noise ? 0.95 : 0.99);
  expect(Math.abs(count(after) / count(truth.inside) - 1)).toBeLessThan(noise ? 0.08 : 0.02);
});

test('an object on two slices is fitted by what it is like there', () => {
  const disc = boxOf([25, 25, 6], (i, j, k) => k > 1 && k < 4 && Math.hypot(i - 12, j - 12) < 6);
  const values = Float32Array.from(disc.inside, inside => (inside ? 80 : -100));
  expect(finish(fitEdges(moved(disc, 1), values))).toEqual(disc.inside);
});

test.each([
  ['no contrast', { inside: 110, noise: 10 }],
  ['less contrast than noise', { inside: 100, noise: 14 }],
])('%s: the border stays', (_name, made) => {
  const { values, truth } = scanned(made);
  const before = moved(truth, 1);
  expect(dice(finish(fitEdges(before, values)), before.inside)).toBeGreaterThan(0.98);
});

test('what is too thin to show its own value anywhere stays', () => {
  const thin = boxOf([20, 20, 5], (i, j, k) => k === 2 && j === 10 && i > 5 && i < 15);
  const values = Float32Array.from(moved(thin, 1).inside, inside => (inside ? 40 : -800));
  expect(finish(fitEdges(thin, values))).toEqual(thin.inside);
});

test('voxels of other segments stay theirs, and those without a value as they are', () => {
  const { values, truth } = scanned();
  const small = moved(truth, -1);
  const halfOf = (n: number) => n % truth.width > truth.width / 2;
  const taken = truth.inside.map((_, n) => Number(halfOf(n) && !small.inside[n]));
  const kept = finish(fitEdges({ ...small, taken }, values));
  expect(kept.every((inside, n) => !(inside && taken[n]))).toBe(true);
  expect(count(kept)).toBeGreaterThan(count(small.inside));
  const known = values.map((value, n) => (halfOf(n) ? NaN : value));
  const fitted = finish(fitEdges(small, known));
  expect(fitted.every((inside, n) => !halfOf(n) || inside === small.inside[n])).toBe(true);
});

test('a tissue further away than it is looked at does not count', () => {
  const { values, truth } = scanned();
  const { width } = truth;
  const bone = values.map((value, n) => (n % width < 3 ? 900 : value));
  expect(dice(finish(fitEdges(moved(truth, 1), bone)), truth.inside)).toBeGreaterThan(0.97);
});

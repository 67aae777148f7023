import type { ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import { maskArea } from '../../../../extension/src/core/mask/regionMask';
import { carryOver } from '../../../../extension/src/core/series/carryOver';
import {
  estimateDisplacement,
  type PhaseEncoding,
  type SlicePair,
} from '../../../../extension/src/core/series/displacement';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import { axialPlane, ctSlice } from '../slices';

/** The same noise in each run, −0.5 to 0.5. */
const noise = (a: number, b: number, seed: number) => {
  const n = Math.sin(a * 12.9898 + b * 78.233 + seed * 37.719) * 43758.5453;
  return n - Math.floor(n) - 0.5;
};

/** Tissue at a world position: a body, two organs, a bright and a dark spot; 0 is air. */
function tissueAt(x: number, y: number): number {
  const disc = (cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  if (!disc(0, 0, 90, 70)) return 0;
  if (disc(-40, -10, 26, 22)) return 2;
  if (disc(45, 12, 20, 30)) return 3;
  if (disc(5, 30, 8, 8)) return 4;
  if (disc(-8, -36, 10, 6)) return 5;
  return 1;
}

/** Values of the tissues in two contrasts: bright in the one is dark in the other. */
const ANATOMY = [10, 300, 700, 500, 900, 100];
const DIFFUSION = [8, 120, 60, 200, 40, 260];

const planeOf = (columns: number, rows: number, mm: number): ImagePlane => ({
  ...axialPlane(columns, rows, mm, mm),
  origin: [(-mm * (columns - 1)) / 2, (-mm * (rows - 1)) / 2, 0],
});

interface Made {
  readonly values: readonly number[];
  readonly mm: number;
  readonly noise: number;
  /** What lies at p is shown at p + these, mm. */
  readonly moved?: readonly [number, number];
  readonly seed: number;
}

function sliceOf({ values, mm, noise: level, moved = [0, 0], seed }: Made): SliceImage {
  const side = Math.round(220 / mm);
  const plane = planeOf(side, side, mm);
  const [x0, y0] = plane.origin;
  return ctSlice(
    plane,
    (i, j) =>
      values[tissueAt(x0 + i * mm - moved[0], y0 + j * mm - moved[1])] + level * noise(i, j, seed),
    { modality: 'MR', units: 'arbitrary' },
  );
}

const pairOf = (moved: readonly [number, number], level = 20): SlicePair => ({
  displaced: sliceOf({ values: DIFFUSION, mm: 2, noise: level, moved, seed: 1 }),
  anatomical: sliceOf({ values: ANATOMY, mm: 1.1, noise: level, seed: 2 }),
});

function estimate(pairs: readonly SlicePair[], encoding: PhaseEncoding) {
  const work = estimateDisplacement(pairs, encoding);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

test.each([
  ['COL', 6.4],
  ['COL', -3.3],
  ['ROW', 9.1],
  ['COL', 0],
] as const)('a known shift along %s of %d mm is found in another contrast', (encoding, mm) => {
  const found = estimate([pairOf(encoding === 'COL' ? [0, mm] : [mm, 0])], encoding);
  expect(found).toMatchObject({ clear: true, axis: encoding === 'COL' ? [0, 1, 0] : [1, 0, 0] });
  expect(Math.abs(found!.mm - mm)).toBeLessThan(0.5);
});

test('between equal grids a shift by whole pixels is not taken for one by half pixels', () => {
  for (const mm of [6, 5, -2]) {
    const pair = {
      displaced: sliceOf({ values: DIFFUSION, mm: 2, noise: 20, moved: [0, mm], seed: 1 }),
      anatomical: sliceOf({ values: ANATOMY, mm: 2, noise: 20, seed: 2 }),
    };
    const found = estimate([pair], 'COL');
    expect(found?.clear).toBe(true);
    expect(Math.abs(found!.mm - mm)).toBeLessThan(0.3);
  }
});

test('noise as strong as the contrast of the organs leaves the shift within a pixel', () => {
  const pairs = [1, 2, 3].map(() => pairOf([0, 5], 150));
  const found = estimate(pairs, 'COL');
  expect(found?.clear).toBe(true);
  expect(Math.abs(found!.mm - 5)).toBeLessThan(2);
});

test('without structure, or with noise alone, no shift is offered', () => {
  const flat = [9, 9, 9, 9, 9, 9];
  const of = (values: readonly number[], level: number): SlicePair => ({
    displaced: sliceOf({ values, mm: 2, noise: level, seed: 3 }),
    anatomical: sliceOf({ values, mm: 1.1, noise: level, seed: 4 }),
  });
  expect(estimate([of(flat, 0)], 'COL')).toMatchObject({ mm: 0, clear: false });
  for (let seed = 0; seed < 12; seed++) {
    const pair = {
      displaced: sliceOf({ values: flat, mm: 3, noise: 100, seed: 2 * seed + 3 }),
      anatomical: sliceOf({ values: flat, mm: 2, noise: 100, seed: 2 * seed + 4 }),
    };
    expect(estimate([pair], 'COL')?.clear).toBe(false);
  }
  expect(estimate([], 'COL')).toBeNull();
});

test('structure that only varies across the axis says nothing about a shift along it', () => {
  const stripes = (mm: number) => {
    const plane = planeOf(Math.round(200 / mm), Math.round(200 / mm), mm);
    return ctSlice(plane, i => (Math.floor((i * mm) / 20) % 2 ? 500 : 100));
  };
  const pair = { displaced: stripes(2), anatomical: stripes(1.1) };
  expect(estimate([pair], 'COL')?.clear).toBe(false);
});

test('a shift beyond what is looked at is not offered', () => {
  expect(estimate([pairOf([0, 30])], 'COL')?.clear).toBe(false);
});

describe('a mask carried over', () => {
  const frame = (planes: readonly ImagePlane[]) => ({ frameOfReference: 'f', planes });
  const at = (z: number, mm = 1): ImagePlane => ({
    ...planeOf(100, 100, mm),
    origin: [-50, -50, z],
  });
  const square = { x: 40, y: 40, width: 10, height: 10, data: new Uint8Array(100).fill(1) };

  test('goes to each slice within half the larger spacing, and to no other', () => {
    const from = frame([0, 5, 10].map(z => at(z)));
    const to = frame([-4, -1, 2, 4, 7, 12].map(z => at(z)));
    const carried = carryOver(from, to, new Map([[1, square]]));
    expect([...carried.keys()]).toEqual([3, 4]);
    expect(carried.get(3)).toEqual(square);
  });

  test('is moved back from a displaced series, and along into one', () => {
    const series = frame([at(0)]);
    const displacement = { mm: 6, axis: [0, 1, 0] as const };
    const back = carryOver(series, series, new Map([[0, square]]), { ...displacement, of: 'from' });
    expect(back.get(0)).toMatchObject({ x: 40, y: 34, width: 10, height: 10 });
    const along = carryOver(series, series, new Map([[0, square]]), { ...displacement, of: 'to' });
    expect(along.get(0)).toMatchObject({ x: 40, y: 46, width: 10, height: 10 });
  });

  test('corrected by the estimate, it lies where the anatomy is', () => {
    const pair = pairOf([0, 7]);
    const found = estimate([pair], 'COL')!;
    const spot = (slice: SliceImage, moved: number) => {
      const { origin, columns, rows, columnSpacing: mm } = slice.plane;
      const data = Uint8Array.from({ length: columns * rows }, (_, n) =>
        tissueAt(
          origin[0] + (n % columns) * mm,
          origin[1] + Math.floor(n / columns) * mm - moved,
        ) === 3
          ? 1
          : 0,
      );
      return { x: 0, y: 0, width: columns, height: rows, data };
    };
    const [from, to] = [pair.displaced, pair.anatomical].map(({ plane }) => frame([plane]));
    const masks = new Map([[0, spot(pair.displaced, 7)]]);
    const truth = spot(pair.anatomical, 0);
    const overlap = (mask: ReturnType<typeof carryOver>) => {
      const { x, y, width, data } = mask.get(0)!;
      let shared = 0;
      data.forEach((inside, n) => {
        const [i, j] = [x + (n % width), y + Math.floor(n / width)];
        shared += inside & truth.data[j * truth.width + i];
      });
      return (2 * shared) / (maskArea(mask.get(0)!) + maskArea(truth));
    };
    expect(overlap(carryOver(from, to, masks, { ...found, of: 'from' }))).toBeGreaterThan(0.95);
    expect(overlap(carryOver(from, to, masks))).toBeLessThan(0.9);
  });
});

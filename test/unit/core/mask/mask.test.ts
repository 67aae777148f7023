import fc from 'fast-check';
import { createImageTransform } from '../../../../extension/src/core/geometry/imageTransform';
import { wholeImage } from '../../../../extension/src/core/geometry/region';
import {
  components,
  dropIslands,
  fillHoles,
  labelComponents,
} from '../../../../extension/src/core/mask/components';
import {
  positiveBounds,
  stabilityScore,
  thresholdLogits,
  upsampleLogits,
} from '../../../../extension/src/core/mask/fromLogits';
import {
  dice,
  EMPTY_MASK,
  fromFull,
  intersectionOverUnion,
  maskArea,
  maskHas,
  pixelsOf,
  symmetricDifference,
  toFull,
  type RegionMask,
} from '../../../../extension/src/core/mask/regionMask';
import { axialPlane } from '../slices';

/** A mask from rows of text: # is inside. */
function draw(...rows: string[]): RegionMask {
  const full = rows.flatMap(row => Array.from(row, c => (c === '#' ? 1 : 0)));
  return fromFull(full, rows[0].length, rows.length);
}

const fullMasks = fc
  .record({ columns: fc.integer({ min: 1, max: 12 }), rows: fc.integer({ min: 1, max: 12 }) })
  .chain(size =>
    fc.record({
      ...{ columns: fc.constant(size.columns), rows: fc.constant(size.rows) },
      a: fc.uint8Array({
        minLength: size.columns * size.rows,
        maxLength: size.columns * size.rows,
        max: 1,
      }),
      b: fc.uint8Array({
        minLength: size.columns * size.rows,
        maxLength: size.columns * size.rows,
        max: 1,
      }),
    }),
  );

describe('region masks', () => {
  it('come back from a full slice as they went, and agree with plain counting', () => {
    fc.assert(
      fc.property(fullMasks, ({ columns, rows, a, b }) => {
        const [ma, mb] = [fromFull(a, columns, rows), fromFull(b, columns, rows)];
        expect(toFull(ma, columns, rows)).toEqual(Uint8Array.from(a));
        const both = a.filter((value, n) => value && b[n]).length;
        const [sumA, sumB] = [maskArea(ma), maskArea(mb)];
        expect(sumA).toBe(a.filter(Boolean).length);
        expect(dice(ma, mb)).toBeCloseTo(sumA + sumB ? (2 * both) / (sumA + sumB) : 1, 12);
        const union = sumA + sumB - both;
        expect(intersectionOverUnion(ma, mb)).toBeCloseTo(union ? both / union : 1, 12);
        const differing = symmetricDifference(ma, mb);
        expect(toFull(differing, columns, rows)).toEqual(a.map((value, n) => value ^ b[n]));
      }),
    );
  });

  it('know their pixels', () => {
    const mask = draw('....', '..##', '..##');
    expect(maskHas(mask, [2.4, 1])).toBe(true);
    expect(maskHas(mask, [1.4, 1])).toBe(false);
  });
});

/** Labels by following neighbours one at a time. */
function floodLabels(data: Uint8Array, width: number, connectivity: 4 | 8, value: number) {
  const labels = Array.from(data, () => 0);
  let label = 0;
  const visit = (n: number) => {
    if (data[n] !== value || labels[n]) return;
    labels[n] = label;
    for (let other = 0; other < data.length; other++) {
      const du = Math.abs((other % width) - (n % width));
      const dv = Math.abs(Math.floor(other / width) - Math.floor(n / width));
      if (connectivity === 8 ? Math.max(du, dv) === 1 : du + dv === 1) visit(other);
    }
  };
  data.forEach((pixel, n) => {
    if (pixel !== value || labels[n]) return;
    label++;
    visit(n);
  });
  return labels;
}

describe('components', () => {
  it('are joined over corners, holes are not', () => {
    expect(components(draw('#..', '.#.', '..#'))).toHaveLength(1);
    expect(components(draw('#.#', '...', '#.#'))).toHaveLength(4);
    expect(maskArea(fillHoles(draw('###', '#.#', '###')))).toBe(9);
    expect(maskArea(fillHoles(draw('###', '#.#', '#.#')))).toBe(7);
    expect(maskArea(fillHoles(draw('####', '#..#', '####'), 1))).toBe(10);
  });

  it('are what a flood from each pixel reaches', () => {
    const grids = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      pixels: fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 81 }),
      connectivity: fc.constantFrom(4 as const, 8 as const),
      value: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(grids, ({ width, pixels, connectivity, value }) => {
        const height = Math.floor(pixels.length / width);
        const data = Uint8Array.from(pixels.slice(0, width * height));
        const { labels, sizes } = labelComponents(data, width, height, connectivity, value);
        const expected = floodLabels(data, width, connectivity, value);
        expect([...labels]).toEqual(expected);
        expect(sizes).toEqual(
          Array.from(
            { length: Math.max(0, ...expected) },
            (_, n) => expected.filter(l => l === n + 1).length,
          ),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('together make the mask', () => {
    fc.assert(
      fc.property(fullMasks, ({ columns, rows, a }) => {
        const mask = fromFull(a, columns, rows);
        const parts = components(mask);
        expect(parts.reduce((sum, part) => sum + maskArea(part), 0)).toBe(maskArea(mask));
        for (const part of parts) expect(components(part)).toEqual([part]);
        const painted = new Uint8Array(columns * rows);
        for (const part of parts) for (const [i, j] of pixelsOf(part)) painted[j * columns + i]++;
        expect(painted).toEqual(Uint8Array.from(a));
      }),
    );
  });

  it('are told apart within milliseconds, however many specks a slice has', () => {
    // 4,096 specks: a mask as large as the slice for each of them took 8 seconds.
    const specks = Uint8Array.from({ length: 512 * 512 }, (_, n) =>
      n % 8 === 0 && Math.floor(n / 512) % 8 === 0 ? 1 : 0,
    );
    const start = performance.now();
    const mask = fromFull(specks, 512, 512);
    const parts = components(mask);
    const cleaned = fillHoles(dropIslands(mask, [[8, 8]], 0.2));
    expect(performance.now() - start).toBeLessThan(500);
    expect(parts).toHaveLength(4096);
    expect(parts[65]).toMatchObject({ x: 8, y: 8, width: 1, height: 1 });
    expect(parts.reduce((bytes, { data }) => bytes + data.length, 0)).toBe(4096);
    expect(maskArea(cleaned)).toBe(4096);
  });

  it('that are specks are dropped unless a point lies in them', () => {
    const mask = draw('####...#', '####....', '####.##.');
    expect(maskArea(dropIslands(mask, [], 0.15))).toBe(14);
    expect(maskArea(dropIslands(mask, [[7, 0]], 0.15))).toBe(15);
  });
});

describe('logits at the slice', () => {
  /** Logits whose zero line is the column at a model coordinate. */
  const edgeAt = (u: number) =>
    Float32Array.from({ length: 256 * 256 }, (_, n) => u - ((n % 256) + 0.5) * 4 + 0.5);

  it('put an edge where the transform puts it, finer and coarser than the logits', () => {
    for (const columns of [32, 256, 1500]) {
      const plane = axialPlane(columns, columns);
      const transform = createImageTransform(plane, wholeImage(plane), 1024);
      for (const edge of [0.25, 0.5, 0.8]) {
        const pixel = Math.floor(edge * columns) - 0.5;
        const logits = edgeAt(transform.toModel([pixel, 0])[0]);
        const mask = thresholdLogits(upsampleLogits(logits, transform, plane));
        expect([mask.x, mask.width]).toEqual([0, pixel + 0.5]);
      }
    }
  });

  it('cover only pixels that are in the image and in the region', () => {
    const plane = axialPlane(20, 20);
    const region = { x: 15, y: -10, width: 30, height: 20 };
    const transform = createImageTransform(plane, region, 1024);
    const field = upsampleLogits(new Float32Array(256 * 256).fill(1), transform, plane);
    const { x, y, width, height } = field!;
    expect([x, y, width, height]).toEqual([15, 0, 5, 11]);
    const beyond = createImageTransform(plane, { ...region, x: 50 }, 1024);
    expect(thresholdLogits(upsampleLogits(new Float32Array(256 * 256), beyond, plane))).toEqual(
      EMPTY_MASK,
    );
  });

  it('are the same for a part, and positive within their bounds only', () => {
    const plane = axialPlane(90, 70);
    const transform = createImageTransform(plane, wholeImage(plane), 1024);
    const blobs = fc.record({
      u: fc.integer({ min: 0, max: 255 }),
      v: fc.integer({ min: 0, max: 199 }),
      radius: fc.integer({ min: 2, max: 60 }),
    });
    fc.assert(
      fc.property(blobs, ({ u, v, radius }) => {
        const logits = Float32Array.from(
          { length: 256 * 256 },
          (_, n) => radius - Math.hypot((n % 256) - u, (n >> 8) - v),
        );
        const whole = upsampleLogits(logits, transform, plane)!;
        const bounds = positiveBounds(logits, transform)!;
        const part = upsampleLogits(logits, transform, plane, bounds);
        expect(thresholdLogits(part)).toEqual(thresholdLogits(whole));
        if (!part) return;
        const at = (part.y - whole.y) * whole.width + part.x - whole.x;
        expect(part.data[0]).toBeCloseTo(whole.data[at], 4);
      }),
      { numRuns: 40 },
    );
    expect(positiveBounds(new Float32Array(256 * 256).fill(-1), transform)).toBeUndefined();
  });

  it('are stable when they are steep', () => {
    expect(stabilityScore(Float32Array.of(9, 9, -9))).toBe(1);
    expect(stabilityScore(Float32Array.of(9, 0.5, -0.5, -9))).toBeCloseTo(1 / 3);
    expect(stabilityScore(Float32Array.of(-9))).toBe(0);
  });
});

import fc from 'fast-check';
import {
  changeOf,
  fillCavities,
  fillSliceHoles,
  largestComponent,
  smoothSlices,
  type SegmentBox,
} from '../../../../../extension/src/core/volume/cleanup';
import { ball, boxOf, count, dice, finish, isSubset } from './boxes';

const after = (box: SegmentBox, data: Uint8Array): SegmentBox => ({ ...box, inside: data });

/** Small boxes of any voxels, spacings and foreign voxels. */
const boxes = fc
  .record({
    width: fc.integer({ min: 1, max: 7 }),
    height: fc.integer({ min: 1, max: 6 }),
    depth: fc.integer({ min: 1, max: 5 }),
    columnSpacing: fc.double({ min: 0.3, max: 3, noNaN: true }),
    sliceSpacing: fc.double({ min: 0.3, max: 8, noNaN: true }),
  })
  .chain(({ width, height, depth, columnSpacing, sliceSpacing }) => {
    const length = width * height * depth;
    const voxels = fc.array(fc.integer({ min: 0, max: 3 }), {
      minLength: length,
      maxLength: length,
    });
    return voxels.map(values => {
      const box = boxOf([width, height, depth], () => false, { columnSpacing, sliceSpacing });
      const inside = Uint8Array.from(values, v => (v === 1 || v === 2 ? 1 : 0));
      const taken = Uint8Array.from(values, v => (v === 3 ? 1 : 0));
      return { ...box, inside, taken };
    });
  })
  .filter(({ inside }) => inside.includes(1));

/** The components by flood fill: what run-based labelling has to agree with. */
function floodSizes({ inside, width, height, depth }: SegmentBox, connectivity: 6 | 26): number[] {
  const seen = Uint8Array.from(inside);
  const sizes: number[] = [];
  for (let start = seen.indexOf(1); start >= 0; start = seen.indexOf(1)) {
    const queue = [start];
    seen[start] = 0;
    for (let at = 0; at < queue.length; at++) {
      const [i, j, k] = [
        queue[at] % width,
        Math.floor(queue[at] / width) % height,
        Math.floor(queue[at] / (width * height)),
      ];
      for (const [di, dj, dk] of STEPS) {
        if (connectivity === 6 && Math.abs(di) + Math.abs(dj) + Math.abs(dk) > 1) continue;
        const [x, y, z] = [i + di, j + dj, k + dk];
        if (x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth) continue;
        const n = (z * height + y) * width + x;
        if (seen[n]) queue.push(n);
        seen[n] = 0;
      }
    }
    sizes.push(queue.length);
  }
  return sizes;
}
const STEPS = [-1, 0, 1].flatMap(a => [-1, 0, 1].flatMap(b => [-1, 0, 1].map(c => [a, b, c])));

describe('the largest component', () => {
  test('is of the segment, is as large as the largest by flood fill, and is all that is left', () => {
    fc.assert(
      fc.property(boxes, box => {
        const largest = finish(largestComponent(box));
        expect(isSubset(largest, box.inside)).toBe(true);
        expect(count(largest)).toBe(Math.max(...floodSizes(box, 26)));
        expect(finish(largestComponent(after(box, largest)))).toEqual(largest);
      }),
    );
  });

  test('holds together over corners between slices, where thick slices cut an oblique vessel', () => {
    const vessel = boxOf([6, 6, 6], (i, j, k) => i === k && j === k);
    expect(count(finish(largestComponent(vessel)))).toBe(6);
  });

  test('is chosen by volume, not by voxels, where slices stand for different distances', () => {
    const two = boxOf([4, 1, 3], (i, _, k) => (k === 0 && i < 2) || (k === 2 && i === 0));
    const box = { ...two, positions: [0, 1, 6], thicknesses: [1, 3, 5] };
    expect([...finish(largestComponent(box))].indexOf(1)).toBe(8);
  });

  test('the rest is listed as islands with their volumes, the largest first', () => {
    const box = boxOf(
      [9, 5, 4],
      (i, j, k) => i < 4 || (i === 6 && j < 2 && k === 1) || (i === 8 && j === 4 && k === 3),
      { columnSpacing: 0.5, rowSpacing: 0.5, sliceSpacing: 4 },
    );
    const change = finish(changeOf(box, finish(largestComponent(box))));
    expect(change.parts).toEqual([
      { voxels: 2, volume: 2, at: [6, 1, 1] },
      { voxels: 1, volume: 1, at: [8, 4, 3] },
    ]);
    expect(change).toMatchObject({
      ...{ addedVoxels: 0, addedVolume: 0, removedVoxels: 3, removedVolume: 3 },
      volumeBefore: 83,
    });
    expect(change.slices.map(({ slice }) => slice)).toEqual([1, 3]);
    expect(change.slices[0].removed).toMatchObject({ x: 6, y: 0, width: 1, height: 2 });
  });
});

describe('filled holes', () => {
  test.each([
    ['cavities', fillCavities],
    ['of each slice', fillSliceHoles],
  ])('%s: hold the segment, and are filled once and for all', (_name, fill) => {
    fc.assert(
      fc.property(boxes, box => {
        const filled = finish(fill(box));
        expect(isSubset(box.inside, filled)).toBe(true);
        expect(filled.some((v, n) => v && box.taken[n])).toBe(false);
        expect(finish(fill(after(box, filled)))).toEqual(filled);
      }),
    );
  });

  test('cavities are among the holes of the slices', () => {
    fc.assert(
      fc.property(boxes, box => {
        expect(isSubset(finish(fillCavities(box)), finish(fillSliceHoles(box)))).toBe(true);
      }),
    );
  });

  const shell = (open: boolean) =>
    boxOf(
      [7, 7, 7],
      (i, j, k) =>
        Math.max(Math.abs(i - 3), Math.abs(j - 3), Math.abs(k - 3)) === 2 &&
        !(open && i === 3 && j === 3 && k === 5),
    );

  test('a cavity is filled; with a way out, it is a hole of slices only', () => {
    expect(count(finish(fillCavities(shell(false))))).toBe(125);
    expect(finish(fillCavities(shell(true)))).toEqual(shell(true).inside);
    expect(count(finish(fillSliceHoles(shell(true))))).toBe(125);
  });

  test('a lesion’s voxels in a hole of its organ stay the lesion’s', () => {
    const box = shell(false);
    const taken = boxOf([7, 7, 7], (i, j, k) => i === 3 && j === 3 && k === 3).inside;
    const filled = finish(fillCavities({ ...box, taken }));
    expect(count(filled)).toBe(124);
    expect(filled[taken.indexOf(1)]).toBe(0);
  });
});

describe('smoothing between slices', () => {
  test('keeps the volume to the voxel, and leaves other segments theirs', () => {
    fc.assert(
      fc.property(boxes, box => {
        const smooth = finish(smoothSlices(box));
        expect(count(smooth)).toBe(count(box.inside));
        expect(smooth.some((v, n) => v && box.taken[n])).toBe(false);
      }),
    );
  });

  test('keeps the volume within 2 % where slices are spaced unevenly', () => {
    const positions = [0, 2, 4, 6, 11, 12, 17, 19, 21, 23, 25];
    const even = ball(9, { columnSpacing: 1, rowSpacing: 1, sliceSpacing: 2.5 });
    const thicknesses = positions.map((_, k) => {
      const [a, b] = [positions[Math.max(0, k - 1)], positions[Math.min(10, k + 1)]];
      return (b - a) / (k % 10 ? 2 : 1);
    });
    const depth = positions.length;
    const inside = even.inside.slice(0, even.width * even.height * depth);
    const box = { ...even, depth, inside, positions, thicknesses };
    const change = finish(changeOf(box, finish(smoothSlices(box))));
    expect(change.addedVoxels).toBeGreaterThan(0);
    const { addedVolume, removedVolume, volumeBefore } = change;
    expect(Math.abs(addedVolume - removedVolume)).toBeLessThan(0.02 * volumeBefore);
  });

  test.each([
    [20, 0.75, 5],
    [20, 1, 1],
    [12, 0.7, 3],
    [30, 0.9, 0.6],
    [8, 0.5, 2],
  ])('a ball of %d mm stays a ball on voxels of %d and %d mm', (radius, pixel, sliceSpacing) => {
    const box = ball(radius, { columnSpacing: pixel, rowSpacing: pixel, sliceSpacing });
    const smooth = finish(smoothSlices(box));
    expect(dice(smooth, box.inside)).toBeGreaterThan(0.98);
  });

  test.each([
    [25, 0.75, 5],
    [20, 1, 1],
    [20, 0.8, 3],
  ])('a shaken ball of %d mm comes nearer to the true one', (radius, pixel, sliceSpacing) => {
    const spacing = { columnSpacing: pixel, rowSpacing: pixel, sliceSpacing };
    const truth = ball(radius, spacing).inside;
    const shake = (k: number) => [1.5 * Math.sin(7 * k), 1.5 * Math.cos(11 * k), Math.sin(5 * k)];
    const box = ball(radius, spacing, shake as (k: number) => [number, number, number]);
    const error = 1 - dice(box.inside, truth);
    expect(1 - dice(finish(smoothSlices(box)), truth)).toBeLessThan(0.9 * error);
  });

  test('flat ends stay, where the object ends as where the series does', () => {
    const spacing = { columnSpacing: 1, rowSpacing: 1, sliceSpacing: 3 };
    const inDisc = (i: number, j: number) => Math.hypot(i - 20, j - 20) <= 14;
    const cylinder = boxOf([41, 41, 9], (i, j, k) => k < 6 && inDisc(i, j), spacing);
    const smooth = finish(smoothSlices(cylinder));
    expect(dice(smooth, cylinder.inside)).toBeGreaterThan(0.98);
    // Its first slice is the first one of the series.
    const first = 41 * 41;
    expect(dice(smooth.slice(0, first), cylinder.inside.slice(0, first))).toBeGreaterThan(0.98);
  });

  test('the first slice of the series is smoothed as the others are, nothing beyond it pulls', () => {
    const spacing = { columnSpacing: 1, rowSpacing: 1, sliceSpacing: 3 };
    const jagged = boxOf(
      [41, 41, 12],
      (i, j, k) => k < 9 && Math.hypot(i - 20, j - 20) <= 13 + (k % 2),
      spacing,
    );
    const smooth = finish(smoothSlices(jagged));
    const area = (k: number) => count(smooth.slice(k * 41 * 41, (k + 1) * 41 * 41));
    expect(Math.abs(area(0) / area(4) - 1)).toBeLessThan(0.06);
  });
});

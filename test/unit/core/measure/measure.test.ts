import { type ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import { fromFull } from '../../../../extension/src/core/mask/regionMask';
import {
  measureSegment,
  wholeValues,
  type MeasuredSlice,
} from '../../../../extension/src/core/measure';
import { discretise } from '../../../../extension/src/core/measure/discretise';

const plane = (z: number, columns: number, rows: number): ImagePlane => ({
  origin: [0, 0, z],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  columnSpacing: 0.5,
  rowSpacing: 2,
  columns,
  rows,
});

/** A slice from rows of text: # is inside. Columns 0.5 mm, rows 2 mm apart. */
function drawn(z: number, picture: readonly string[], value?: number): MeasuredSlice {
  const [columns, rows] = [picture[0].length, picture.length];
  const inside = [...picture.join('')].map(c => (c === '#' ? 1 : 0));
  return {
    plane: plane(z, columns, rows),
    mask: fromFull(inside, columns, rows),
    values:
      value === undefined
        ? null
        : wholeValues(new Float32Array(columns * rows).fill(value), columns, rows),
  };
}

const measure = (...slices: MeasuredSlice[]) =>
  measureSegment({ slices, units: 'HU', sliceThickness: 3 });

describe('axes', () => {
  it('of one pixel are its height and width', () => {
    const { axes } = measure(drawn(0, ['...', '.#.', '...']))!;
    expect(axes.longAxis).toEqual({ from: [1, 0.5], to: [1, 1.5], length: 2 });
    expect(axes.shortAxis.length).toBeCloseTo(0.5);
  });

  it('run from edge to edge', () => {
    const { axes } = measure(drawn(0, ['............', '.##########.', '............']))!;
    expect(axes.longAxis.length).toBeCloseTo(5);
    expect(axes.longAxis.from).toEqual([0.5, 1]);
    expect(axes.longAxis.to).toEqual([10.5, 1]);
    expect(axes.shortAxis.length).toBeCloseTo(2);
  });

  it('are of one component, and of the slice where it is longest', () => {
    const { axes } = measure(
      drawn(3, ['#......#', '........']),
      drawn(0, ['..#####.', '........']),
      drawn(6, ['.#.#.#.#', '........']),
    )!;
    expect(axes.slice).toBe(1);
    expect(axes.longAxis.length).toBeCloseTo(Math.hypot(4 * 0.5, 2));
  });

  it('cross concavities and holes', () => {
    const ring = [
      '#'.repeat(20),
      ...Array(4).fill(`#${'.'.repeat(18)}#`),
      '#'.repeat(20),
    ] as string[];
    const full = ring.map(() => '#'.repeat(20));
    expect(measure(drawn(0, ring))!.axes).toEqual(measure(drawn(0, full))!.axes);
  });

  it('join pixels that touch at a corner', () => {
    const { axes } = measure(drawn(0, ['#..', '.#.', '..#']))!;
    expect(axes.longAxis.length).toBeGreaterThan(5);
  });
});

describe('volume', () => {
  it('is area times gap, beyond the ends as well', () => {
    const slices = [0, 3, 6].map(z => drawn(z, ['##', '##']));
    expect(measure(...slices)!.volume).toBeCloseTo(4 * 0.5 * 2 * 9);
    expect(measure(slices[1])!.volume).toBeCloseTo(4 * 0.5 * 2 * 3);
  });

  it('does not depend on the order of slices', () => {
    const slices = [0, 3, 6, 9].map((z, n) => drawn(z, [n === 2 ? '###' : '.#.']));
    expect(measure(...[...slices].reverse())!.volume).toBe(measure(...slices)!.volume);
  });
});

describe('a segment', () => {
  it('without voxels measures nothing', () => {
    expect(measure(drawn(0, ['...']))).toBeNull();
  });

  it('without values has no statistics', () => {
    expect(measure(drawn(0, ['.#.']))).toMatchObject({ voxels: 1, intensity: null, texture: null });
  });

  it('of one value has a texture without spread', () => {
    const { intensity, texture } = measure(drawn(0, ['##'], -50), drawn(2, ['##'], -50))!;
    expect(intensity).toMatchObject({ mean: -50, standardDeviation: 0, skewness: 0, kurtosis: 0 });
    expect(texture!.histogram).toEqual({ entropy: 0, uniformity: 1 });
    expect(texture!.glcm!.merged).toMatchObject({ contrast: 0, angularSecondMoment: 1 });
  });

  it('of one voxel has no co-occurrence', () => {
    expect(measure(drawn(0, ['.#.'], 7))!.texture!.glcm).toBeNull();
  });

  it('on images at one place has no volume, and each image is measured by itself', () => {
    const found = measure(drawn(0, ['#.'], 3), drawn(0, ['##'], 5))!;
    expect(found).toMatchObject({ volume: null, intensity: null, voxels: 3 });
    expect(found.unknown).toMatchObject({ volume: 'repeated-positions' });
    expect(found.images.map(({ pixels, intensity }) => [pixels, intensity?.mean])).toEqual([
      [1, 3],
      [2, 5],
    ]);
  });

  it('on images turned against each other has no volume, and all else', () => {
    const turned = drawn(5, ['##'], 7);
    const upright = { ...turned, plane: { ...turned.plane, columnDirection: [0, 0, 1] as const } };
    const found = measure(drawn(0, ['#.'], 7), upright)!;
    expect(found.unknown.volume).toBe('several-orientations');
    expect(found.axes.longAxis.length).toBeCloseTo(Math.hypot(0.5, 2));
  });

  it('does not mind what lies beside it: images turned, or at the same place', () => {
    const turned = drawn(5, ['..']);
    const upright = { ...turned, plane: { ...turned.plane, columnDirection: [0, 0, 1] as const } };
    const alone = measure(drawn(0, ['##'], 7), drawn(3, ['..']))!;
    expect(measure(drawn(0, ['##'], 7), drawn(0, ['..']), drawn(3, ['..']), upright)).toEqual(
      alone,
    );
  });

  it.each([undefined, 0])('on one slice of thickness %s has no volume', sliceThickness => {
    const slices = [drawn(0, ['##'], 7)];
    const found = measureSegment({ slices, units: 'HU', sliceThickness })!;
    expect(found).toMatchObject({ volume: null, unknown: { volume: 'no-thickness' } });
    expect(found.intensity?.mean).toBe(7);
  });

  it('without a spacing is measured in pixels', () => {
    const slices = [{ ...drawn(0, ['###'], 7), knows: 'nothing' as const }];
    const found = measureSegment({ slices, units: 'arbitrary' })!;
    expect(found).toMatchObject({ lengthUnit: 'px', unknown: { millimetres: 'no-spacing' } });
    expect(found.axes.longAxis.length).toBe(3);
  });

  it('has no texture across a missing slice', () => {
    const stack = [0, 2, 4, 10].map(z => drawn(z, z === 4 || z === 10 ? ['#'] : ['.'], 7));
    expect(measure(...stack)!.texture!.glcm).toBeNull();
  });
});

describe('discretisation', () => {
  it('by size counts from the lower bound', () => {
    const how = { method: 'fixed-bin-size', size: 25, lowerBound: -1000 } as const;
    expect([...discretise(Float32Array.of(-1000, -975, 0, -3000, NaN), how).levels]).toEqual([
      1, 2, 41, 1, 0,
    ]);
  });

  it('by number spans the range', () => {
    const how = { method: 'fixed-bin-number', bins: 4 } as const;
    expect([...discretise(Float32Array.of(0, 1, 2, 3, 4), how).levels]).toEqual([1, 2, 3, 4, 4]);
  });
});

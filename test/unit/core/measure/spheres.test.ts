import fc from 'fast-check';
import { type Vec3 } from '../../../../extension/src/core/geometry/vec3';
import { measureSegment } from '../../../../extension/src/core/measure';
import { sphereSlices, type SphereGrid } from './sphere';

const grid: SphereGrid = { spacing: [0.8, 0.8, 2.5], slices: 24, columns: 72, rows: 72 };
const c = Math.cos(0.4);
const s = Math.sin(0.4);

const grids: readonly (readonly [string, SphereGrid])[] = [
  ['fine', { ...grid, spacing: [0.8, 0.8, 0.8], slices: 68 }],
  ['thick slices', grid],
  ['non-square pixels', { ...grid, spacing: [0.6, 1.1, 2], columns: 96, rows: 52, slices: 30 }],
  ['oblique', { ...grid, rowDirection: [c, s, 0], columnDirection: [-s * c, c * c, s] }],
  ['tilted by 20°', { ...grid, tilt: 20, rows: 140 }],
  ['with slices missing', { ...grid, missing: [9, 12, 14] }],
  ['tilted with slices missing', { ...grid, tilt: 10, rows: 110, missing: [10, 13] }],
];

const sphereVolume = (radius: number) => (4 / 3) * Math.PI * radius ** 3;

// Smaller ones are under ten thick slices high: voxels counted by their centres miss 2 % there.
describe.each(grids)('a sphere on a grid that is %s', (_name, sphereGrid) => {
  const size = Math.max(sphereGrid.spacing[0], sphereGrid.spacing[1]);
  const offsets = fc.tuple(
    ...sphereGrid.spacing.map(d => fc.double({ min: -d / 2, max: d / 2, noNaN: true })),
  );

  it('has its volume within 2 % and its diameters within a pixel', () => {
    fc.assert(
      fc.property(fc.double({ min: 14, max: 22, noNaN: true }), offsets, (radius, offset) => {
        const slices = sphereSlices(sphereGrid, radius, offset as unknown as Vec3);
        const { volume, axes } = measureSegment({ slices, units: 'HU' })!;
        expect(Math.abs(volume! / sphereVolume(radius) - 1)).toBeLessThan(0.02);
        expect(Math.abs(axes.longAxis.length - 2 * radius)).toBeLessThan(size);
        expect(Math.abs(axes.shortAxis.length - 2 * radius)).toBeLessThan(size);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a sphere', () => {
  const measure = (sphereGrid: SphereGrid, radius: number, offset?: Vec3) =>
    measureSegment({ slices: sphereSlices(sphereGrid, radius, offset), units: 'HU' })!;

  it('of 9 mm keeps its volume with 3 of 24 slices missing, and says that they are', () => {
    const whole = measure(grid, 9);
    const gapped = measure({ ...grid, missing: [10, 12, 14] }, 9);
    expect(whole.isRegular).toBe(true);
    expect(gapped.isRegular).toBe(false);
    // Half-gaps alone lose 6 %.
    expect(Math.abs(gapped.volume! / whole.volume! - 1)).toBeLessThan(0.03);
  });

  it('has a mesh volume just below that of its voxels', () => {
    const { volume, meshVolume } = measure({ ...grid, spacing: [0.8, 0.8, 0.8], slices: 40 }, 10);
    expect(meshVolume).toBeLessThan(volume!);
    expect(Math.abs(meshVolume! / sphereVolume(10) - 1)).toBeLessThan(0.02);
  });
});

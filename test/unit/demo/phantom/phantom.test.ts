import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Vec3 } from '../../../../extension/src/core/geometry/vec3';
import { readSet } from '../../../data/readSet';
import { LESIONS, type LesionName } from '../../../../.webpack/demo/phantom/anatomy';
import {
  generatePhantom,
  type Phantom,
  type PhantomOptions,
} from '../../../../.webpack/demo/phantom/generatePhantom';
import { writePhantomSet } from '../../../../.webpack/demo/phantom/writeSet';

const SMALL: PhantomOptions = {
  columns: 72,
  rows: 60,
  slices: 12,
  columnSpacing: 5,
  rowSpacing: 4.5,
  sliceSpacing: 12,
};
/** A fine grid about one place. */
const step = (diameter: number) => diameter / 14;
const around = (centre: Vec3, diameter: number): PhantomOptions => ({
  columns: Math.ceil((1.4 * diameter) / step(diameter)),
  rows: Math.ceil((1.4 * diameter) / step(diameter)),
  slices: Math.ceil((1.4 * diameter) / step(diameter)),
  columnSpacing: step(diameter),
  rowSpacing: step(diameter),
  sliceSpacing: step(diameter),
  centre,
});
const hashOf = ({ values }: Phantom) => createHash('sha256').update(values).digest('hex');
const countOf = (mask: Uint8Array | undefined) => mask?.reduce((n, v) => n + v, 0) ?? 0;

function worldOf(
  { dims, spacing, origin, rowDirection, columnDirection, step }: Phantom,
  p: number,
) {
  const [i, j] = [p % dims[0], Math.floor(p / dims[0]) % dims[1]];
  const k = Math.floor(p / (dims[0] * dims[1]));
  return [0, 1, 2].map(
    n =>
      origin[n] +
      i * spacing[0] * rowDirection[n] +
      j * spacing[1] * columnDirection[n] +
      k * step[n],
  );
}

function centroid(phantom: Phantom, label: string): number[] {
  const mask = phantom.labels.get(label) ?? new Uint8Array();
  const sum = [0, 0, 0];
  mask.forEach((v, p) => v && worldOf(phantom, p).forEach((c, n) => (sum[n] += c)));
  return sum.map(c => c / countOf(mask));
}

test('the same options give the same voxels, another seed gives others', () => {
  const once = hashOf(generatePhantom(SMALL));
  expect(hashOf(generatePhantom(SMALL))).toBe(once);
  expect(hashOf(generatePhantom({ ...SMALL, seed: 2 }))).not.toBe(once);
});

test.each(Object.keys(LESIONS) as LesionName[])('%s has its volume, place and HU', name => {
  const { centre, diameter } = LESIONS[name];
  const phantom = generatePhantom(around(centre, diameter));
  const mm3 = countOf(phantom.labels.get(name)) * step(diameter) ** 3;
  const ball = (Math.PI / 6) * diameter ** 3;
  expect(Math.abs(mm3 / ball - 1)).toBeLessThan(0.04);
  centroid(phantom, name).forEach((c, n) => expect(Math.abs(c - centre[n])).toBeLessThan(0.3));
});

test('organs have their attenuation', () => {
  const { values, labels } = generatePhantom({ ...SMALL, noise: 0 });
  const quantile = (label: string, share = 0.5) => {
    const inside = [...values].filter((_, p) => labels.get(label)?.[p]).sort((a, b) => a - b);
    return inside[Math.floor(inside.length * share)];
  };
  expect(Math.abs(quantile('liver') - 112)).toBeLessThan(8);
  expect(Math.abs(quantile('spleen') - 124)).toBeLessThan(10);
  // Thick slices mix the lungs' thin parts with the wall.
  expect(quantile('lung_left', 0.1)).toBeLessThan(-820);
  expect(quantile('lung_right', 0.1)).toBeLessThan(-820);
});

test('tilted, descending and non-square grids hold the same anatomy', () => {
  const tilt = Math.PI / 12;
  const straight = generatePhantom(SMALL);
  const others = [
    generatePhantom({ ...SMALL, descending: true }),
    generatePhantom({
      ...SMALL,
      orientation: [
        [1, 0, 0],
        [0, Math.cos(tilt), Math.sin(tilt)],
      ],
    }),
    generatePhantom({ ...SMALL, columns: 120, columnSpacing: 3 }),
  ];
  for (const other of others) {
    const [a, b] = [centroid(straight, 'spleen'), centroid(other, 'spleen')];
    a.forEach((c, n) => expect(Math.abs(c - b[n])).toBeLessThan(4));
  }
  expect(others[0].step[2]).toBe(-12);
});

test('written as a labelled set, it reads back with voxels, geometry and truth', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'phantom-'));
  try {
    const phantom = generatePhantom({ ...SMALL, descending: true });
    await writePhantomSet(folder, phantom, { description: 'Test', number: 1 });
    const set = await readSet(folder);
    expect(set.dims).toEqual(phantom.dims);
    const { plane, values } = set.slices[5];
    expect(plane.columnSpacing).toBe(5);
    expect(plane.rowSpacing).toBe(4.5);
    phantom.origin.forEach((c, n) =>
      expect(plane.origin[n]).toBeCloseTo(c + 5 * phantom.step[n], 4),
    );
    const slice = SMALL.columns * SMALL.rows;
    expect([...values]).toEqual([...phantom.values.subarray(5 * slice, 6 * slice)]);
    const { data } = set.truth('liver', 5);
    expect(countOf(data)).toBe(
      countOf(phantom.labels.get('liver')?.subarray(5 * slice, 6 * slice)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

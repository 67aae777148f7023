import { LESIONS, type Lesions } from '../../../../.webpack/demo/phantom/anatomy';
import { generatePhantom, type Phantom } from '../../../../.webpack/demo/phantom/generatePhantom';
import {
  alignImages,
  compareStudies,
  CT_RANGE,
  matchLesions,
  transformed,
  type PriorLesion,
  type VolumeGrid,
} from '../../../../extension/src/core/followUp';
import { rotationBy } from '../../../../extension/src/core/followUp/rigid';
import type { ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import {
  add,
  cross,
  dot,
  length,
  scale,
  subtract,
  type Vec3,
} from '../../../../extension/src/core/geometry/vec3';
import { fromFull } from '../../../../extension/src/core/mask/regionMask';
import { centreOf, measureSegment } from '../../../../extension/src/core/measure';
import type { LesionRole } from '../../../../extension/src/core/recist';

const [COLUMNS, ROWS, SLICES] = [208, 160, 66];
const GRID = {
  ...{ columns: COLUMNS, rows: ROWS, slices: SLICES },
  ...{ columnSpacing: 1.8, rowSpacing: 1.8, sliceSpacing: 3 },
};

/** How the patient lay at follow-up: turned by 8.6° about an oblique axis, and moved. */
const TURN = rotationBy([0.06, -0.05, 0.13]);
const MOVED: Vec3 = [14, -9, 12];

/** The smallest one large enough for these voxels. */
const PRIOR: typeof LESIONS = {
  ...LESIONS,
  lung_nodule_small: { ...LESIONS.lung_nodule_small, diameter: 7 as 4 },
};
const { liver_cyst: gone, ...kept } = PRIOR;
const FOLLOWED: Lesions = {
  ...kept,
  liver_metastasis: { ...kept.liver_metastasis, diameter: 26 },
  lung_nodule: { ...kept.lung_nodule, diameter: 18 },
  liver_new: { centre: [-60, 25, -18], diameter: 14 },
};

/** Where a place of the anatomy is in the world of the second study. */
function moved(at: Vec3): Vec3 {
  const from = subtract(at, MOVED);
  return [dot(TURN[0], from), dot(TURN[1], from), dot(TURN[2], from)];
}

/** Both studies on axial grids about the origin of their own worlds. */
const prior = generatePhantom({ ...GRID, lesions: PRIOR });
const current = asAxial(
  generatePhantom({
    ...{ ...GRID, lesions: FOLLOWED, centre: MOVED, noise: 15 },
    orientation: [TURN[0], TURN[1]],
  }),
);

/** The scanner's axes are its own: a patient who lies turned is on an upright grid. */
function asAxial(phantom: Phantom): Phantom {
  const [dx, dy, dz] = phantom.spacing;
  const [nx, ny, nz] = phantom.dims;
  return {
    ...phantom,
    origin: [(-dx * (nx - 1)) / 2, (-dy * (ny - 1)) / 2, (-dz * (nz - 1)) / 2],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    step: [0, 0, dz],
  };
}

const gridOf = ({ dims, spacing, origin, rowDirection, columnDirection, step, values }: Phantom) =>
  ({
    ...{ dims, origin, values },
    steps: [scale(rowDirection, spacing[0]), scale(columnDirection, spacing[1]), step],
  }) satisfies VolumeGrid;

/** A lesion of the truth, measured as findings are. */
function measured(phantom: Phantom, name: string) {
  const { dims, spacing, origin, rowDirection, columnDirection, step } = phantom;
  const [columns, rows, slices] = dims;
  const label = phantom.labels.get(name)!;
  const given = Array.from({ length: slices }, (_, k) => {
    const plane: ImagePlane = {
      ...{ origin: add(origin, scale(step, k)), rowDirection, columnDirection, columns, rows },
      ...{ columnSpacing: spacing[0], rowSpacing: spacing[1] },
    };
    const mask = fromFull(label.subarray(k * columns * rows), columns, rows);
    return { plane, mask: mask.width ? mask : null };
  });
  const marked = given.flatMap(({ plane, mask }) => (mask ? [{ plane, mask }] : []));
  const { axes, volume } = measureSegment({ slices: given, units: 'HU' })!;
  return {
    placed: { id: name, centre: centreOf(marked)!, diameter: axes.longAxis.length },
    lesion: {
      ...{ id: name, volume, sliceSpacing: spacing[2], organ: null },
      ...{ longAxis: axes.longAxis.length, shortAxis: axes.shortAxis.length },
      isNode: name === 'lymph_node',
    },
  };
}

const ROLES: Readonly<Record<string, LesionRole>> = {
  liver_metastasis: 'target',
  renal_mass: 'target',
  lung_nodule: 'target',
  lymph_node: 'non-target',
  liver_cyst: 'non-target',
};

function resultOf<Result>(steps: Generator<number, Result, void>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

describe('follow-up: the phantom moved and turned, two lesions grown, one gone, one new', () => {
  const alignment = resultOf(alignImages(gridOf(prior), gridOf(current), CT_RANGE))!;
  const before = Object.keys(PRIOR).map(name => measured(prior, name));
  const now = Object.keys(FOLLOWED).map(name => measured(current, name));
  const matches = matchLesions(
    before.map(({ placed }) => placed),
    now.map(({ placed }) => placed),
    alignment.transform,
  );
  const { changes, targets, nonTargets, overall } = compareStudies(
    before.map(({ lesion }): PriorLesion => ({
      ...lesion,
      role: ROLES[lesion.id] ?? null,
      tracking: { id: lesion.id, uid: `2.25.${lesion.id.length}` },
    })),
    now.map(({ lesion }) => lesion),
    matches,
  );

  test('the images are aligned to within 2 mm in the whole body', () => {
    const corners: Vec3[] = [-100, 100].flatMap(x =>
      [-70, 70].flatMap(y => [-80, 80].map((z): Vec3 => [x, y, z])),
    );
    const errors = [...corners, ...Object.values(LESIONS).map(({ centre }) => centre)].map(at =>
      length(subtract(transformed(alignment.transform, at), moved(at))),
    );
    expect(Math.max(...errors)).toBeLessThan(2);
    expect(alignment.correlation).toBeGreaterThan(0.9);
  });

  test('each lesion is matched with itself, and what is gone or new with none', () => {
    expect(matches.pairs.every(pair => pair.prior === pair.current)).toBe(true);
    expect(matches.pairs).toHaveLength(5);
    expect(matches.gone).toEqual(['liver_cyst']);
    expect(matches.appeared).toEqual(['liver_new']);
    expect(gone.diameter).toBe(12);
  });

  test('changes of diameter and volume are those that were made', () => {
    const grown = (name: string) => changes.find(({ prior: id }) => id === name)!;
    const share = (name: keyof typeof LESIONS) =>
      FOLLOWED[name].diameter / LESIONS[name].diameter - 1;
    for (const name of ['liver_metastasis', 'lung_nodule'] as const) {
      // A pixel is 1.8 mm.
      expect(Math.abs(grown(name).diameterChange! - share(name))).toBeLessThan(0.15);
      const volume = (1 + share(name)) ** 3 - 1;
      expect(Math.abs(grown(name).volumeChange! / volume - 1)).toBeLessThan(0.15);
    }
    expect(Math.abs(grown('renal_mass').diameterChange!)).toBeLessThan(0.06);
    expect(Math.abs(grown('renal_mass').volumeChange!)).toBeLessThan(0.06);
    expect(grown('liver_cyst')).toMatchObject({ kind: 'gone', diameter: 0, volumeChange: -1 });
  });

  test('tracking UIDs are kept, and a new lesion has none yet', () => {
    const of = (name: string) => changes.find(({ current: id }) => id === name)!.tracking;
    expect(of('renal_mass')).toEqual({ id: 'renal_mass', uid: '2.25.10' });
    expect(of('liver_new')).toBeNull();
  });

  test('it is progressive disease: by the targets, and by the new lesion', () => {
    // 18 + 13 + 30 mm have become 26 + 18 + 30.
    expect(Math.abs(targets.sum! - 74)).toBeLessThan(4);
    expect(targets.response).toBe('PD');
    // The cyst is gone, and the node is of normal size.
    expect(nonTargets).toBe('CR');
    expect(overall).toBe('PD');
  });

  test('without growth and without the new lesion it is stable', () => {
    const same = before.map(({ lesion }) => lesion);
    const pairs = same.map(({ id }) => ({ prior: id, current: id, distance: 0 }));
    const stable = compareStudies(
      before.map(({ lesion }) => ({
        ...lesion,
        role: ROLES[lesion.id] ?? null,
        tracking: { id: '', uid: '' },
      })),
      same,
      { pairs, gone: [], appeared: [] },
    );
    expect([stable.targets.response, stable.overall]).toEqual(['SD', 'SD']);
  });

  test('images that do not overlap are not aligned', () => {
    const { dims, steps, origin } = gridOf(prior);
    const air = { dims, steps, origin, values: new Int16Array(prior.values.length).fill(-1000) };
    expect(resultOf(alignImages(gridOf(prior), air, CT_RANGE))).toBeNull();
  });
});

test('the axes of a turned grid are at right angles', () => {
  expect(length(subtract(cross(TURN[0], TURN[1]), TURN[2]))).toBeLessThan(1e-9);
});

describe('what can’t be known is not made up', () => {
  const lesion = (id: string, longAxis: number | null, change: Partial<PriorLesion> = {}) => ({
    ...{ id, longAxis, shortAxis: longAxis, isNode: false, organ: null, sliceSpacing: 1 },
    ...{ volume: null, role: 'target' as const, tracking: { id, uid: `2.25.${id}` } },
    ...change,
  });
  const pair = (id: string) => ({ prior: id, current: id, distance: 0 });
  const same = (...ids: string[]) => ({ pairs: ids.map(pair), gone: [], appeared: [] });

  test('a target whose place is not known is neither gone nor counted as 0', () => {
    const prior = [lesion('a', 20), lesion('b', 20)];
    const { changes, targets, overall } = compareStudies(prior, [lesion('a', 20)], same('a'));
    expect(changes.map(({ kind, diameter }) => [kind, diameter])).toEqual([
      ['matched', 20],
      ['unplaced', null],
    ]);
    expect([targets.response, overall]).toEqual(['NE', 'NE']);
  });

  test('a prior diameter that is not known gives no progression, unless earlier sums are', () => {
    const prior = [lesion('a', null)];
    const now = [lesion('a', 20)];
    expect(compareStudies(prior, now, same('a')).targets.response).toBe('NE');
    const known = { baseline: 30, nadir: 19 };
    expect(compareStudies(prior, now, same('a'), known).targets.response).toBe('PR');
  });

  test('nodes that are of normal size again make the non-targets complete', () => {
    const node = (shortAxis: number) =>
      lesion('n', shortAxis, { isNode: true, role: 'non-target' as const });
    const response = (shortAxis: number) =>
      compareStudies([node(14)], [node(shortAxis)], same('n')).nonTargets;
    expect([response(9), response(10)]).toEqual(['CR', 'non-CR/non-PD']);
  });
});

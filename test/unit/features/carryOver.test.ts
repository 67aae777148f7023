/** @jest-environment jsdom */
import { createStore } from 'zustand/vanilla';
import type { Vec3 } from '../../../extension/src/core/geometry/vec3';
import type { RegionMask } from '../../../extension/src/core/mask/regionMask';
import { createCarryOver, destinationOn } from '../../../extension/src/features/carryOver';
import type { TargetState } from '../../../extension/src/features/findings';
import type { SeriesGroup } from '../../../extension/src/host/seriesGroups';
import type { ShownSlice } from '../../../extension/src/host/slices';
import { createNotices } from '../../../extension/src/ui/notices';
import { axialPlane, ctSlice } from '../core/slices';

const SIDE = 90;
const MOVED_MM = 6;

const sliceOf = (name: string, z: number): ShownSlice => ({
  ...{ key: `${name} ${z}`, imageId: `${name} ${z}`, units: 'arbitrary' },
  plane: { ...axialPlane(SIDE, SIDE, 2, 2), origin: [0, 0, z] as Vec3 },
  addressOf: (i, j) => ({ imageId: `${name} ${z}`, offset: j * SIDE + i }),
  read: () => {
    throw new Error('read by the reader');
  },
});

const group = (name: string, change: Partial<SeriesGroup> = {}): SeriesGroup => ({
  ...{ id: `id-${name}`, description: name, modality: 'MR', frameOfReference: 'frame' },
  isDiffusion: false,
  slices: [0, 5, 10].map(z => sliceOf(name, z)),
  ...change,
});

const T2 = group('T2');
const DWI = group('DWI', { isDiffusion: true, phaseEncoding: 'COL' });
const FLAIR = group('FLAIR');
const ELSEWHERE = group('high', { slices: [sliceOf('high', 100)] });

const SQUARE: RegionMask = {
  ...{ x: 30, y: 40, width: 8, height: 8 },
  data: new Uint8Array(64).fill(1),
};

const noise = (i: number, j: number, seed: number) => {
  const n = Math.sin(i * 12.9898 + j * 78.233 + seed) * 43758.5453;
  return n - Math.floor(n);
};

/** Discs in a body; on the DWI in another contrast, and moved towards P. */
function valueAt(name: string, i: number, j: number): number {
  const [x, y] = [2 * i, 2 * j - (name === 'DWI' ? MOVED_MM : 0)];
  const inside = (cx: number, cy: number, r: number) => Math.hypot(x - cx, y - cy) < r;
  const tissue = inside(60, 90, 15) ? 3 : inside(120, 70, 22) ? 2 : inside(90, 90, 75) ? 1 : 0;
  return (name === 'DWI' ? [5, 90, 40, 200] : [10, 300, 700, 100])[tissue] + 10 * noise(i, j, 1);
}

const TARGET: TargetState = {
  ...{ segmentationId: 'seg', segmentIndex: 1, label: 'Lesion', color: [1, 2, 3] },
  ...{ locked: false, coding: { structure: 'liver' } as never },
};

function bench(own: SeriesGroup, { failsToWrite = false } = {}) {
  const all = [own, ...[T2, DWI, FLAIR, ELSEWHERE].filter(({ id }) => id !== own.id)];
  const findingsStore = createStore(() => ({ target: TARGET as TargetState | null }));
  const written: { segment: object; masks: readonly (readonly [string, RegionMask])[] }[] = [];
  const coded: unknown[] = [];
  const dropped = jest.fn();
  const notices = createNotices();
  let reads = 0;
  const carryOver = createCarryOver({
    series: {
      of: imageId => all.find(({ slices }) => slices.some(s => s.imageId === imageId)) ?? null,
      beside: from => all.filter(({ id }) => id !== from.id),
    },
    reader: {
      readSlice: async ({ key, plane }) => {
        reads++;
        return ctSlice(plane, (i, j) => valueAt(key.split(' ')[0], i, j), { key });
      },
    },
    labelmaps: {
      sourcesOf: () => own.slices.map(({ imageId }) => imageId),
      async *segmentRegions() {
        yield { imageId: own.slices[1].imageId, region: SQUARE };
      },
      writeAll: async (segment, masks) => {
        if (failsToWrite) throw new Error('not written');
        written.push({ segment, masks: masks.map(({ slice, mask }) => [slice.imageId, mask]) });
        return { written: 64, keptOther: 2, step: 1 as never };
      },
    },
    findings: {
      store: findingsStore as never,
      records: { setCoding: (...args: unknown[]) => coded.push(args) } as never,
    },
    notices,
    destinationOn: async to => ({
      segment: { segmentationId: `on ${to.description}`, segmentIndex: 4 },
      dropIfNew: dropped,
    }),
  });
  carryOver.start();
  const settled = async () => {
    for (let n = 0; n < 500 && /estimating|carrying/.test(carryOver.store.getState().phase); n++) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    return carryOver.store.getState();
  };
  return {
    carryOver,
    findingsStore,
    written,
    coded,
    dropped,
    notices,
    settled,
    reads: () => reads,
  };
}

test('a segment goes to the slices at its place, into a segment of its label and coding', async () => {
  const { carryOver, written, coded, settled, reads } = bench(T2);
  expect(carryOver.store.getState().others.map(({ description }) => description)).toEqual([
    ...['DWI', 'FLAIR', 'high'],
  ]);
  carryOver.choose('id-FLAIR');
  expect(await settled()).toMatchObject({ displacement: { kind: 'none' }, corrects: false });
  expect(reads()).toBe(0);
  await carryOver.run();
  expect(written).toEqual([
    { segment: { segmentationId: 'on FLAIR', segmentIndex: 4 }, masks: [['FLAIR 5', SQUARE]] },
  ]);
  expect(coded).toEqual([[{ segmentationId: 'on FLAIR', segmentIndex: 4 }, TARGET.coding]]);
  expect(await settled()).toMatchObject({ phase: 'done', done: 1, keptOther: 2 });
});

test('a displacement is estimated and corrected: on by default, off by the reader', async () => {
  const { carryOver, written, settled } = bench(DWI);
  carryOver.choose('id-T2');
  const { displacement, corrects } = await settled();
  expect(corrects).toBe(true);
  expect(displacement).toMatchObject({ kind: 'found', of: 'from', displacement: { clear: true } });
  const { mm } = (displacement as { displacement: { mm: number } }).displacement;
  expect(Math.abs(mm - MOVED_MM)).toBeLessThan(0.7);
  await carryOver.run();
  // 6 mm are three pixels.
  expect(written[0].masks[0][1]).toMatchObject({ x: 30, y: 37 });
  carryOver.correct(false);
  await carryOver.run();
  expect(written[1].masks[0][1]).toMatchObject({ x: 30, y: 40 });
});

test('into a displaced series a mask is moved along', async () => {
  const { carryOver, written, settled } = bench(T2);
  carryOver.choose('id-DWI');
  expect((await settled()).displacement).toMatchObject({ kind: 'found', of: 'to' });
  await carryOver.run();
  expect(written[0].masks[0][1]).toMatchObject({ x: 30, y: 43 });
});

test('where nothing of it lies on the other series, nothing is written and it is said', async () => {
  const { carryOver, written, notices, settled } = bench(T2);
  carryOver.choose('id-high');
  await settled();
  await carryOver.run();
  expect(written).toEqual([]);
  expect(notices.store.getState().notice?.text).toBe('carry.nothing');
});

test('a segment that was made for it goes again when it can’t be written', async () => {
  const warn = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { carryOver, dropped, settled } = bench(T2, { failsToWrite: true });
  carryOver.choose('id-FLAIR');
  await settled();
  await carryOver.run();
  expect(await settled()).toMatchObject({ phase: 'failed', error: 'segmentation-failed' });
  expect(dropped).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test('an estimate that another choice has ended tells nothing any more', async () => {
  const { carryOver, settled } = bench(DWI);
  carryOver.choose('id-T2');
  carryOver.choose(null);
  await settled();
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(carryOver.store.getState()).toMatchObject({
    ...{ chosen: null, displacement: { kind: 'none' }, phase: 'idle' },
  });
});

test('diffusion images without a phase-encoding direction say so', async () => {
  const { carryOver, settled } = bench({ ...DWI, phaseEncoding: undefined });
  carryOver.choose('id-T2');
  expect(await settled()).toMatchObject({ displacement: { kind: 'not-stated' }, corrects: false });
});

describe('the segment on the other series', () => {
  function viewer(segments: object[], limit = 255) {
    const added: unknown[] = [];
    const active: unknown[] = [];
    const service = {
      getActiveSegmentation: () => ({ segmentationId: 'seg' }),
      setActiveSegmentation: (...args: unknown[]) => active.push(args),
      getSegmentations: () => [{ segmentationId: 'seg' }, { segmentationId: 'other' }],
      getSegmentation: () => ({
        segments: Object.fromEntries(segments.map((one, n) => [n + 1, one])),
      }),
      addSegment: (...args: unknown[]) => added.push(args),
      removeSegment: jest.fn(),
    };
    const deps = {
      host: {
        services: {
          segmentationService: service,
          viewportGridService: { getActiveViewportId: () => 'pane' },
        },
      },
      series: { displaySetOf: () => null },
      labelmaps: {
        kindOf: () => 'labelmap',
        labelImages: (id: string) => [{ imageId: id === 'other' ? 'T2 0' : 'DWI 0' }],
        labelLimit: () => limit,
      },
      algorithmName: () => 'SAM',
      newSegmentationLabel: () => 'New',
    } as unknown as Parameters<typeof destinationOn>[0];
    return { deps, added, active, service };
  }

  const segment = (segmentIndex: number, label: string, locked = false) => ({
    ...{ segmentIndex, label, locked },
  });

  test('is the one of that label, unless it is locked; the active segmentation stays', async () => {
    const { deps, added, active } = viewer([segment(1, 'Liver'), segment(2, 'Lesion')]);
    const known = await destinationOn(deps, T2, TARGET);
    expect(known.segment).toEqual({ segmentationId: 'other', segmentIndex: 2 });
    expect(added).toEqual([]);
    expect(active).toEqual([]);
  });

  test('else a new one, which goes again', async () => {
    const { deps, added, service } = viewer([segment(1, 'Liver'), segment(2, 'Lesion', true)]);
    const made = await destinationOn(deps, T2, TARGET);
    expect(made.segment).toEqual({ segmentationId: 'other', segmentIndex: 3 });
    expect(added).toMatchObject([['other', { segmentIndex: 3, label: 'Lesion' }]]);
    made.dropIfNew();
    expect(service.removeSegment).toHaveBeenCalledWith('other', 3, expect.anything());
  });

  test('none beyond what the labelmap can hold', async () => {
    const { deps } = viewer([segment(1, 'Liver')], 1);
    await expect(destinationOn(deps, T2, TARGET)).rejects.toMatchObject({ code: 'label-limit' });
  });
});

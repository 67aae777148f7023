import { SeriesGroups } from '../../../extension/src/host/seriesGroups';
import { SliceReader } from '../../../extension/src/host/slices';
import type { Host } from '../../../extension/src/host/ohif';
import { FakeHost } from './fakeHost';

interface Made {
  readonly name: string;
  readonly places: readonly number[];
  readonly rest?: Record<string, unknown>;
  readonly cosines?: readonly number[];
}

/** A study of such series; `images` of one name make one display set. */
function study(series: readonly Made[], sets: readonly object[] = []) {
  const fake = new FakeHost();
  const byName = new Map<string, string[]>();
  for (const { name, places, rest = {}, cosines = [1, 0, 0, 0, 1, 0] } of series) {
    const ids = byName.get(name) ?? [];
    byName.set(name, ids);
    for (const z of places) {
      const imageId = `${name} ${ids.length}`;
      ids.push(imageId);
      fake.metadata.set(`instance ${imageId}`, {
        ...{ Modality: 'MR', SeriesInstanceUID: `1.${name.length}.${name.charCodeAt(1)}` },
        ...{ SeriesDescription: name, FrameOfReferenceUID: '1.9', PixelSpacing: [1, 1] },
        ...{ ImagePositionPatient: [0, 0, z], ImageOrientationPatient: cosines, ...rest },
      });
      fake.metadata.set(`imagePlaneModule ${imageId}`, {
        ...{ columns: 4, rows: 3, columnPixelSpacing: 1, rowPixelSpacing: 1 },
        ...{ rowCosines: cosines.slice(0, 3), columnCosines: cosines.slice(3) },
        imagePositionPatient: [0, 0, z],
      });
    }
  }
  const shown = [...byName].map(([name, imageIds]) => ({
    // The viewer names the first instance of images, too.
    ...{ displaySetInstanceUID: name, Modality: 'MR', imageIds, instance: {} },
  }));
  const host = {
    ...fake.host,
    services: { displaySetService: { getActiveDisplaySets: () => [...shown, ...sets] } },
  } as unknown as Host;
  return new SeriesGroups(host, new SliceReader(host));
}

const names = (series: SeriesGroups, imageId: string) =>
  series.beside(series.of(imageId)!).map(({ description }) => description);

test('beside a series are those of its frame of reference that lie parallel; segmentations are none', () => {
  const turned = [0, 1, 0, 0, 0, -1];
  const series = study(
    [
      { name: 'T1', places: [0, 4] },
      { name: 'T2', places: [1, 5] },
      { name: 'moved', places: [0, 4], rest: { FrameOfReferenceUID: '1.10' } },
      { name: 'sagittal', places: [0], cosines: turned },
    ],
    [{ displaySetInstanceUID: 'seg', Modality: 'SEG', imageIds: ['T1 0'] }],
  );
  expect(names(series, 'T1 0')).toEqual(['T2']);
  expect(names(series, 'moved 0')).toEqual([]);
  expect(series.of('unknown')).toBeNull();
});

test('without a frame of reference there is nothing beside a series', () => {
  const nowhere = { FrameOfReferenceUID: undefined };
  const series = study([
    { name: 'T1', places: [0], rest: nowhere },
    { name: 'T2', places: [0], rest: nowhere },
  ]);
  expect(names(series, 'T1 0')).toEqual([]);
});

test('a diffusion series is one group for each b-value and direction, by the standard or the maker', () => {
  const direction = (x: number, y: number) => ({ DiffusionGradientOrientation: [x, y, 0] });
  const series = study([
    { name: 'T2', places: [0, 4] },
    { name: 'DWI', places: [0, 4], rest: { DiffusionBValue: 0 } },
    { name: 'DWI', places: [0, 4], rest: { DiffusionBValue: 1000, ...direction(1, 0) } },
    { name: 'DWI', places: [0, 4], rest: { DiffusionBValue: 1000, ...direction(0, 1) } },
    { name: 'old GE', places: [0], rest: { '00431039': ['1000000800', '8'] } },
    { name: 'old GE', places: [0], rest: { '00431039': ['50', '8'] } },
  ]);
  const groups = series.beside(series.of('T2 0')!);
  expect(groups.map(({ group }) => group)).toEqual([
    { bValue: 0, number: 1, of: 3 },
    { bValue: 1000, direction: 1, number: 2, of: 3 },
    { bValue: 1000, direction: 2, number: 3, of: 3 },
    { bValue: 800, number: 1, of: 2 },
    { bValue: 50, number: 2, of: 2 },
  ]);
  expect(new Set(groups.map(({ id }) => id)).size).toBe(5);
  expect(groups.every(({ id }) => /^series-\d+$/.test(id))).toBe(true);
  // Beside one of its groups are the others.
  expect(
    series.beside(series.of('DWI 0')!).filter(({ description }) => description === 'DWI'),
  ).toHaveLength(2);
});

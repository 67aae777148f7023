import {
  roleOf,
  seriesRow,
  type PlacedSeries,
} from '../../../../extension/src/core/studyTypes/seriesRow';

const AXIAL = [1, 0, 0, 0, 1, 0];
const SAGITTAL = [0, 1, 0, 0, 0, -1];

let count = 0;
const series = (description: string, change: Partial<PlacedSeries> = {}): PlacedSeries => ({
  ...{ id: description || `series-${++count}`, modality: 'MR', description, slices: 24 },
  ...{ frameOfReference: 'one', orientation: AXIAL },
  ...change,
});
const ct = (description: string, change: Partial<PlacedSeries> = {}) =>
  series(description, { modality: 'CT', ...change });

test.each([
  ['MR', 'ax T1 SE', 't1'],
  ['MR', 't1_mprage_sag_p2_iso', 't1'],
  ['MR', 'T1 AX +C', 't1-contrast'],
  ['MR', 'T1 轴位 增强', 't1-contrast'],
  ['MR', 'Ax T2 FLAIR', 'flair'],
  ['MR', 't2_tse_tra', 't2'],
  ['MR', 'T2* GRE', undefined],
  ['MR', 'ep2d_diff_b1000', 'dwi'],
  ['MR', 'ep2d_diff_ADC', 'adc'],
  ['MR', '弥散加权', 'dwi'],
  ['MR', 'localizer', undefined],
  ['CT', 'Abdomen arterial 1.0', 'arterial'],
  ['CT', 'Portal venous phase', 'venous'],
  ['CT', 'after intravenous contrast', undefined],
  ['CT', 'Delayed 10 min', 'delayed'],
  ['CT', '平扫', 'native'],
  ['CT', 'T1 of a spine', undefined],
  ['US', 'T2', undefined],
])('a %s series called “%s” is %s', (modality, description, role) => {
  expect(roleOf({ modality, description })).toBe(role);
});

test('sequences of an MR stand side by side in the field’s order, four at most', () => {
  const all = ['ADC', 'DWI b1000', 'FLAIR', 'T2 TSE', 'T1 SE', 'localizer'].map(name =>
    series(name),
  );
  expect(seriesRow(all)).toEqual(['T1 SE', 'T2 TSE', 'FLAIR', 'DWI b1000']);
});

test('phases of a CT stand side by side, the largest of each', () => {
  const all = [
    ct('venous thick', { slices: 60 }),
    ct('venous thin', { slices: 300 }),
    ct('arterial'),
    ct('scout', { slices: 2 }),
  ];
  expect(seriesRow(all)).toEqual(['arterial', 'venous thin']);
});

test('series that are not parallel, or at other places, do not scroll together', () => {
  const sagittal = series('T1 sag', { orientation: SAGITTAL });
  expect(seriesRow([sagittal, series('T2')])).toEqual([]);
  expect(seriesRow([series('T1', { frameOfReference: 'two' }), series('T2')])).toEqual([]);
  expect(seriesRow([sagittal, series('T2'), series('FLAIR')])).toEqual(['T2', 'FLAIR']);
});

test('one series, one image or one role stands alone', () => {
  expect(seriesRow([ct('arterial')])).toEqual([]);
  expect(seriesRow([ct('arterial'), ct('arterial thin')])).toEqual([]);
  expect(seriesRow([ct('arterial'), ct('venous', { slices: 1 })])).toEqual([]);
  expect(seriesRow([])).toEqual([]);
});

import { layoutOf } from '../../../../../extension/src/core/export/dicom/sourceLayout';
import { sourceImage } from '../../../../../extension/src/core/export/dicom/source';
import { importFindings } from '../../../../../extension/src/core/export/importFindings';
import {
  encodeNiftis,
  masksOnSources,
  readNifti,
} from '../../../../../extension/src/core/export/nifti';
import { makeUid } from '../../../../../extension/src/core/export/uid';
import { oddCaseNamed } from '../../../../conformance/oddSeries';
import { AXIAL, syntheticSeries } from '../../../../conformance/syntheticSeries';

const { sources, segments } = oddCaseNamed('260 segments that overlap');
const { encoded } = encodeNiftis(sources, layoutOf(sources, makeUid), segments);
const header = (change: (view: DataView) => void): ArrayBuffer => {
  const bytes = encoded[0].bytes.slice(0);
  change(new DataView(bytes));
  return bytes;
};
const labelsOf = (bytes: ArrayBuffer) =>
  [...new Set(readNifti(bytes).labels)].filter(Boolean).sort((a, b) => a - b);

test('260 labels come back, none wrapped around into another', () => {
  const found = encoded.flatMap(({ bytes }) =>
    importFindings(bytes, sources).map(({ label }) => Number(label.slice('Label '.length))),
  );
  expect(found.sort((a, b) => a - b)).toEqual(segments.map((_, n) => n + 1));
});

test('labels beyond 65,535 keep their values', () => {
  const [columns, rows] = [AXIAL.columns, AXIAL.rows];
  const wide = new ArrayBuffer(352 + 4 * columns * rows);
  new Uint8Array(wide).set(new Uint8Array(encoded[0].bytes, 0, 352));
  const view = new DataView(wide);
  view.setInt16(46, 1, true);
  view.setInt16(70, 8, true);
  view.setInt32(352, 70_000, true);
  expect(labelsOf(wide)).toEqual([70_000]);
});

test.each([
  ['0', 0, 7],
  ['no number', NaN, NaN],
])('a slope that is %s scales nothing', (_name, slope, intercept) => {
  const bytes = header(view => {
    view.setFloat32(112, slope, true);
    view.setFloat32(116, intercept, true);
  });
  expect(labelsOf(bytes)).toEqual(labelsOf(encoded[0].bytes));
});

test('an sform that is no number gives way to the qform, or the file is refused with the reason', () => {
  const broken = (view: DataView) => view.setFloat32(280, NaN, true);
  const withQform = (view: DataView) => {
    broken(view);
    view.setInt16(252, 1, true);
    // Half a turn about z, as the axial sform has.
    [0, 0, 1, 120.5, 80.25, 40].forEach((v, n) => view.setFloat32(256 + 4 * n, v, true));
  };
  expect(masksOnSources(readNifti(header(withQform)), sources).size).toBeGreaterThan(0);
  expect(() => readNifti(header(broken))).toThrow(/not a number/);
  expect(() => importFindings(header(broken), sources)).toThrow(/import-unreadable/);
});

test('a file of the other byte order, and one of version 2, read the same', () => {
  const plain = readNifti(encoded[0].bytes);
  const second = new ArrayBuffer(544 + plain.labels.length * 2);
  const view = new DataView(second);
  view.setInt32(0, 540, false);
  view.setInt16(12, 512, false);
  [3, ...plain.dims, 1, 1, 1, 1].forEach((d, n) => view.setBigInt64(16 + 8 * n, BigInt(d), false));
  view.setBigInt64(168, 544n, false);
  view.setInt32(348, 1, false);
  const { steps, origin } = plain.affine;
  [0, 1, 2].forEach(axis =>
    [...steps.map(s => s[axis]), origin[axis]].forEach((value, n) =>
      view.setFloat64(400 + 32 * axis + 8 * n, axis < 2 ? -value : value, false),
    ),
  );
  plain.labels.forEach((label, n) => view.setUint16(544 + 2 * n, label, false));
  const read = readNifti(second);
  expect(read.dims).toEqual(plain.dims);
  expect([...read.labels]).toEqual([...plain.labels]);
  expect(masksOnSources(read, sources).size).toBe(masksOnSources(plain, sources).size);
});

test('500 slices are imported in well under two seconds', () => {
  const grid = { ...AXIAL, columns: 256, rows: 256, slices: 500 };
  const [first] = syntheticSeries({ ...grid, slices: 1 });
  const many = Array.from({ length: grid.slices }, (_, k) =>
    sourceImage({
      ...first,
      SOPInstanceUID: `2.25.5.${k}`,
      ImagePositionPatient: ['-120.5', '-80.25', String(40 + 2.5 * k)],
    }),
  );
  const data = new Uint8Array(256 * 256).fill(1);
  const block = { x: 0, y: 0, width: 256, height: 256, data };
  const marked = [{ ...segments[0], maskOf: () => block }];
  const [file] = encodeNiftis(many, layoutOf(many, makeUid), marked).encoded;
  const started = performance.now();
  const [{ masks }] = importFindings(file.bytes, many);
  const milliseconds = performance.now() - started;
  expect(masks.size).toBe(500);
  expect(masks.get(499)).toEqual(block);
  console.log(`500 slices of 256 × 256: ${milliseconds.toFixed(0)} ms`);
  expect(milliseconds).toBeLessThan(2000);
});

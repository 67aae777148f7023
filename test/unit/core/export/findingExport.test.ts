import { FindingExport } from '../../../../extension/src/core/export/findingExport';
import type { FindingSet } from '../../../../extension/src/core/export/findingSet';
import { EXPORT_FORMATS } from '../../../../extension/src/core/export/formats';
import { readFindings } from '../../../../extension/src/core/export/json';
import { decodeSr } from '../../../../extension/src/core/export/sr/decodeSr';
import { makeUid } from '../../../../extension/src/core/export/uid';
import { reportPdf } from '../../../../extension/src/core/export/report/reportPdf';
import { syntheticCases } from '../../../conformance/cases';
import { reportFont } from '../../../data/reportFont';
import { reportTexts } from '../../../data/reportTexts';

function findingSet(name: string, change: Partial<FindingSet> = {}): FindingSet {
  const found = syntheticCases().find(one => one.name === name);
  if (!found) throw new Error(`There is no case ${name}.`);
  const { sources, segments, valuesOf, units } = found;
  return {
    ...{ sources, units, valuesOf },
    findings: segments.map((segment, n) => ({
      ...segment,
      tracking: { id: `Finding ${n + 1}`, uid: makeUid() },
      steps: [],
      edits: [],
    })),
    equipment: {
      manufacturer: 'OHIF SAM',
      modelName: 'ohif-extension-sam',
      softwareVersions: '0.1.0',
      deviceSerialNumber: '0',
    },
    description: 'Lesions of <img src=x>',
    models: [],
    settings: {},
    drawKeyImage: ({ lines }) => ({
      pixels: Uint8Array.from({ length: 27 }, (_, n) => n + (lines[0]?.length ?? 0)),
      columns: 3,
      rows: 3,
    }),
    report: {
      texts: reportTexts('en'),
      showsPatient: false,
      toPdf: content => reportPdf(content, reportFont(), reportTexts('en')),
    },
    now: new Date(2026, 1, 3),
    makeUid,
    ...change,
  };
}

test.each(['oblique', 'tilted', 'descending', 'non-square'])(
  'every format holds the findings of a series that is %s',
  async name => {
    const { files, refused } = await new FindingExport(findingSet(name)).write(EXPORT_FORMATS);
    expect(refused).toEqual([]);
    expect([...new Set(files.map(({ format }) => format))]).toEqual(EXPORT_FORMATS);
    const uids = files.flatMap(({ instance }) => instance?.sopInstanceUID ?? []);
    expect(new Set(uids).size).toBe(uids.length);
    const images = files.filter(({ format }) => format === 'keyImages');
    expect(new Set(images.map(({ instance }) => instance?.seriesInstanceUID)).size).toBe(1);
  },
);

test('a format that cannot hold the findings is refused with the reason, the others are written', async () => {
  const { files, refused } = await new FindingExport(findingSet('with gaps')).write(EXPORT_FORMATS);
  expect(refused).toMatchObject([{ format: 'nifti', code: 'uneven-grid' }]);
  expect(files.map(({ format }) => format)).toEqual(
    expect.arrayContaining(['seg', 'rtstruct', 'sr', 'keyImages', 'json']),
  );
});

test('a report comes with the segmentation that it refers to, under new UIDs each time', async () => {
  const findings = new FindingExport(findingSet('oblique'));
  const { files: first } = await findings.write(['sr']);
  const { files: second } = await findings.write(['sr']);
  expect(first.map(({ format }) => format)).toEqual(['seg', 'sr']);
  expect(first[0].instance?.sopInstanceUID).not.toBe(second[0].instance?.sopInstanceUID);
  const report = decodeSr(first[1].bytes);
  expect(report.findings.length).toBe(findings.measurements.filter(Boolean).length);
});

test('what came back changed is told', async () => {
  const findings = new FindingExport(findingSet('oblique'));
  const { files } = await findings.write(['seg', 'keyImages', 'json', 'nifti']);
  for (const { format, name, bytes } of files) {
    expect(findings.compare(name, bytes)).toEqual([]);
    const changed = new Uint8Array(bytes.slice(0));
    if (format === 'json') {
      const text = new TextDecoder().decode(changed).replace(/"voxels": ?(\d)/, '"voxels":1$1');
      expect(findings.compare(name, new TextEncoder().encode(text).buffer)).not.toEqual([]);
    } else {
      // Within the voxels, which end the file.
      const last = changed.length - 1;
      for (let n = last; n > last - (format === 'keyImages' ? 9 : 400); n--) changed[n] ^= 0xff;
      expect(findings.compare(name, changed.buffer)).not.toEqual([]);
    }
  }
  expect(findings.compare('sam-structures.dcm', files[0].bytes)).toEqual([
    'Nothing was written under this name.',
  ]);
});

test('the JSON file names nobody', async () => {
  const set = findingSet('oblique');
  const [{ bytes }] = (await new FindingExport(set).write(['json'])).files;
  const text = new TextDecoder().decode(bytes);
  const { studyInstanceUID, sopInstanceUID, attributes } = set.sources[0];
  for (const secret of [studyInstanceUID, sopInstanceUID, String(attributes.PatientID)]) {
    expect(text).not.toContain(secret);
  }
  for (const { label } of set.findings) expect(text).not.toContain(JSON.stringify(label));
  expect(readFindings(text).findings).toHaveLength(set.findings.length);
});

test('a report whose segmentation is refused says so', async () => {
  const set = findingSet('oblique');
  const nothing = set.findings.map(finding => ({ ...finding, maskOf: () => null }));
  const { files, refused } = await new FindingExport({ ...set, findings: nothing }).write(['sr']);
  expect(files).toEqual([]);
  expect(refused).toMatchObject([
    { format: 'seg', code: 'no-voxels' },
    { format: 'sr', code: 'no-segmentation' },
  ]);
});

test('a label map with a voxel moved is told from the right one', async () => {
  const findings = new FindingExport(findingSet('oblique'));
  const [{ name, bytes }] = (await findings.write(['nifti'])).files;
  const moved = new Uint8Array(bytes.slice(0));
  const at = moved.findIndex((value, n) => n > 352 && value !== 0 && moved[n + 1] === 0);
  [moved[at], moved[at + 1]] = [0, moved[at]];
  expect(findings.compare(name, moved.buffer)).toEqual(['2 voxels differ.']);
});

import { FindingExport } from '../../../../extension/src/core/export/findingExport';
import { codingOf, importFindings } from '../../../../extension/src/core/export/importFindings';
import { propertyOf } from '../../../../extension/src/core/export/segmentTypes';
import { makeUid } from '../../../../extension/src/core/export/uid';
import { syntheticCases } from '../../../conformance/cases';

const [oblique, tilted] = ['oblique', 'tilted'].map(name => {
  const found = syntheticCases().find(one => one.name === name);
  if (!found) throw new Error(`There is no case ${name}.`);
  return found;
});

const step = {
  image: 2,
  prompts: [
    { kind: 'point' as const, polarity: 'include' as const, at: [4, 5] as [number, number] },
  ],
  model: 'mobile-sam',
  region: { x: 0, y: 0, width: 9, height: 9 },
  window: { lower: -50, upper: 50 },
  token: 1,
};

const edit = { kind: 'smooth' as const, added: 12, removed: 12 };

/** As the reader has placed them on the third image. */
const axes = {
  slice: 2,
  longAxis: { from: [1, 2], to: [6, 2], length: 4.5 },
  shortAxis: { from: [3, 1], to: [3, 4], length: 2.5 },
} as const;

async function written(format: 'json' | 'nifti'): Promise<ArrayBuffer> {
  const findings = new FindingExport({
    ...oblique,
    findings: oblique.segments.map((segment, n) => ({
      ...segment,
      property: propertyOf({ abnormality: 'nodule', structure: 'lung', side: 'left' }),
      tracking: { id: `Finding ${n + 1}`, uid: makeUid() },
      steps: [step],
      edits: [edit],
      ...(n === 0 ? { axes } : {}),
    })),
    equipment: {
      manufacturer: 'OHIF SAM',
      modelName: 'ohif-extension-sam',
      softwareVersions: '0.1.0',
      deviceSerialNumber: '0',
    },
    description: '',
    models: [],
    settings: {},
    now: new Date(2026, 1, 3),
    makeUid,
  });
  return (await findings.write([format])).files[0].bytes;
}

test('a JSON file brings masks, codes, prompts, edits and the reader’s axes back, on images in another order', async () => {
  const order = oblique.sources.map((_, index) => index).reverse();
  const shuffled = order.map(index => oblique.sources[index]);
  const findings = importFindings(await written('json'), shuffled);
  expect(findings).toHaveLength(oblique.segments.length);
  findings.forEach(({ masks, coding, algorithm, steps, edits }, n) => {
    expect(algorithm).toEqual(oblique.segments[n].algorithm);
    expect(coding).toEqual({ abnormality: 'nodule', structure: 'lung', side: 'left' });
    expect(steps).toEqual([{ ...step, image: order.indexOf(2) }]);
    expect(edits).toEqual([edit]);
    expect(findings[n].axes).toEqual(n === 0 ? { ...axes, slice: order.indexOf(2) } : undefined);
    order.forEach((index, at) => {
      expect(masks.get(at) ?? null).toEqual(oblique.segments[n].maskOf(index));
    });
  });
});

test('a label map brings its labels back', async () => {
  const findings = importFindings(await written('nifti'), oblique.sources);
  expect(findings.length).toBeGreaterThan(1);
  expect(findings[0].label).toMatch(/^Label \d+$/);
});

test.each(['json', 'nifti'] as const)('%s of other images is refused', async format => {
  const others = tilted.sources.map(source => ({
    ...source,
    sopInstanceUID: `${source.sopInstanceUID}.9`,
  }));
  const bytes = await written(format);
  expect(() => importFindings(bytes, others)).toThrow(/import-other-images/);
});

test.each([
  ['nothing', new ArrayBuffer(0)],
  ['other JSON', new TextEncoder().encode('{"format":"other"}').buffer],
  ['other bytes', new TextEncoder().encode('not a file of ours').buffer],
])('%s is refused as unreadable', (_, bytes) => {
  expect(() => importFindings(bytes, oblique.sources)).toThrow(/import-unreadable/);
});

test('codes that are on no list claim nothing', async () => {
  const other = { value: '1', scheme: '99TEST', meaning: 'Something' };
  expect(codingOf({ category: other, type: other })).toEqual({});
  expect(codingOf(propertyOf({ structure: 'liver' }))).toEqual({ structure: 'liver' });
});

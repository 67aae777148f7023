import { ANATOMY, CATEGORY, LATERALITY } from '../../../../../extension/src/core/export/codes';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import { FindingExport } from '../../../../../extension/src/core/export/findingExport';
import type { Finding, FindingSet } from '../../../../../extension/src/core/export/findingSet';
import { propertyText } from '../../../../../extension/src/core/export/report/propertyText';
import { reportPdf } from '../../../../../extension/src/core/export/report/reportPdf';
import {
  anatomyProperty,
  morphologyProperty,
} from '../../../../../extension/src/core/export/segmentTypes';
import { syntheticCases } from '../../../../conformance/cases';
import { reportFont } from '../../../../data/reportFont';
import { reportTexts } from '../../../../data/reportTexts';

const oblique = syntheticCases().find(({ name }) => name === 'oblique')!;
const NASTY = '<img src=x onerror=alert(1)> of Mrs Smith';

const step = (image: number, kinds: readonly ('point' | 'box')[]): Finding['steps'][number] => ({
  ...{ image, model: 'mobile-sam', token: 1 },
  prompts: kinds.map(kind =>
    kind === 'point'
      ? { kind, polarity: 'include', at: [4, 5] }
      : {
          kind,
          corners: [
            [1, 1],
            [9, 9],
          ],
        },
  ),
  region: { x: 0, y: 0, width: 9, height: 9 },
  window: { lower: -50, upper: 50 },
});

const cleaned = (kind: string) => ({ kind, added: 0, removed: 9 }) as Finding['edits'][number];

function set(language: string, showsPatient: boolean, change: Partial<FindingSet> = {}) {
  const texts = reportTexts(language);
  const properties = [
    morphologyProperty('neoplasmSecondary', 'liver'),
    morphologyProperty('mass', 'lymphNode'),
    anatomyProperty('kidney', 'left'),
  ];
  return new FindingExport({
    ...oblique,
    // Kidney and lesion of the case are large enough for a texture.
    findings: [0, 2, 0].map((index, n) => ({
      ...oblique.segments[index],
      property: properties[n],
      label: NASTY,
      tracking: { id: `Finding ${n + 1}`, uid: '2.25.1' },
      steps: n === 0 ? [step(3, ['point', 'point', 'box']), step(4, ['point'])] : [],
      edits: n === 1 ? ['keep-largest', 'smooth', 'smooth'].map(cleaned) : [],
      ...(n === 2 ? { algorithm: { type: 'MANUAL' as const } } : {}),
    })),
    equipment: {
      manufacturer: 'OHIF SAM',
      modelName: 'ohif-extension-sam',
      softwareVersions: '0.1.0',
      deviceSerialNumber: '0',
    },
    description: '',
    models: [{ id: 'mobile-sam', name: 'MobileSAM', sha256: ['ab12'] }],
    settings: {},
    report: { texts, showsPatient, toPdf: content => reportPdf(content, reportFont(), texts) },
    drawKeyImage: ({ side }) => ({
      ...{ pixels: new Uint8Array(side * side * 3), columns: side, rows: side },
    }),
    now: new Date(2026, 1, 3, 4, 5),
    makeUid: () => '2.25.7',
    ...change,
  });
}

async function written(findings: FindingExport) {
  const { files, refused } = await findings.write(['report']);
  expect(refused).toEqual([]);
  const text = (name: string) =>
    new TextDecoder('latin1').decode(files.find(file => file.name === name)?.bytes);
  const html = new TextDecoder().decode(files.find(({ name }) => name.endsWith('html'))?.bytes);
  return { files, pdf: text('sam-report.pdf'), html };
}

const { attributes, studyInstanceUID } = oblique.sources[0];
const PATIENT = [String(attributes.PatientID), 'Mrs Smith', studyInstanceUID, '2026-02-03'];

test('names nobody unless asked to', async () => {
  const findings = set('en', false);
  const { html, pdf } = await written(findings);
  for (const secret of PATIENT) {
    expect(html).not.toContain(secret);
    expect(findings.reportText()).not.toContain(secret);
  }
  expect(html).toContain('Study (pseudonym)');
  expect(pdf).toContain('D:1970');
  expect(pdf).not.toContain('D:2026');
});

test('names the patient when asked to, with every text escaped', async () => {
  const { html, pdf, files } = await written(set('en', true));
  expect(html).toContain(PATIENT[0]);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; of Mrs Smith');
  const images = html.match(/<img[^>]*>/g) ?? [];
  expect(images).toHaveLength(3);
  for (const image of images) expect(image).toMatch(/^<img src="data:image\/png;base64,/);
  expect(pdf).toContain('D:2026');
  const dicom = files.find(({ name }) => name.endsWith('dcm'));
  expect(readPart10(dicom!.bytes).attributes.BurnedInAnnotation).toBe('YES');
});

test('of a finding that was propagated it says what the reader had a part in, and whose prompts count', () => {
  const made = (
    image: number,
    part: Finding['steps'][number]['made'],
    kinds: readonly ('point' | 'box')[],
  ) => ({ ...step(image, kinds), made: part });
  const steps = [
    made(3, 'prompted', ['box']),
    made(4, 'corrected', ['point']),
    made(5, 'checked', ['box', 'point']),
    made(6, 'propagated', ['box', 'point', 'point']),
    made(7, 'propagated', ['box', 'point']),
    // Prompted anew later on.
    made(7, 'prompted', ['point']),
  ];
  const [finding] = oblique.segments;
  const findings = [
    {
      ...finding,
      ...{ property: anatomyProperty('kidney', 'left'), label: '', steps, edits: [] },
      tracking: { id: 'Finding 1', uid: '2.25.1' },
    },
  ];
  expect(set('en', false, { findings }).reportText()).toContain(
    'answered 2 points and 1 box of the reader; 5 of ',
  );
  expect(set('en', false, { findings }).reportText()).toContain(
    'Slices: 2 prompted, 1 propagated and corrected, 1 propagated and checked, and 1 propagated, not looked at one by one.',
  );
  expect(set('zh', false, { findings }).reportText()).toContain('1 层传播后经修正');
});

test.each(['automatic', 'propagated'] as const)(
  'of a finding that is %s only it counts no prompt as the reader’s',
  made => {
    const [finding] = oblique.segments;
    const findings = [
      {
        ...finding,
        ...{ property: anatomyProperty('kidney', 'left'), label: '', edits: [] },
        steps: [{ ...step(3, ['point']), made }],
        tracking: { id: 'Finding 1', uid: '2.25.1' },
      },
    ];
    const report = set('en', false, { findings }).reportText();
    expect(report).toContain('1. MobileSAM, without a prompt of the reader; 1 of ');
    expect(report).toContain(
      made === 'automatic' ? 'Slices: 1 found without a prompt and picked.' : '1 propagated, not',
    );
    expect(set('zh', false, { findings }).reportText()).toContain('无阅片者的提示');
  },
);

test('says what was found, how large, and who did what', () => {
  const text = set('en', false).reportText();
  expect(text).toMatch(/^Segmentation report\n/);
  expect(text).toMatch(
    /1\. Metastasis, liver: [\d.]+ cm³; [\d.]+ × [\d.]+ mm; mean .+ HU; slice \d+ of \d+\./,
  );
  expect(text).toContain('3. Kidney, left: ');
  expect(text).toContain('1. MobileSAM answered 3 points and 1 box of the reader; 2 of ');
  expect(text).toContain(
    '2. MobileSAM, accepted by the reader; the prompts are not on record. Then: largest part kept and smoothed between slices.',
  );
  expect(text).toContain('3. Drawn by the reader');
});

test('the sum of diameters counts lesions by their long, lymph nodes by their short axis', () => {
  const findings = set('en', false);
  const [lesion, node] = findings.measurements;
  const sum = lesion!.axes.longAxis.length + node!.axes.shortAxis.length;
  expect(findings.reportText()).toContain(`Sum of diameters: ${sum.toFixed(1)} mm (2 lesions;`);
});

test('is in Chinese, with the font embedded', async () => {
  const findings = set('zh-CN', false);
  const { html, pdf } = await written(findings);
  expect(html).toContain('<html lang="zh-CN">');
  expect(findings.reportText()).toContain('1. 肝转移瘤：体积 ');
  expect(pdf).toMatch(/\/FontFile2 /);
  expect(pdf).not.toMatch(/\/BaseFont \/(Helvetica|Times|Courier)/);
});

test('what a finding is, in the words of either language', () => {
  const [en, zh] = [reportTexts('en'), reportTexts('zh-CN')];
  const nodule = morphologyProperty('nodule', 'lung', 'right');
  expect(propertyText(nodule, en)).toBe('Nodule, lung, right');
  expect(propertyText(nodule, zh)).toBe('右肺结节');
  const foreign = {
    category: CATEGORY.anatomicalStructure,
    type: { value: '1', scheme: '99X', meaning: 'Something' },
    typeModifiers: [LATERALITY.left],
    region: ANATOMY.liver,
  };
  expect(propertyText(foreign, en)).toBe('Something, liver');
});

test('a report that cannot be written is refused with the reason', async () => {
  const { refused } = await set('en', false, { report: undefined }).write(['report']);
  expect(refused).toMatchObject([{ format: 'report', code: 'not-available' }]);
});

test('a stored report that differs is told', async () => {
  const findings = set('en', false);
  const { files } = await written(findings);
  for (const { name, bytes } of files) {
    expect(findings.compare(name, bytes)).toEqual([]);
    const changed = new Uint8Array(bytes.slice(0));
    changed[changed.length - 20] ^= 0xff;
    expect(findings.compare(name, changed.buffer)).not.toEqual([]);
  }
});

import { LESION_RESPONSE } from '../../../../extension/src/core/export/codes';
import { readPart10 } from '../../../../extension/src/core/export/dicom/readPart10';
import { writePart10 } from '../../../../extension/src/core/export/dicom/dataset';
import { FindingExport } from '../../../../extension/src/core/export/findingExport';
import { readFindings, type FollowUpRecord } from '../../../../extension/src/core/export/json';
import { decodeSr } from '../../../../extension/src/core/export/sr/decodeSr';
import { encodeSr } from '../../../../extension/src/core/export/sr/encodeSr';
import { verifySr } from '../../../../extension/src/core/export/sr/verifySr';
import { syntheticCases } from '../../../conformance/cases';
import { exportSeg, exportSr, findingSet } from '../../../conformance/exporters';
import { reportTexts } from '../../../data/reportTexts';
import { judge, judgedTest } from './judge';

const [exportCase] = syntheticCases();

const FOLLOW_UP: FollowUpRecord = {
  prior: {
    studyDate: '20250702',
    studyInstanceUID: '2.25.901',
    seriesInstanceUID: '2.25.902',
    sopInstanceUID: '2.25.903',
    sopClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
  },
  lesions: [
    {
      ...{ kind: 'matched', finding: 0, role: 'target', tracking: { id: 'Kidney', uid: '2.25.1' } },
      ...{ priorDiameter: 20, diameter: 14, diameterChange: -0.3, volumeChange: null },
    },
    {
      ...{ kind: 'gone', finding: null, role: 'non-target' },
      tracking: { id: 'Mrs Smith’s cyst', uid: '2.25.2' },
      ...{ priorDiameter: 9.25, diameter: 0, diameterChange: -1, volumeChange: -1 },
    },
    {
      ...{ kind: 'new', finding: 1, role: null },
      ...{ priorDiameter: null, diameter: 7, diameterChange: null, volumeChange: null },
    },
  ],
  sums: { prior: 20, now: 14, baseline: 31, nadir: null },
  nonTargetsProgress: false,
  newLesions: 1,
  response: { targets: 'PR', nonTargets: 'CR', overall: 'PD' },
};

describe('a comparison with a prior study, in an SR', () => {
  const { input: plain } = exportSr(exportCase, exportSeg(exportCase).encoded);
  const input = { ...plain, followUp: FOLLOW_UP };
  const encoded = encodeSr(input);
  const bytes = writePart10(encoded.dataset);

  test('holds the responses in codes, the overall one in words, and the prior report', () => {
    expect(verifySr(input, encoded, bytes)).toEqual({ ok: true, differences: [] });
    const { evaluations, priorReportUid, unlisted } = decodeSr(bytes);
    const values = evaluations.map(({ value }) => value);
    expect(values.slice(0, 3)).toEqual([
      '126081',
      LESION_RESPONSE.targets.PR.value,
      LESION_RESPONSE.nonTargets.CR.value,
    ]);
    expect(values[3]).toBe(
      'Overall response: progressive disease (PD). Sum of diameters of targets: prior 20.0 mm, ' +
        'now 14.0 mm. Sum at baseline: 31.0 mm. Lesions: 1 followed, 1 gone, 1 new, 0 not decided.',
    );
    expect([priorReportUid, unlisted]).toEqual(['2.25.903', []]);
  });

  test('that says something else is told', () => {
    const response = { ...FOLLOW_UP.response, targets: 'SD' as const };
    const other = { ...plain, followUp: { ...FOLLOW_UP, response } };
    const { differences } = verifySr(other, encoded, bytes);
    expect(differences).toEqual([expect.stringContaining('response')]);
    expect(verifySr(plain, encoded, bytes).differences).toHaveLength(2);
  });

  test('has no code for what is not evaluable', () => {
    const response = { targets: 'NE', nonTargets: 'NE', overall: 'NE' } as const;
    const unknown = encodeSr({ ...input, followUp: { ...FOLLOW_UP, response } });
    const { evaluations } = decodeSr(writePart10(unknown.dataset));
    expect(evaluations.map(({ name }) => name)).toEqual(['112021', '121106']);
  });

  judgedTest('is accepted by dciodvfy', () => judge(bytes));
});

describe('a comparison with a prior study, in the other formats', () => {
  const written = async (showsPatient: boolean) => {
    const texts = reportTexts('en');
    const toPdf = () => Promise.resolve(new Uint8Array());
    const findings = new FindingExport({
      ...findingSet(exportCase),
      followUp: FOLLOW_UP,
      report: { texts, showsPatient, toPdf },
    });
    const { files, refused } = await findings.write(['seg', 'sr', 'json']);
    expect(refused).toEqual([]);
    const bytesOf = (name: string) => files.find(file => file.name === name)!.bytes;
    return { text: findings.reportText(), bytesOf };
  };

  test('the JSON file has it without what identifies', async () => {
    const text = new TextDecoder().decode((await written(false)).bytesOf('sam-findings.json'));
    const { followUp } = readFindings(text);
    const { prior: _prior, lesions, ...rest } = FOLLOW_UP;
    const bare = lesions.map(({ tracking: _tracking, ...lesion }) => lesion);
    expect(followUp).toEqual({ ...rest, lesions: bare });
    for (const secret of ['20250702', 'Smith', '2.25.90']) expect(text).not.toContain(secret);
  });

  test('a reference to a finding that there is not is damage', async () => {
    const text = new TextDecoder().decode((await written(false)).bytesOf('sam-findings.json'));
    const damaged = text.replace('"kind":"matched","finding":0', '"kind":"matched","finding":99');
    expect(damaged).not.toBe(text);
    expect(() => readFindings(damaged)).toThrow('followUp.lesions.0.finding');
  });

  test('the SR of a save has it', async () => {
    const { attributes } = readPart10((await written(false)).bytesOf('sam-measurements.dcm'));
    expect(JSON.stringify(attributes)).toContain('2.25.903');
  });

  test('the report has a row for each lesion and the response', async () => {
    const { text } = await written(false);
    expect(text).toContain('followed; prior 20.0 mm, now 14.0 mm; change −6.0 mm (−30 %)');
    expect(text).toContain('gone; prior 9.3 mm, now 0.0 mm; change −9.3 mm (−100 %)');
    expect(text).toContain('new; prior –, now 7.0 mm');
    expect(text).toContain('New lesions: 1. Overall by RECIST 1.1: PD, progressive disease.');
    expect(text).toContain('Sum at baseline 31.0 mm, smallest so far – mm.');
    expect(text).not.toMatch(/2025|Smith/);
    const shown = (await written(true)).text;
    expect(shown).toContain('since 2025-07-02');
    expect(shown).toContain('Mrs Smith’s cyst');
  });
});

import { type Exporter } from '../../../../../extension/src/core/export/exporter';
import { EXPORTERS } from '../../../../../extension/src/core/export/exporters';
import { FindingExport } from '../../../../../extension/src/core/export/findingExport';
import { FORMATS } from '../../../../../extension/src/core/export/formats';
import { type FindingJob } from '../../../../../extension/src/core/export/findingJob';
import { ExportRefusal } from '../../../../../extension/src/core/export/reasons';
import { oddCaseNamed } from '../../../../conformance/oddSeries';
import { findingSet } from '../../../../conformance/exporters';

const set = findingSet(oddCaseNamed('single slice'));
const TEXTS = { name: { en: 'CSV', zh: 'CSV' }, hint: { en: 'A table', zh: '表格' } };

const csv: Exporter = {
  ...{ id: 'csv', isDicom: false, texts: TEXTS },
  write: async ({ findings, measurements }) => {
    const lines = findings.map((f, n) => `${f.tracking.id},${measurements[n]?.voxels ?? ''}`);
    const bytes = new TextEncoder().encode(lines.join('\n')).buffer;
    return Promise.resolve([{ name: 'findings.csv', mediaType: 'text/csv', bytes }]);
  },
};

const failing = (error: Error): Exporter => ({
  ...csv,
  id: 'failing',
  write: () => {
    throw error;
  },
});

const save = (exporters: readonly Exporter[], formats: readonly string[]) =>
  new FindingExport(set, [...exporters, ...EXPORTERS] as Exporter<FindingJob>[]).write(formats);

test('what describes a format and what writes it are the same list', () => {
  const described = ({ id, isDicom, texts }: (typeof FORMATS)[number]) => ({ id, isDicom, texts });
  expect(EXPORTERS.map(described)).toEqual(FORMATS.map(described));
});

test('an exporter from outside writes and is compared byte by byte', async () => {
  const findings = new FindingExport(set, [csv]);
  const { files, refused } = await findings.write(['csv']);
  expect(refused).toEqual([]);
  expect(new TextDecoder().decode(files[0].bytes)).toBe('Finding 1,81\nFinding 2,49');
  expect(findings.compare('findings.csv', files[0].bytes)).toEqual([]);
  expect(findings.compare('findings.csv', new ArrayBuffer(3))).not.toEqual([]);
});

test('an exporter that refuses, or fails, holds up no other, and the reason is its own', async () => {
  const refusal = await save(
    [failing(new ExportRefusal('no-place', 'nowhere'))],
    ['failing', 'json'],
  );
  expect(refusal.refused).toEqual([{ format: 'failing', code: 'no-place', reason: 'nowhere' }]);
  expect(refusal.files.map(({ format }) => format)).toEqual(['json']);

  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const cause = new TypeError('x is undefined');
  const quoting = new Error('not a number: Doe^Jane', { cause });
  const failure = await save([failing(quoting)], ['failing', 'json']);
  expect(failure.refused).toMatchObject([{ format: 'failing', code: 'unexpected' }]);
  expect(failure.files.map(({ format }) => format)).toEqual(['json']);
  // Logged with its cause, never swallowed; what it quotes is told nowhere.
  const told = logged.mock.calls.flat().join();
  expect(told).toMatch(/failing was not written[^]*caused by TypeError: x is undefined/);
  expect(told + failure.refused[0].reason).not.toContain('Doe');
  logged.mockRestore();
});

test('a finding that cannot be measured holds up no format', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = {
    ...set,
    valuesOf: () => {
      throw new Error('the values are gone');
    },
  };
  const { files, refused } = await new FindingExport(broken).write(['seg', 'rtstruct', 'json']);
  expect(refused).toEqual([]);
  expect(files.map(({ format }) => format)).toEqual(['seg', 'rtstruct', 'json']);
  expect(logged).toHaveBeenCalled();
  logged.mockRestore();
});

test('a file that reads differently than it was written is not handed out', async () => {
  const liar: Exporter = { ...csv, verify: () => ['It differs.'] };
  const { files, refused } = await save([liar], ['csv']);
  expect(files).toEqual([]);
  expect(refused).toMatchObject([{ code: 'reads-differently' }]);
});

import type { Host, OhifDisplaySet, OhifInstance } from '../../../extension/src/host/ohif';
import { PriorStudies } from '../../../extension/src/host/priorStudies';

const OPEN = {
  ...{ StudyInstanceUID: '1.1', SeriesInstanceUID: '1.1.1', SOPInstanceUID: '1.1.1.1' },
  ...{ PatientID: 'P-1', PatientBirthDate: '19500101', StudyDate: '20260102', StudyTime: '080000' },
  imageId: 'image',
} as unknown as OhifInstance;

const study = (studyInstanceUid: string, change: Readonly<Record<string, unknown>> = {}) => ({
  ...{ studyInstanceUid, mrn: 'P-1', date: '20250702', time: '090000', description: 'CT' },
  ...{ modalities: 'CT\\SEG\\SR', ...change },
});

function bench(
  studies: readonly unknown[],
  { open = OPEN, series }: { open?: OhifInstance; series?: unknown } = {},
) {
  const displaySets: OhifDisplaySet[] = [
    { StudyInstanceUID: '1.1', Modality: 'CT', instances: [open] } as unknown as OhifDisplaySet,
  ];
  const search = jest.fn(() => Promise.resolve(studies));
  const metadata = jest.fn((_: { readonly StudyInstanceUID: string }): unknown => undefined);
  const source = {
    query: {
      studies: { search },
      series: { search: () => Promise.resolve(series) },
    },
    retrieve: { series: { metadata } },
  };
  const host = {
    extensionManager: { getActiveDataSource: () => [source] },
    services: { displaySetService: { getActiveDisplaySets: () => displaySets } },
  } as unknown as Host;
  const priors = new PriorStudies(host, { studyUid: () => '1.1' });
  return { priors, search, metadata, displaySets, source };
}

describe('reports of earlier studies', () => {
  const uids = async (studies: readonly unknown[]) =>
    (await bench(studies).priors.reports())?.map(({ studyUid }) => studyUid);

  test('are those of this patient, the newest first, and not of this study', async () => {
    const found = [
      study('1.1', { date: '20260102' }),
      study('1.2', { date: '20240101', modalities: 'CT/SR' }),
      study('1.3'),
    ];
    expect(await uids(found)).toEqual(['1.3', '1.3', '1.2']);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another patient, whom some sources find by a part of the number', { mrn: 'P-12' }],
    ['the same number of somebody born on another day', { patientBirthDate: '1960-01-01' }],
    ['a later study', { date: '20260301' }],
    ['a later one of the same day', { date: '20260102', time: '100000' }],
    ['a study with neither reports nor segmentations', { modalities: 'CT/PR' }],
  ])('%s: none', async (_, change) => {
    expect(await uids([study('1.3', change)])).toEqual([]);
  });

  test('the patient is asked for without wildcards, and by the number first', async () => {
    const { priors, search } = bench([]);
    await priors.reports();
    expect(Object.entries((search.mock.calls as unknown[][])[0][0] as object)).toEqual([
      ['patientId', 'P-1'],
      ['disableWildcard', true],
    ]);
  });

  test('a study whose series are named has one for each series of reports', async () => {
    const series = [
      { seriesInstanceUid: '1.3.1', modality: 'CT' },
      { seriesInstanceUid: '1.3.2', modality: 'SR', description: 'Lesions' },
    ];
    const reports = await bench([study('1.3', { modalities: '' })], { series }).priors.reports();
    expect(reports).toEqual([
      {
        ...{ kind: 'SR', studyUid: '1.3', seriesUid: '1.3.2' },
        ...{ date: '20250702', study: 'CT', report: 'Lesions' },
      },
    ]);
  });

  test('without a patient’s number there is nothing to ask', async () => {
    const open = { ...OPEN, PatientID: '' };
    expect(await bench([study('1.3')], { open }).priors.reports()).toBeNull();
  });

  test('an archive that fails is told as such', async () => {
    const { priors, search } = bench([]);
    search.mockRejectedValueOnce(new Error('P-1 not found'));
    const error = await priors.reports().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'prior-unavailable', detail: 'the data source failed' });
  });
});

describe('reading a report', () => {
  const report = {
    kind: 'SR' as const,
    studyUid: '1.3',
    seriesUid: null,
    date: '',
    study: '',
    report: '',
  };
  const written = (SOPInstanceUID: string, ContentTime: string) =>
    ({
      ...{ StudyInstanceUID: '1.3', Modality: 'SR' },
      instance: {
        SOPInstanceUID,
        SeriesInstanceUID: '1.3.2',
        ContentDate: '20250702',
        ContentTime,
      },
    }) as unknown as OhifDisplaySet;

  test('has the viewer read the study once, and takes the newest report', async () => {
    const { priors, metadata, displaySets } = bench([]);
    metadata.mockImplementation(({ StudyInstanceUID }) => {
      expect(StudyInstanceUID).toBe('1.3');
      displaySets.push(written('a', '100000'), written('b', '120000'));
    });
    expect(await priors.read(report)).toMatchObject({ attributes: { SOPInstanceUID: 'b' } });
    await priors.read(report);
    expect(metadata).toHaveBeenCalledTimes(1);
  });

  test('a study that has none after all is told', async () => {
    const { priors } = bench([]);
    await expect(priors.read(report)).rejects.toMatchObject({ code: 'prior-unavailable' });
  });
});

/** @jest-environment jsdom */
import { createStore } from 'zustand/vanilla';
import { SamError } from '../../../../extension/src/core/errors';
import type { WrittenFiles } from '../../../../extension/src/core/export/findingSet';
import { createExport, type ExportDeps } from '../../../../extension/src/features/export';
import type { FindingsFeature, OpenJob } from '../../../../extension/src/features/findings';
import { createNotices } from '../../../../extension/src/ui/notices';

const dicomFile = (format: string) => ({
  ...{ format, name: `${format}.dcm`, mediaType: 'application/dicom', bytes: new ArrayBuffer(8) },
  instance: { studyInstanceUID: '1', seriesInstanceUID: '2', sopInstanceUID: format },
});

interface Answers {
  readonly written?: Partial<WrittenFiles>;
  /** Status of the archive on storing, by the length of the object's name. */
  readonly storing?: (count: number) => number | undefined;
  readonly differences?: readonly string[];
  readonly job?: () => Promise<void>;
}

/** Findings of two segments, a worker that writes what it is told to, and an archive. */
function setUp({ written, storing, differences = [], job }: Answers = {}) {
  let listener: () => void = () => undefined;
  let stored = 0;
  const open: OpenJob = {
    measure: () => Promise.resolve({ measurements: [], units: 'HU' }),
    write: formats =>
      Promise.resolve({ files: formats.map(dicomFile), refused: [], partial: [], ...written }),
    reportText: () => Promise.resolve('report'),
    compare: () => Promise.resolve(differences),
  };
  const entry = { label: 'a', color: [1, 2, 3], chosen: true } as const;
  const state = {
    target: { segmentationId: 's', segmentIndex: 1, label: 'a', coding: {} },
    findings: [
      { ...entry, segmentIndex: 1 },
      { ...entry, segmentIndex: 2 },
    ],
  };
  const known = { accepted: [], edits: [], review: {}, segment: {} };
  const record = { id: 'finding-1', tracking: { id: 'F', uid: '2.25.1' }, ...known };
  const records = createStore(() => ({ findings: new Map([[record.id, record]]) }));
  const findings = {
    store: { getState: () => state, subscribe: () => () => undefined },
    records: { store: records, giveOut: () => record, propertyOf: () => ({}) },
    target: { colorOf: () => undefined },
    worker: {
      job: async (
        segments: readonly unknown[],
        describe: (marked: unknown, present: readonly number[]) => unknown,
        use: (opened: OpenJob) => Promise<unknown>,
      ) => {
        describe(
          { imageIds: [], masks: [] },
          segments.map((_, n) => n),
        );
        await job?.();
        return use(open);
      },
    },
  } as unknown as FindingsFeature;
  const dicom = () => {
    const status = storing?.(++stored);
    return status
      ? Promise.reject(Object.assign(new Error('no'), { status }))
      : Promise.resolve(undefined);
  };
  const host = {
    extensionManager: {
      getActiveDataSource: () => [
        {
          store: { dicom },
          retrieve: {
            getWadoDicomWebClient: () => ({
              retrieveInstance: () => Promise.resolve(new ArrayBuffer(8)),
            }),
          },
        },
      ],
    },
    services: {
      segmentationService: {
        EVENTS: { SEGMENTATION_DATA_MODIFIED: 'modified' },
        getSegmentation: () => ({ label: 's', segments: { 1: { label: 'a' }, 2: { label: 'b' } } }),
        subscribe: (_: string, callback: () => void) => {
          listener = callback;
          return { unsubscribe: () => undefined };
        },
      },
    },
  } as unknown as ExportDeps['host'];
  const exporting = createExport({
    ...{ host, findings, notices: createNotices() },
    viewports: { activeId: 'pane', get: () => null },
    labelmaps: { writeRegions: () => Promise.reject(new Error('not here')) },
    version: '1',
    settings: () => ({}),
    report: () => ({ language: 'en', fontUrl: '' }),
    timeoutMs: 1000,
    otherFormats: () => [],
  });
  exporting.start();
  const say = (change: object) =>
    records.setState({ findings: new Map([[record.id, { ...record, ...change }]]) });
  return { exporting, say, save: () => exporting.store.getState().save, modify: () => listener() };
}

beforeEach(() => {
  localStorage.clear();
  URL.createObjectURL = () => 'blob:x';
  URL.revokeObjectURL = () => undefined;
});

test('what is stored, read back and equal is told as saved', async () => {
  const { exporting, save } = setUp();
  await exporting.save({ formats: ['seg', 'rtstruct', 'json'] });
  expect(save()).toEqual({
    ...{ phase: 'saved', segments: 2, formats: ['seg', 'rtstruct'], shortfalls: [] },
    choice: { segmentationId: 's', segmentIndices: [1, 2] },
  });
});

test('a format that can’t hold the findings says its own reason, and the others are saved', async () => {
  const refused = [{ format: 'rtstruct', code: 'no-place', reason: 'no position' }] as const;
  const { exporting, save } = setUp({ written: { files: [dicomFile('seg')], refused } });
  await exporting.save({ formats: ['seg', 'rtstruct'] });
  expect(save()).toMatchObject({
    phase: 'saved',
    formats: ['seg'],
    shortfalls: [{ format: 'rtstruct', reason: 'no-place', isPart: false }],
  });
});

test('when no format can hold the findings, each reason is there and the archive is not blamed', async () => {
  const refused = [{ format: 'rtstruct', code: 'no-place', reason: 'no position' }] as const;
  const { exporting, save } = setUp({ written: { files: [], refused } });
  await exporting.save({ formats: ['rtstruct'] });
  expect(save()).toMatchObject({
    phase: 'failed',
    code: 'save-unsupported',
    shortfalls: [{ reason: 'no-place' }],
  });
});

test('what the archive refuses of one format does not keep it from the others', async () => {
  const { exporting, save } = setUp({ storing: count => (count === 1 ? 409 : undefined) });
  await exporting.save({ formats: ['rtstruct', 'seg', 'sr'] });
  expect(save()).toMatchObject({
    phase: 'saved',
    formats: ['seg', 'sr'],
    shortfalls: [{ format: 'rtstruct', reason: 'save-refused' }],
  });
});

test('an object is not stored that refers to one which the archive refused', async () => {
  const { exporting, save } = setUp({ storing: count => (count === 1 ? 409 : undefined) });
  await exporting.save({ formats: ['seg', 'sr'] });
  expect(save()).toMatchObject({
    phase: 'failed',
    code: 'save-refused',
    shortfalls: [
      { format: 'seg', reason: 'save-refused' },
      { format: 'sr', reason: 'no-segmentation' },
    ],
  });
});

test('an archive without an answer is not asked again; what it had taken is told', async () => {
  const { exporting, save } = setUp({ storing: count => (count === 2 ? 500 : undefined) });
  await exporting.save({ formats: ['seg', 'rtstruct', 'keyImages'] });
  expect(save()).toMatchObject({ phase: 'failed', code: 'save-failed', stored: ['seg'] });
});

test('a copy that differs is no saved one', async () => {
  const { exporting, save } = setUp({ differences: ['3 voxels differ.'] });
  await exporting.save({ formats: ['seg'] });
  expect(save()).toMatchObject({ phase: 'failed', code: 'save-not-verified' });
});

test('a failure in this browser is not told as the archive’s', async () => {
  const { exporting, save } = setUp({ job: () => Promise.reject(new TypeError('x is undefined')) });
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await exporting.save({ formats: ['seg'] });
  log.mockRestore();
  expect(save()).toMatchObject({ phase: 'failed', code: 'export-failed' });
});

test('the study was left while it was saved: nothing is told as saved in the next one', async () => {
  let leave: () => void = () => undefined;
  const { exporting, save } = setUp({ job: () => Promise.resolve(leave()) });
  leave = () => exporting.reset();
  await exporting.save({ formats: ['seg'] });
  expect(save()).toEqual({ phase: 'idle' });
});

test('the worker is ended when the study is left: that is no failure of the next one', async () => {
  let leave: () => void = () => undefined;
  const { exporting, save } = setUp({
    job: () => {
      leave();
      return Promise.reject(new SamError('aborted', 'the study was left'));
    },
  });
  leave = () => exporting.reset();
  await exporting.save({ formats: ['seg'] });
  expect(save()).toEqual({ phase: 'idle' });
});

test('voxels that change are no longer saved ones', async () => {
  const { exporting, save, modify } = setUp();
  await exporting.save({ formats: ['seg'] });
  modify();
  expect(save()).toEqual({ phase: 'idle' });
});

test('a finding that gets another status is no longer what was saved; one that is left out is', async () => {
  const { exporting, save, say } = setUp();
  await exporting.save({ formats: ['seg'] });
  say({ leftOut: true });
  expect(save().phase).toBe('saved');
  say({ review: { status: 'reviewed' } });
  expect(save()).toEqual({ phase: 'idle' });
});

test('files are handed out beside the reasons for those that are missing', async () => {
  const refused = [{ format: 'nifti', code: 'uneven-grid', reason: 'gaps' }] as const;
  const { exporting, save } = setUp({ written: { refused } });
  await exporting.saveFiles({ formats: ['seg'] });
  expect(save()).toMatchObject({
    phase: 'files',
    count: 1,
    shortfalls: [{ format: 'nifti', reason: 'uneven-grid' }],
  });
});

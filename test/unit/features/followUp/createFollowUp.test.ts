import { createStore } from 'zustand/vanilla';
import { SamError } from '../../../../extension/src/core/errors';
import type {
  FindingRow,
  FindingsListState,
} from '../../../../extension/src/features/findingsList';
import { createFollowUp } from '../../../../extension/src/features/followUp';
import type { OhifDisplaySet } from '../../../../extension/src/host/ohif';
import type { PriorReport } from '../../../../extension/src/host/priorStudies';
import { createNotices } from '../../../../extension/src/ui/notices';

const REPORT: PriorReport = {
  kind: 'SR',
  ...{ studyUid: '1.3', seriesUid: '1.3.2', date: '20250702', study: 'CT', report: 'Lesions' },
};
const code = (CodeValue: string, CodingSchemeDesignator = 'DCM') => ({
  ...{ CodeValue, CodingSchemeDesignator, CodeMeaning: '' },
});
const group = (uid: string, mm: number) => ({
  ConceptNameCodeSequence: [code('125007')],
  ContentSequence: [
    { ConceptNameCodeSequence: [code('112039')], TextValue: `Prior ${uid}` },
    { ConceptNameCodeSequence: [code('112040')], UID: uid },
    {
      ...{ ValueType: 'NUM', ConceptNameCodeSequence: [code('103339001', 'SCT')] },
      MeasuredValueSequence: [
        { NumericValue: mm, MeasurementUnitsCodeSequence: [code('mm', 'UCUM')] },
      ],
    },
  ],
});
const ATTRIBUTES = {
  ...{ SOPInstanceUID: '1.3.2.1', SeriesInstanceUID: '1.3.2', SOPClassUID: '1.2' },
  ContentSequence: [
    {
      ConceptNameCodeSequence: [code('126010')],
      ContentSequence: [group('a', 20), group('b', 10)],
    },
  ],
};

const row = (number: number) =>
  ({
    ...{ id: `f${number}`, number, label: `Lesion ${number}`, coding: {}, status: 'accepted' },
    ...{ role: null, centre: null, segment: { segmentationId: 's', segmentIndex: number } },
    measurement: { phase: 'measuring' },
  }) as unknown as FindingRow;

function bench() {
  const reports = jest.fn((): Promise<readonly PriorReport[] | null> => Promise.resolve([REPORT]));
  const read = jest.fn(() => Promise.resolve({ attributes: ATTRIBUTES }));
  const trackings = new Map<number, string>();
  const rows = [row(1), row(2)];
  const notices = createNotices();
  const deps = {
    notices,
    host: { services: {}, core: {} },
    priors: { reports, read, displaySetsOf: (): OhifDisplaySet[] => [] },
    reader: {},
    viewports: { activeId: null },
    labelmaps: { noteStep: jest.fn(() => 7) },
    findings: {
      records: {
        of: ({ segmentIndex }: { segmentIndex: number }) => ({
          tracking: { uid: trackings.get(segmentIndex) ?? `own ${segmentIndex}` },
        }),
      },
      adopt: jest.fn(
        (segment: { segmentIndex: number }, { tracking }: { tracking: { uid: string } }) => {
          trackings.set(segment.segmentIndex, tracking.uid);
        },
      ),
    },
    findingsList: {
      store: createStore(() => ({ rows }) as unknown as FindingsListState),
      show: jest.fn(),
    },
    prompting: { store: createStore(() => ({ drafts: new Map() })) },
  };
  const followUp = createFollowUp(deps as unknown as Parameters<typeof createFollowUp>[0]);
  const fates = () => followUp.paired(rows)!.pairs.map(({ kind, row: match }) => [kind, match?.id]);
  return { followUp, deps, reports, read, notices, fates };
}

test('a report without images is matched by hand, each finding once', async () => {
  const { followUp, fates } = bench();
  await followUp.find();
  expect(followUp.store.getState()).toMatchObject({ phase: 'listed', reports: [REPORT] });
  await followUp.open(REPORT);
  const { phase, prior } = followUp.store.getState();
  expect([phase, prior?.alignment]).toEqual(['open', { kind: 'none', reason: 'no-images' }]);
  expect(prior?.lesions.map(({ id, longAxis }) => [id, longAxis])).toEqual([
    ['a', 20],
    ['b', 10],
  ]);
  followUp.match('a', 'f1');
  followUp.match('b', 'f1');
  expect(fates()).toEqual([
    ['open', undefined],
    ['matched', 'f1'],
  ]);
  followUp.match('b', 'gone');
  followUp.match('a', 'f2');
  expect(fates()).toEqual([
    ['matched', 'f2'],
    ['gone', undefined],
  ]);
  followUp.match('a', null);
  expect(fates()[0]).toEqual(['open', undefined]);
});

test('matches are kept with one undo step, and only those that are not yet', async () => {
  const { followUp, deps, notices } = bench();
  await followUp.open(REPORT);
  followUp.match('a', 'f1');
  followUp.match('b', 'f2');
  followUp.keep(['a']);
  expect(deps.findings.adopt).toHaveBeenCalledTimes(1);
  followUp.keep();
  expect(deps.labelmaps.noteStep).toHaveBeenCalledTimes(2);
  // One without a role is kept as soon as it has the tracking.
  expect(deps.findings.adopt).toHaveBeenCalledTimes(2);
  expect(deps.findings.adopt.mock.calls[1][1]).toMatchObject({ tracking: { uid: 'b' } });
  followUp.keep();
  expect(notices.store.getState().notice?.text).toBe('followUp.nothingToKeep');
  expect(deps.labelmaps.noteStep).toHaveBeenCalledTimes(2);
});

test('an archive that fails is told, and what was open stays', async () => {
  const { followUp, read, reports } = bench();
  await followUp.open(REPORT);
  followUp.match('a', 'f1');
  read.mockRejectedValueOnce(new SamError('prior-unavailable', ''));
  await followUp.open(REPORT);
  expect(followUp.store.getState()).toMatchObject({ phase: 'failed', error: 'prior-unavailable' });
  expect(followUp.store.getState().decisions.priors).toEqual({ a: 'f1' });
  reports.mockRejectedValueOnce(new SamError('prior-unavailable', ''));
  await followUp.find();
  expect(followUp.store.getState().prior).not.toBeNull();
});

test('what is cancelled, or is of a study that was left, is not told any more', async () => {
  const { followUp, read } = bench();
  let give: (object: { readonly attributes: typeof ATTRIBUTES }) => void = () => undefined;
  const late = () => read.mockReturnValueOnce(new Promise(resolve => (give = resolve)));
  late();
  const cancelled = followUp.open(REPORT);
  followUp.cancel();
  give({ attributes: ATTRIBUTES });
  await cancelled;
  expect(followUp.store.getState()).toMatchObject({ phase: 'idle', prior: null });
  late();
  const left = followUp.open(REPORT);
  followUp.reset();
  give({ attributes: ATTRIBUTES });
  await left;
  expect(followUp.store.getState()).toMatchObject({ phase: 'idle', prior: null, error: null });
});

test('a file says of the prior report which it was; without one there is nothing to say', async () => {
  const { followUp } = bench();
  expect(followUp.record(['f1'])).toBeNull();
  await followUp.open(REPORT);
  followUp.match('a', 'f1');
  const record = followUp.record(['f2', 'f1'])!;
  expect(record.prior).toMatchObject({ studyDate: '20250702', sopInstanceUID: '1.3.2.1' });
  expect(record.lesions.map(({ kind, finding }) => [kind, finding])).toEqual([
    ['matched', 1],
    ['unplaced', null],
  ]);
});

/** @jest-environment jsdom */
import { SamError } from '../../../../extension/src/core/errors';
import { createAccept, type AcceptDeps } from '../../../../extension/src/features/prompting/accept';
import type { HistoryListener } from '../../../../extension/src/host/labelmap';
import { draftBench, final, maskAt, point, quick, slice } from './fakes';

const TARGET = { segmentationId: 's', segmentIndex: 1 };

function acceptBench(change: Partial<AcceptDeps> = {}) {
  const bench = draftBench();
  const recorded = { takeBack: jest.fn(), restore: jest.fn() };
  const writeAll = jest.fn<
    ReturnType<AcceptDeps['labelmaps']['writeAll']>,
    Parameters<AcceptDeps['labelmaps']['writeAll']>
  >(async () => ({ written: 1, keptOther: 0, step: 7 }));
  const writeSegments = jest.fn(async () => ({ written: 2, keptOther: 0, step: 8 }));
  let tellHistory: HistoryListener = () => undefined;
  const ensureTarget = jest.fn<
    Promise<typeof TARGET>,
    Parameters<AcceptDeps['findings']['ensureTarget']>
  >(async () => TARGET);
  const record = jest.fn(() => recorded);
  const deps: AcceptDeps = {
    ...bench,
    labelmaps: {
      writeAll,
      writeSegments,
      onHistory: listener => {
        tellHistory = listener;
        return () => undefined;
      },
      covers: (_, { imageId }) => ['image-a', 'image-b', 'image-c'].includes(imageId),
    },
    findings: { ensureTarget, record },
    onAccepted: jest.fn(async () => undefined),
    activeViewportId: () => 'viewport',
    modelId: () => 'mobile-sam',
    ...change,
  };
  const answered = (key: string, x = 1) => {
    bench.answering.change(bench.answering.on(slice(key)), [point(key)], false);
    bench.asked.at(-1)!.answer(final(x));
  };
  const notice = () => bench.notices.store.getState().notice;
  return {
    ...{ ...bench, accept: createAccept(deps), answered, notice },
    ...{ writeAll, writeSegments, ensureTarget, record, recorded },
    tellHistory: ((...change) => tellHistory(...change)) as HistoryListener,
  };
}

test('pressed twice quickly without a segmentation it makes one, and writes once', async () => {
  const { accept, answered, ensureTarget, writeAll, store } = acceptBench();
  answered('a');
  const first = accept();
  expect(store.getState().accepting).toBe(true);
  await Promise.all([first, accept()]);
  expect(ensureTarget).toHaveBeenCalledTimes(1);
  expect(writeAll).toHaveBeenCalledTimes(1);
  expect(store.getState().accepting).toBe(false);
});

test('the object’s masks on all slices are one transaction', async () => {
  const { accept, answered, writeAll, record, store, notice } = acceptBench();
  answered('a', 1);
  answered('b', 2);
  answered('c', 3);
  await accept();
  expect(writeAll).toHaveBeenCalledTimes(1);
  const [segment, edits] = writeAll.mock.calls[0];
  expect(segment).toEqual(TARGET);
  expect(edits.map(edit => [edit.slice.key, edit.mask])).toEqual([
    ['a', maskAt(1)],
    ['b', maskAt(2)],
    ['c', maskAt(3)],
  ]);
  expect(record).toHaveBeenCalledTimes(1);
  expect(record.mock.calls[0] as unknown[]).toMatchObject([
    TARGET,
    [{ imageId: 'image-a' }, { imageId: 'image-b' }, { imageId: 'image-c' }],
  ]);
  expect(store.getState().drafts.size).toBe(0);
  expect(notice()?.text).toBe('notice.accepted');
});

test('an object with a name of its own becomes a new segment, and the next one goes where it was again', async () => {
  const { accept, answered, ensureTarget, store } = acceptBench();
  answered('a');
  store.setState({ becomes: { label: 'Liver' } });
  await accept();
  expect(ensureTarget.mock.calls).toEqual([['viewport', { label: 'Liver' }]]);
  expect(store.getState().becomes).toBeNull();
});

test('undo takes the record back, redo brings it again', async () => {
  const { accept, answered, tellHistory, recorded } = acceptBench();
  answered('a');
  await accept();
  tellHistory(8, 'undone');
  expect(recorded.takeBack).not.toHaveBeenCalled();
  tellHistory(7, 'undone');
  expect(recorded.takeBack).toHaveBeenCalledTimes(1);
  expect(recorded.restore).not.toHaveBeenCalled();
  tellHistory(7, 'redone');
  expect(recorded.restore).toHaveBeenCalledTimes(1);
});

test('a mask that changes no voxel is no undo step and leaves no record', async () => {
  const { accept, answered, writeAll, record } = acceptBench();
  writeAll.mockResolvedValue({ written: 0, keptOther: 3, step: null });
  answered('a');
  await accept();
  expect(record).not.toHaveBeenCalled();
});

test('slices of another series stay drafts, the others are written, and it is said', async () => {
  const { accept, answered, store, notice, writeAll } = acceptBench();
  answered('a');
  answered('other');
  await accept();
  expect(writeAll.mock.calls[0][1]).toHaveLength(1);
  expect([...store.getState().drafts.keys()]).toEqual(['other']);
  expect(notice()).toMatchObject({ text: 'notice.otherSeriesKept', params: { count: 1 } });
});

test('while a slice has no answer to its prompts nothing is written', async () => {
  const { accept, answered, answering, writeAll } = acceptBench();
  answered('a');
  answering.change(answering.on(slice('b')), [point('b')], false);
  await accept();
  expect(writeAll).not.toHaveBeenCalled();
});

test('a quick answer can be accepted; the better one comes too late for a new draft', async () => {
  const { accept, answering, asked, writeAll, store } = acceptBench();
  answering.change(answering.on(slice('a')), [point('a')], false);
  asked[0].answer(quick(4));
  await accept();
  expect(writeAll.mock.calls[0][1][0].mask).toEqual(maskAt(4));
  asked[0].answer(final(5));
  expect(store.getState().drafts.size).toBe(0);
});

test('prompts that were given while it was under way are kept', async () => {
  const { accept, answered, answering, store } = acceptBench();
  answered('a');
  const accepting = accept();
  answering.change(answering.get('a')!, [point('a'), point('a', 'late')], true);
  await accepting;
  expect(store.getState().drafts.get('a')?.prompts).toHaveLength(2);
});

test('what fails is told, and the drafts are kept', async () => {
  const { accept, answered, writeAll, store, notice } = acceptBench();
  writeAll.mockRejectedValue(new SamError('segment-locked', 'locked'));
  answered('a');
  await accept();
  expect(notice()?.text).toBe('error.segment-locked');
  expect(store.getState().drafts.size).toBe(1);
  expect(store.getState().accepting).toBe(false);
});

test('a study that is left while the segmentation is made gets nothing written', async () => {
  let made = (_segment: typeof TARGET): void => undefined;
  const ensureTarget = () => new Promise<typeof TARGET>(resolve => (made = resolve));
  const { accept, answered, writeAll, store } = acceptBench({
    findings: { ensureTarget, record: jest.fn() },
  });
  answered('a');
  const accepting = accept();
  store.setState({ accepting: false, drafts: new Map() });
  made(TARGET);
  await accepting;
  expect(writeAll).not.toHaveBeenCalled();
});

test('an object that came from another segment is taken from it in the same step', async () => {
  const { accept, answered, answering, writeAll, writeSegments } = acceptBench();
  answered('a', 1);
  const from = { ...TARGET, segmentIndex: TARGET.segmentIndex + 1 };
  const draft = answering.get('a')!;
  const found = {
    answer: draft.answer!,
    prompts: [],
    confidence: 1,
    milliseconds: 0,
    checked: true,
  };
  answering.put({ ...draft, propagated: { ...found, takesFrom: from } });
  await accept();
  expect(writeAll).not.toHaveBeenCalled();
  expect(writeSegments.mock.calls as unknown[]).toMatchObject([
    [
      [
        { target: from, masks: [{ replaces: maskAt(1) }] },
        { target: TARGET, masks: [{ mask: maskAt(1) }] },
      ],
    ],
  ]);
});

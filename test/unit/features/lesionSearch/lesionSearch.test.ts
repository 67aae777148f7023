/** @jest-environment jsdom */
import { SamError } from '../../../../extension/src/core/errors';
import type { LesionCandidate } from '../../../../extension/src/core/lesions';
import { EMPTY_MASK, type RegionMask } from '../../../../extension/src/core/mask/regionMask';
import {
  createLesionWorklist,
  type WorklistDeps,
} from '../../../../extension/src/features/lesionSearch/createLesionWorklist';
import { searchOrgan } from '../../../../extension/src/features/lesionSearch/search';
import { burdenOf } from '../../../../extension/src/features/lesionSearch/types';
import type { HistoryListener } from '../../../../extension/src/host/labelmap';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { axialPlane } from '../../core/slices';

jest.mock('../../../../extension/src/features/lesionSearch/search', () => ({
  ...jest.requireActual<object>('../../../../extension/src/features/lesionSearch/search'),
  searchOrgan: jest.fn(),
}));
const searched = jest.mocked(searchOrgan);

/** Four slices of 0.5 × 0.5 mm pixels, 2 mm apart. */
const slices = Array.from({ length: 4 }, (_, k) => ({
  ...{ key: `slice-${k}`, imageId: `image-${k}`, units: 'HU' },
  plane: { ...axialPlane(40, 40, 0.5, 0.5), origin: [0, 0, 2 * k] },
  addressOf: () => ({ imageId: `image-${k}`, offset: 0 }),
})) as unknown as ShownSlice[];

const square = (x: number, side: number): RegionMask => ({
  ...{ x, y: 4, width: side, height: side },
  data: new Uint8Array(side * side).fill(1),
});

const candidate = (x: number, score: number): LesionCandidate =>
  ({
    masks: new Map(
      [1, 2].map(k => [
        k,
        {
          ...{ mask: square(x, 4), prompts: [{ kind: 'point', polarity: 'include', at: [x, 5] }] },
          answer: {
            candidates: [{ mask: square(x, 4), token: 2, predictedIoU: 0.8 }],
            spec: { region: { x: 0 }, window: { lower: 0, upper: 1 } },
          },
        },
      ]),
    ),
    ...{ k: 1, score, evidence: { sign: 1, fromOrgan: 3, predictedIoU: 0.8, stabilityScore: 0.7 } },
  }) as unknown as LesionCandidate;

const ORGAN = { segmentationId: 's', segmentIndex: 1 };

function lesions(found: readonly LesionCandidate[] = [candidate(2, 3), candidate(20, 2)]) {
  localStorage.clear();
  searched.mockReset().mockResolvedValue({
    candidates: found,
    ...{ values: { median: 0, spread: 1, inHu: true } },
  });
  let history: HistoryListener = () => undefined;
  let added = 1;
  let changed: (now: object, before: object) => void = () => undefined;
  let accepted: (told: { readonly step: number; readonly segment: object }) => void = () =>
    undefined;
  const prompting = { drafts: new Map<string, object>(), accepting: false };
  const pane = { element: document.createElement('div') };
  const deps = {
    viewports: {
      ...{ activeId: 'pane', get: () => pane, all: () => [pane], watch: () => () => undefined },
      show: jest.fn(),
    },
    reader: { shownIn: () => null, stackIn: () => slices, readSlice: jest.fn() },
    labelmaps: {
      writeSegments: jest.fn(async () => ({ written: 9, keptOther: 0, step: 7 })),
      covers: () => true,
      masksOn: jest.fn(async () => new Map([[1, square(0, 30)]])),
      onHistory: (listener: HistoryListener) => {
        history = listener;
        return () => undefined;
      },
    },
    runtime: { runner: {}, model: () => ({ id: 'model' }) },
    findings: {
      store: {
        getState: () => ({
          target: { ...ORGAN, label: 'Liver' },
          findings: [{ segmentIndex: 1, label: 'Liver' }],
        }),
      },
      target: {
        ...{ current: () => ORGAN, checkRoom: jest.fn(), ensure: async () => ORGAN },
        add: jest.fn(async () => ({ segmentationId: 's', segmentIndex: ++added })),
      },
      record: jest.fn(),
    },
    prompting: {
      store: {
        getState: () => prompting,
        subscribe: (listener: typeof changed) => {
          changed = listener;
          return () => undefined;
        },
      },
      ...{ viewFor: () => ({}), putPropagated: jest.fn(), becomeSegment: jest.fn() },
      onAccepted: (listener: typeof accepted) => {
        accepted = listener;
        return () => undefined;
      },
    },
    notices: { tell: jest.fn(), fail: jest.fn(), dismiss: jest.fn() },
  };
  const feature = createLesionWorklist(deps as unknown as WorklistDeps);
  feature.start();
  const state = () => feature.store.getState();
  return {
    ...{ deps, feature, state, prompting },
    told: () => deps.notices.tell.mock.calls.at(-1)?.[1] as string | undefined,
    statuses: () => state().lesions.map(({ status }) => status),
    turnHistory: (...change: Parameters<HistoryListener>) => history(...change),
    promptingChanged: (now: object, before: object) => changed(now, before),
    promptingAccepted: (step: number) => accepted({ step, segment: ORGAN }),
  };
}

test('a search lists what was found, writes nothing, and tells sizes in mm', async () => {
  const { feature, state, deps } = lesions();
  await feature.search();
  expect(state()).toMatchObject({ phase: 'ready', organ: { label: 'Liver' }, current: null });
  // The next search is of the same organ, whatever segment is active then.
  expect(state().choices.organ).toBe(1);
  // 16 pixels of 0.25 mm² on two slices of 2 mm.
  expect(state().lesions.map(({ volumeMm3 }) => volumeMm3)).toEqual([16, 16]);
  expect(deps.labelmaps.writeSegments).not.toHaveBeenCalled();
  expect(deps.findings.target.add).not.toHaveBeenCalled();
});

test('the key for the next candidate begins the search where there was none', async () => {
  const { feature, state } = lesions();
  feature.step(1);
  await new Promise(resolve => setTimeout(resolve));
  expect(state()).toMatchObject({ phase: 'ready', current: null });
  feature.step(1);
  expect(state().current).toBe(1);
  expect(searched).toHaveBeenCalledTimes(1);
});

test('without slices, a segment or voxels of it nothing is searched, and the reader is told what to do', async () => {
  const { feature, deps, told, state } = lesions();
  deps.labelmaps.masksOn.mockResolvedValueOnce(new Map());
  await feature.search();
  expect(told()).toBe('lesionSearch.emptyOrgan');
  deps.findings.store.getState = () => ({ target: null, findings: [] }) as never;
  await feature.search();
  expect(told()).toBe('lesionSearch.noOrgan');
  deps.reader.stackIn = () => [];
  await feature.search();
  expect(told()).toBe('lesionSearch.noSlices');
  expect(state().phase).toBe('idle');
});

test('an accepted candidate is one step: taken from the organ, then written, with its record', async () => {
  const { feature, deps, statuses, state, turnHistory } = lesions();
  await feature.search();
  feature.step(1);
  await feature.accept();
  expect(deps.labelmaps.writeSegments).toHaveBeenCalledTimes(1);
  const [[writes]] = deps.labelmaps.writeSegments.mock.calls as unknown as [
    { target: object; masks: { mask: RegionMask; replaces?: RegionMask }[] }[],
  ][];
  expect(writes.map(({ target }) => target)).toEqual([ORGAN, { ...ORGAN, segmentIndex: 2 }]);
  expect(writes[0].masks[0]).toMatchObject({ mask: EMPTY_MASK, replaces: square(2, 4) });
  expect(writes[1].masks.map(({ mask }) => mask)).toEqual([square(2, 4), square(2, 4)]);
  expect(deps.findings.record.mock.calls[0]).toMatchObject([
    { segmentIndex: 2 },
    [{ imageId: 'image-1', token: 2, made: 'automatic' }, { imageId: 'image-2' }],
    7,
  ]);
  expect(statuses()).toEqual(['accepted', 'open']);
  expect(state().current).toBe(2);
  // 16 of the 450 mm³ that the organ has.
  expect(burdenOf(state())).toEqual({ count: 1, volumeMm3: 16, share: 16 / 450 });
  turnHistory(7, 'undone');
  expect(statuses()).toEqual(['open', 'open']);
  expect(burdenOf(state())).toEqual({ count: 0, volumeMm3: 0, share: 0 });
  turnHistory(7, 'redone');
  expect(statuses()).toEqual(['accepted', 'open']);
});

test('the organ keeps its voxels where the reader wants that', async () => {
  const { feature, deps } = lesions();
  feature.change({ takesFromOrgan: false });
  await feature.search();
  await feature.accept(2);
  const [[writes]] = deps.labelmaps.writeSegments.mock.calls as unknown as [unknown[]][];
  expect(writes).toHaveLength(1);
});

test('all that are picked are one step; rejected ones open again', async () => {
  const { feature, deps, statuses, told } = lesions();
  await feature.search();
  await feature.acceptPicked();
  expect(told()).toBe('notice.noneLesionPicked');
  feature.reject(2);
  expect(statuses()).toEqual(['open', 'rejected']);
  feature.reject(2);
  feature.pick(1);
  feature.pick(2);
  await feature.acceptPicked();
  expect(deps.labelmaps.writeSegments).toHaveBeenCalledTimes(1);
  expect(statuses()).toEqual(['accepted', 'accepted']);
});

test('what could not be written stays open', async () => {
  const { feature, deps, statuses } = lesions();
  await feature.search();
  deps.labelmaps.writeSegments.mockRejectedValueOnce(new SamError('segment-locked', ''));
  await feature.accept(1);
  expect(statuses()).toEqual(['open', 'open']);
  expect(deps.notices.fail).toHaveBeenCalled();
});

test('a refined candidate becomes the prompted object, unless there is one; accepted with it', async () => {
  const { feature, deps, state, statuses, prompting, told, ...viewer } = lesions();
  const { promptingChanged, promptingAccepted, turnHistory } = viewer;
  await feature.search();
  prompting.drafts.set('other', {});
  feature.refine(1);
  expect(told()).toBe('notice.finishObjectFirst');
  expect(statuses()).toEqual(['open', 'open']);
  prompting.drafts.clear();
  feature.refine(1);
  expect(deps.prompting.putPropagated.mock.calls).toMatchObject([
    [{ key: 'slice-1' }, { checked: false, takesFrom: ORGAN }],
    [{ key: 'slice-2' }, { checked: false, takesFrom: ORGAN }],
  ]);
  expect(statuses()).toEqual(['refining', 'open']);
  // A segment is made when it is accepted, not before.
  expect(deps.findings.target.add).not.toHaveBeenCalled();
  expect(deps.prompting.becomeSegment).toHaveBeenCalledTimes(1);
  const drafts = new Map([['slice-1', {}]]);
  promptingChanged({ drafts: new Map() }, { drafts, accepting: false });
  expect(statuses()).toEqual(['open', 'open']);
  feature.refine(1);
  deps.labelmaps.masksOn.mockResolvedValueOnce(new Map([[1, square(2, 8)]]));
  promptingAccepted(9);
  promptingChanged({ drafts: new Map() }, { drafts, accepting: true });
  expect(statuses()).toEqual(['accepted', 'open']);
  await new Promise(resolve => setTimeout(resolve));
  // 64 pixels of 0.25 mm² on a slice of 2 mm: what was written counts, not what was found.
  expect(burdenOf(state()).volumeMm3).toBe(32);
  turnHistory(9, 'undone');
  expect(statuses()).toEqual(['open', 'open']);
  turnHistory(9, 'redone');
  expect(statuses()).toEqual(['accepted', 'open']);
});

test('a search that fails says so; a cancelled one is told no more', async () => {
  const { feature, deps, state } = lesions();
  searched.mockRejectedValueOnce(new SamError('worker-lost', ''));
  await feature.search();
  expect(state().phase).toBe('failed');
  expect(deps.notices.fail).toHaveBeenCalledTimes(1);
  let signal: AbortSignal | undefined;
  searched.mockImplementation(
    (_, __, ___, given) =>
      new Promise((_resolve, reject) => {
        signal = given;
        given.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  const running = feature.search();
  await new Promise(resolve => setTimeout(resolve, 0));
  feature.cancel();
  await running;
  expect(signal?.aborted).toBe(true);
  expect(state().phase).toBe('idle');
  expect(deps.notices.fail).toHaveBeenCalledTimes(1);
});

/** @jest-environment jsdom */
import type { MaskCandidate } from '../../../../extension/src/core/automatic/initialize';
import { toRunLengths } from '../../../../extension/src/core/automatic/runLengths';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import {
  createAutomatic,
  type AutomaticDeps,
} from '../../../../extension/src/features/automatic/createAutomatic';
import { AUTOMATIC_PRESETS } from '../../../../extension/src/features/automatic/presets';
import { automaticCommands } from '../../../../extension/src/features/automatic';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { axialPlane } from '../../core/slices';

const [COLUMNS, ROWS] = [40, 30];
/** Pixels of 0.5 mm². */
const plane = axialPlane(COLUMNS, ROWS, 1, 0.5);
const slice = {
  ...{ key: 'here', imageId: 'image', plane, units: 'HU' },
  addressOf: (i: number, j: number) => ({ imageId: 'image', offset: j * COLUMNS + i }),
} as unknown as ShownSlice;

const square = (x: number, y: number, side: number): RegionMask => ({
  ...{ x, y, width: side, height: side },
  data: new Uint8Array(side * side).fill(1),
});
const candidate = (mask: RegionMask, predictedIoU: number): MaskCandidate => ({
  crop: { box: [0, 0, COLUMNS, ROWS], layer: 0 },
  ...{ point: [mask.x + 1, mask.y + 1], token: 2, predictedIoU, stabilityScore: 0.97 },
  box: [mask.x, mask.y, mask.x + mask.width - 1, mask.y + mask.height - 1],
  area: mask.width * mask.height,
  mask: toRunLengths(mask, COLUMNS, ROWS),
});
/** A large one, a small one in it, and one that the model is less sure of. */
const CANDIDATES = [
  candidate(square(2, 2, 20), 0.95),
  candidate(square(5, 5, 4), 0.92),
  candidate(square(30, 20, 5), 0.7),
];
const WINDOW = { lower: -100, upper: 200 };

type Found = Awaited<ReturnType<AutomaticDeps['runtime']['runner']['findCandidates']>>;
const FOUND: Found = {
  ok: true,
  value: { columns: COLUMNS, rows: ROWS, crops: 1, candidates: CANDIDATES, window: WINDOW },
};

function automatic(findCandidates: jest.Mock = jest.fn(async () => FOUND)) {
  localStorage.clear();
  const segments: number[] = [];
  const target = {
    current: () => null as { segmentationId: string; segmentIndex: number } | null,
    checkRoom: jest.fn(),
    ensure: jest.fn(async () => ({ segmentationId: 's', segmentIndex: 1 })),
    add: jest.fn(async () => ({ segmentationId: 's', segmentIndex: segments.push(0) })),
  };
  const deps = {
    viewports: { activeId: 'pane', all: () => [], watch: () => () => {} },
    reader: { shownIn: () => slice },
    labelmaps: {
      writeSegments: jest.fn(async () => ({ written: 9, keptOther: 0, step: 7 })),
      covers: jest.fn(() => true),
      maskOn: () => square(4, 6, 8),
    },
    runtime: { runner: { findCandidates }, model: () => ({ id: 'model' }) },
    findings: {
      store: { getState: () => ({ target: { segmentIndex: 1 } }) },
      target,
      record: jest.fn(),
    },
    prompting: {
      store: { getState: () => ({ drafts: new Map(), slice: { phase: 'ready', key: 'here' } }) },
      shown: () => slice,
      viewFor: () => ({}),
    },
    notices: { tell: jest.fn(), fail: jest.fn(), dismiss: jest.fn() },
  };
  const feature = createAutomatic(deps as unknown as AutomaticDeps);
  return { deps, target, feature, state: () => feature.store.getState() };
}
const ids = (masks: readonly { readonly id: number }[]) => masks.map(({ id }) => id);

describe('what is found', () => {
  it('is thinned out at once, and what is picked stays picked', async () => {
    const { feature, state, deps } = automatic();
    await feature.find();
    expect(deps.runtime.runner.findCandidates).toHaveBeenCalledTimes(1);
    expect(ids(state().masks)).toEqual([0, 1]);
    feature.pick(1);
    feature.change({ predIouThresh: 0.93 });
    expect(ids(state().masks)).toEqual([0]);
    feature.change({ predIouThresh: 0.6 });
    expect(ids(state().masks)).toEqual([0, 1, 2]);
    expect([...state().picked]).toEqual([1]);
    expect(deps.runtime.runner.findCandidates).toHaveBeenCalledTimes(1);
  });

  it('is shown with lower thresholds where a model is less sure of its masks than SAM', async () => {
    const unsure = CANDIDATES.map(one => ({ ...one, predictedIoU: one.predictedIoU - 0.4 }));
    const { feature, state, deps } = automatic(
      jest.fn(async () => ({ ...FOUND, value: { ...FOUND.value, candidates: unsure } })),
    );
    await feature.find();
    expect(ids(state().masks)).toEqual([0, 1, 2]);
    expect(state().settings.predIouThresh).toBeLessThan(0.3);
    expect(deps.notices.tell).toHaveBeenCalledWith('info', 'notice.thresholdsLowered', {
      count: 3,
    });
  });

  it('is said to be nothing where the model found nothing', async () => {
    const { feature, state, deps } = automatic(
      jest.fn(async () => ({ ...FOUND, value: { ...FOUND.value, candidates: [] } })),
    );
    await feature.find();
    expect(state().settings.predIouThresh).toBe(0.88);
    expect(deps.notices.tell).toHaveBeenCalledWith('info', 'notice.noMasks');
  });

  it('is gone through from the largest to the smallest, round and round', async () => {
    const { feature, state } = automatic();
    await feature.find();
    const marked: unknown[] = [];
    for (const step of [1, 1, 1, -1, -1] as const) {
      feature.stepMark(step);
      marked.push(state().marked);
    }
    expect(marked).toEqual([0, 1, 0, 1, 0]);
    feature.pick();
    expect([...state().picked]).toEqual([0]);
    feature.pick();
    expect([...state().picked]).toEqual([]);
  });

  it('late is not taken once the reader has cancelled', async () => {
    let answer: (found: Found) => void = () => {};
    const asked = jest.fn(() => new Promise<Found>(resolve => (answer = resolve)));
    const { feature, state } = automatic(asked);
    const search = feature.find();
    await feature.find();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(state()).toMatchObject({ phase: 'running', sliceKey: 'here' });
    feature.cancel();
    const [, , , signal] = asked.mock.calls[0] as unknown as [0, 0, 0, AbortSignal];
    expect(signal.aborted).toBe(true);
    answer(FOUND);
    await search;
    expect(state()).toMatchObject({ phase: 'idle', masks: [] });
  });

  it('nothing: the failure is told by the catalogue', async () => {
    const error = { code: 'worker-lost', detail: '' } as const;
    const { feature, state, deps } = automatic(jest.fn(async () => ({ ok: false, error })));
    await feature.find();
    expect(state()).toMatchObject({ phase: 'failed', error: 'worker-lost' });
    expect(deps.notices.tell).toHaveBeenCalledWith('error', 'error.worker-lost');
  });
});

describe('a search', () => {
  it('takes the parameters of the preset, its window, and its area in pixels', async () => {
    const { feature, deps } = automatic();
    await automaticCommands(feature).samFindMasks({
      ...{ preset: 'lung', area: 'segment', minArea: 10, areaUnit: 'mm2' },
    });
    const [[, request]] = deps.runtime.runner.findCandidates.mock.calls;
    expect(request).toMatchObject({
      box: [4, 6, 12, 14],
      within: square(4, 6, 8),
      window: 'lung',
      parameters: { pointsPerSide: 24, stabilityScoreThresh: 0.95, minMaskRegionArea: 20 },
    });
  });

  it('of nothing drawn says so', async () => {
    const { feature, deps, state } = automatic();
    feature.change({ area: 'drawn' });
    await feature.find();
    expect(deps.runtime.runner.findCandidates).not.toHaveBeenCalled();
    expect(deps.notices.tell).toHaveBeenCalledWith('info', 'notice.noDrawnArea');
    expect(state().phase).toBe('idle');
  });

  it('where no slice is shown says so, and what was found stays', async () => {
    const { feature, deps, state } = automatic();
    await feature.find();
    deps.prompting.shown = () => null as never;
    await feature.find();
    expect(deps.notices.tell).toHaveBeenCalledWith('info', 'automatic.noSlice');
    expect(ids(state().masks)).toEqual([0, 1]);
  });

  it('by key keeps nothing of the key event among its settings', async () => {
    const { feature, state } = automatic();
    const before = state().settings;
    await automaticCommands(feature).samFindMasks({ evt: new Event('keydown') } as never);
    expect(state().settings).toEqual(before);
    expect(state().phase).toBe('ready');
  });

  it('has presets with names of their own', () => {
    expect(new Set(ids(AUTOMATIC_PRESETS as never)).size).toBe(AUTOMATIC_PRESETS.length);
    expect(AUTOMATIC_PRESETS.map(({ id, parameters }) => [id, parameters])).toMatchObject([
      ['sam', {}],
      ['lung', { pointsPerSide: 24, stabilityScoreThresh: 0.95 }],
      ['liver', { predIouThresh: 0.9, cropNLayers: 2 }],
      ['brain', { pointsPerSide: 32, minMaskRegionArea: 50 }],
      ['metastases', { minMaskRegionArea: 25 }],
    ]);
  });
});

describe('picked masks', () => {
  it('become a segment each, the smallest first, in one step, with their records', async () => {
    const { feature, deps, target, state } = automatic();
    await feature.find();
    feature.pick(0);
    feature.pick(1);
    await feature.accept();
    expect(target.checkRoom).toHaveBeenCalledWith('pane', 2);
    const written = deps.labelmaps.writeSegments.mock.calls[0] as unknown as [unknown];
    expect(deps.labelmaps.writeSegments).toHaveBeenCalledTimes(1);
    expect(written).toMatchObject([
      [
        { target: { segmentIndex: 1 }, masks: [{ slice, mask: square(5, 5, 4) }] },
        { target: { segmentIndex: 2 }, masks: [{ slice, mask: square(2, 2, 20) }] },
      ],
    ]);
    expect(deps.findings.record.mock.calls).toEqual([
      [
        { segmentationId: 's', segmentIndex: 1 },
        [
          {
            ...{ imageId: 'image', model: 'model', token: 2, window: WINDOW },
            region: { x: -0.5, y: -0.5, width: COLUMNS, height: ROWS },
            prompts: [{ kind: 'point', polarity: 'include', at: [6, 6] }],
            made: 'automatic',
          },
        ],
        7,
      ],
      [{ segmentationId: 's', segmentIndex: 2 }, [expect.anything()], 7],
    ]);
    expect(state()).toMatchObject({ phase: 'idle', masks: [], accepting: false });
    expect(deps.notices.tell).toHaveBeenCalledWith('info', 'notice.masksAccepted', { count: 2 });
  });

  it('all go into the active segment where the reader wants that, which is remembered', async () => {
    const { feature, deps, target } = automatic();
    feature.change({ destination: 'active' });
    await feature.find();
    feature.pick(0);
    feature.pick(1);
    await feature.accept();
    expect(target.add).not.toHaveBeenCalled();
    expect(deps.labelmaps.writeSegments).toHaveBeenCalledWith([
      {
        target: { segmentationId: 's', segmentIndex: 1 },
        masks: [expect.anything(), expect.anything()],
      },
    ]);
    expect(localStorage.getItem('ohif-sam.settings')).toContain('"automaticDestination":"active"');
  });

  it('stay picked where they can’t be written', async () => {
    const { feature, deps, target, state } = automatic();
    target.current = () => ({ segmentationId: 'other', segmentIndex: 1 });
    deps.labelmaps.covers.mockReturnValue(false);
    await feature.find();
    feature.pick(0);
    await feature.accept();
    expect(target.add).not.toHaveBeenCalled();
    expect(deps.labelmaps.writeSegments).not.toHaveBeenCalled();
    expect(deps.notices.fail).toHaveBeenCalled();
    expect(state()).toMatchObject({ phase: 'ready', accepting: false });
    expect([...state().picked]).toEqual([0]);
  });

  it('that nothing is: so it is said', async () => {
    const { feature, deps } = automatic();
    await feature.find();
    await feature.accept();
    expect(deps.notices.tell).toHaveBeenCalledWith('info', 'notice.noneMaskPicked');
    expect(deps.labelmaps.writeSegments).not.toHaveBeenCalled();
  });
});

test('leaving the study ends a search and takes what was found', async () => {
  const { feature, state } = automatic();
  await feature.find();
  feature.reset();
  expect(state()).toMatchObject({ phase: 'idle', masks: [], sliceKey: null });
});

test('a search in the next study goes on when masks of the study before are written late', async () => {
  const asked = jest.fn(async () => FOUND);
  const { feature, deps, state } = automatic(asked);
  await feature.find();
  feature.pick(0);
  let written: (result: never) => void = () => {};
  deps.labelmaps.writeSegments.mockReturnValue(new Promise(resolve => (written = resolve)));
  const accepting = feature.accept();
  feature.drop();
  expect(state()).toMatchObject({ phase: 'ready', accepting: true });
  feature.reset();
  asked.mockReturnValue(new Promise(() => {}));
  void feature.find();
  written({ written: 9, keptOther: 0, step: 7 } as never);
  await accepting;
  expect(state().phase).toBe('running');
  expect(deps.notices.tell).not.toHaveBeenCalled();
});

import type { Outcome, WorkerSegmentResult } from '../../../../extension/src/inference/api';
import { pixelToWorld } from '../../../../extension/src/core/geometry/imagePlane';
import { maskArea } from '../../../../extension/src/core/mask/regionMask';
import { createLesions, type Lesions } from '../../../../extension/src/features/lesions';
import type { SliceEdit } from '../../../../extension/src/host/labelmap';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { createTexts } from '../../../../extension/src/i18n/texts';
import { createNotices } from '../../../../extension/src/ui/notices';
import { answerOf, discs } from '../../core/volume/discs';

const RADII = [0, 7, 8, 8, 8, 7, 0];

type Deps = Parameters<typeof createLesions>[0];
type Follow = (k: number) => Promise<Outcome<WorkerSegmentResult>>;

/** A stack with one object, which the model knows, and measurements of it. */
async function bench(on: readonly number[], selected: readonly number[] = []) {
  const made = discs(RADII);
  const images = await Promise.all(RADII.map((_, k) => made.volume.read(k)));
  const slices = images.map((image, k): ShownSlice => {
    const plane = { ...image.plane, origin: [0, 0, made.volume.positions[k]] as const };
    return {
      ...{ key: image.key, imageId: image.key, units: 'HU', plane },
      addressOf: (i, j) => ({ imageId: image.key, offset: j * plane.columns + i }),
      read: () => image,
    };
  });
  const annotations = on.map((k, n) => {
    const { x, y, width, height } = made.truth[k] ?? made.truth[3];
    const middle = y + height / 2;
    const ends = [
      [x, middle],
      [x + width, middle],
    ] as const;
    return {
      annotationUID: `m${n}`,
      metadata: { toolName: 'Length', referencedImageId: slices[k]?.imageId },
      data: {
        label: n === 0 ? 'Left lobe' : undefined,
        handles: {
          points: ends.map(end => {
            const plane = slices[k]?.plane ?? { ...slices[0].plane, origin: [0, 0, 999] as const };
            return pixelToWorld(plane, end);
          }),
        },
      },
    };
  });
  const written: { readonly segmentIndex: number; readonly masks: readonly SliceEdit[] }[] = [];
  const recorded: unknown[] = [];
  const reviews: unknown[] = [];
  const labels: string[] = [];
  const model: { follow: Follow } = {
    follow: async k => ({
      ok: true,
      value: { ...answerOf(made.truth[k]), spec: { region: {}, window: {} } } as never,
    }),
  };
  const state: { taken: Uint8Array | null; covers: boolean } = { taken: null, covers: true };
  const deps = {
    host: {
      core: { metaData: { get: () => undefined } },
      tools: {
        annotation: {
          state: { getAllAnnotations: () => annotations },
          selection: { isAnnotationSelected: (uid: string) => selected.includes(+uid.slice(1)) },
        },
      },
    },
    viewports: { activeId: 'pane', all: () => [{ id: 'pane' }] },
    reader: { stackIn: () => slices, readSlice: async (slice: ShownSlice) => slice.read() },
    labelmaps: {
      writeAll: async (target: { segmentIndex: number }, masks: readonly SliceEdit[]) => {
        written.push({ segmentIndex: target.segmentIndex, masks });
        return { written: 1, keptOther: 0, step: written.length };
      },
      takenBeside: () => () => state.taken,
      covers: () => state.covers,
    },
    runtime: {
      model: () => ({ id: 'mobile-sam' }),
      runner: {
        follow: (slice: ShownSlice) => model.follow(slices.findIndex(s => s.key === slice.key)),
      },
    },
    findings: {
      target: {
        current: () => ({ segmentationId: 's', segmentIndex: 1 }),
        addNew: async (_: string, label: string) => {
          labels.push(label);
          return { segmentationId: 's', segmentIndex: labels.length };
        },
      },
      record: (...args: unknown[]) => recorded.push(args),
      records: { setReview: (...args: unknown[]) => reviews.push(args) },
    },
    prompting: { viewFor: () => ({}) },
    texts: createTexts('en'),
    notices: createNotices(),
  } as unknown as Deps;
  const lesions: Lesions = createLesions(deps);
  return { lesions, model, made, written, recorded, reviews, labels, state, notices: deps.notices };
}

test('each measurement becomes a finding of its own in 3D, a candidate, one undo step', async () => {
  const { lesions, written, recorded, reviews, labels, made } = await bench([3, 2]);
  await lesions.make('all');
  expect(lesions.store.getState()).toMatchObject({ phase: 'done', total: 2, done: 2, made: 2 });
  expect(labels).toEqual(['Left lobe', 'Lesion 2']);
  expect(written.map(({ segmentIndex }) => segmentIndex)).toEqual([1, 2]);
  const sizes = written[0].masks.map(({ mask }) => maskArea(mask)).sort((a, b) => a - b);
  const truth = made.truth.slice(1, 6).map(maskArea);
  expect(sizes).toEqual(truth.sort((a, b) => a - b));
  const [[, steps, step]] = recorded as [[object, { made: string }[], number]];
  expect(steps.map(one => one.made)).toEqual(['prompted', ...Array(4).fill('propagated')]);
  expect(step).toBe(1);
  expect(reviews[0]).toEqual([expect.anything(), { status: 'candidate' }]);
});

test('of those that are selected only; without a word, too', async () => {
  const { lesions, labels } = await bench([3, 2], [1]);
  await lesions.make();
  expect(labels).toEqual(['Lesion 1']);
});

test('what is left out says why, and holds up no other', async () => {
  const { lesions, written } = await bench([99, 3]);
  await lesions.make('all');
  expect(written).toHaveLength(1);
  expect(lesions.store.getState()).toMatchObject({ made: 1, skipped: ['not-shown'] });
});

test('what belongs to segments already is left to them, and no empty segment stays', async () => {
  const { lesions, written, labels, state, made } = await bench([3]);
  state.taken = new Uint8Array(made.truth[3].data.length).fill(1);
  await lesions.make('all');
  expect([written, labels]).toEqual([[], []]);
  expect(lesions.store.getState()).toMatchObject({ phase: 'done', made: 0, skipped: ['taken'] });
});

test('cancelled: lesions before stay, the one under way leaves nothing', async () => {
  const { lesions, model, written, labels } = await bench([3, 2]);
  const { follow } = model;
  let asked = 0;
  model.follow = async k => {
    if (++asked === 7) lesions.cancel();
    return follow(k);
  };
  await lesions.make('all');
  expect(lesions.store.getState()).toMatchObject({ phase: 'cancelled', made: 1 });
  expect([written.length, labels.length]).toEqual([1, 1]);
});

test('a model that fails says so, and what was made stays', async () => {
  const { lesions, model, written } = await bench([3, 2]);
  const { follow } = model;
  let asked = 0;
  model.follow = async k =>
    ++asked === 7 ? { ok: false, error: { code: 'out-of-memory', detail: '' } } : follow(k);
  await lesions.make('all');
  expect(lesions.store.getState()).toMatchObject({ phase: 'failed', error: 'out-of-memory' });
  expect(written).toHaveLength(1);
});

test('without a measurement it says what to do', async () => {
  const { lesions, notices } = await bench([]);
  await lesions.make('all');
  expect(notices.store.getState().notice?.text).toBe('lesions.none');
  expect(lesions.store.getState().phase).toBe('idle');
});

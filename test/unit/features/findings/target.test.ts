import { SegmentTarget } from '../../../../extension/src/features/findings/target';
import type { Host } from '../../../../extension/src/host/ohif';
import { createNotices } from '../../../../extension/src/ui/notices';

interface FakeSegmentation {
  readonly segmentationId: string;
  readonly kind: 'labelmap' | 'contour';
  segments: Record<
    number,
    { segmentIndex: number; label: string; locked: boolean; active: boolean }
  >;
}

/** A viewer with one pane and some segmentations in it; the last one is active. */
function viewer(...shown: FakeSegmentation[]) {
  const all = new Map(shown.map(s => [s.segmentationId, s]));
  let active = shown.at(-1)?.segmentationId;
  let made = 0;
  let asked: { displaySetInstanceUID?: string } = {};
  const addSegment = (id: string) => {
    const { segments } = all.get(id)!;
    const segmentIndex = Math.max(0, ...Object.keys(segments).map(Number)) + 1;
    Object.values(segments).forEach(segment => (segment.active = false));
    segments[segmentIndex] = {
      segmentIndex,
      label: `S${segmentIndex}`,
      locked: false,
      active: true,
    };
  };
  const segmentationService = {
    getSegmentation: (id: string) => all.get(id),
    getActiveSegmentation: () => all.get(active ?? ''),
    getActiveSegment: () =>
      Object.values(all.get(active ?? '')?.segments ?? {}).find(segment => segment.active),
    getSegmentationRepresentations: () => [...all.values()],
    setActiveSegmentation: (_: string, id: string) => (active = id),
    setSegmentLabel: (id: string, n: number, label: string) =>
      (all.get(id)!.segments[n].label = label),
    getSegmentColor: () => [1, 2, 3, 255],
    addSegment,
  };
  const host = {
    services: {
      segmentationService,
      viewportGridService: { getActiveViewportId: () => 'pane' },
      cornerstoneViewportService: {
        getCornerstoneViewport: () => ({ getImageIds: () => ['ct-1'] }),
      },
      displaySetService: {
        getActiveDisplaySets: () => [
          { displaySetInstanceUID: 'contours' },
          { displaySetInstanceUID: 'images', imageIds: ['ct-1', 'ct-2'] },
        ],
      },
    },
    commands: {
      runCommand: async (name: string, { options }: { options: typeof asked }) => {
        expect(name).toBe('createLabelmapForViewport');
        asked = options;
        await Promise.resolve();
        const id = `made-${++made}`;
        all.set(id, segmentation(id, 'labelmap', 0));
        active = id;
        addSegment(id);
      },
    },
  } as unknown as Host;
  const notices = createNotices();
  const target = new SegmentTarget({
    ...{ host, notices },
    labelmaps: { kindOf: id => all.get(id)?.kind ?? 'gone', labelLimit: () => 255 },
    algorithmName: () => 'MobileSAM',
    newSegmentationLabel: () => 'Segmentation',
  });
  return { target, notices, all, madeCount: () => made, asked: () => asked };
}

function segmentation(
  segmentationId: string,
  kind: FakeSegmentation['kind'],
  count: number,
): FakeSegmentation {
  const segments: FakeSegmentation['segments'] = {};
  for (let n = 1; n <= count; n++) {
    segments[n] = { segmentIndex: n, label: `S${n}`, locked: false, active: n === count };
  }
  return { segmentationId, kind, segments };
}

test('the active segment of a labelmap is the target', async () => {
  const { target } = viewer(segmentation('a', 'labelmap', 2));
  expect(await target.ensure('pane')).toMatchObject({ segmentationId: 'a', segmentIndex: 2 });
});

test('Accept pressed twice without a segmentation makes one', async () => {
  const { target, madeCount } = viewer();
  const [first, second] = await Promise.all([target.ensure('pane'), target.ensure('pane')]);
  expect(madeCount()).toBe(1);
  expect(second).toEqual(first);
});

test('with contours active a labelmap is made and used, and that is said; the contours stay', async () => {
  const { target, all, notices } = viewer(segmentation('rt', 'contour', 3));
  expect(target.current('pane')).toBeNull();
  expect(target.isOfOtherKind('pane')).toBe(true);
  expect(await target.ensure('pane')).toMatchObject({ segmentationId: 'made-1' });
  expect(Object.keys(all.get('rt')!.segments)).toHaveLength(3);
  expect(notices.store.getState().notice?.text).toBe('notice.contoursKept');
});

test('for contours that are shown on images the segmentation is made for the images', async () => {
  const { target, asked } = viewer(segmentation('rt', 'contour', 3));
  await target.ensure('pane');
  expect(asked().displaySetInstanceUID).toBe('images');
});

test('with contours active, Add puts no segment into them', async () => {
  const { target, all } = viewer(segmentation('rt', 'contour', 3));
  await target.add('pane');
  expect(Object.keys(all.get('rt')!.segments)).toHaveLength(3);
  expect(Object.keys(all.get('made-1')!.segments)).toHaveLength(1);
});

test('with contours active, a labelmap that is shown beside them is used', async () => {
  const { target, madeCount, notices } = viewer(
    segmentation('a', 'labelmap', 1),
    segmentation('rt', 'contour', 3),
  );
  expect(await target.ensure('pane')).toMatchObject({ segmentationId: 'a', segmentIndex: 1 });
  expect(madeCount()).toBe(0);
  expect(notices.store.getState().notice?.text).toBe('notice.contoursLeft');
});

test('no segment is added beyond the numbers that the voxels hold, and nothing has changed', async () => {
  const { target, all } = viewer(segmentation('a', 'labelmap', 255));
  await expect(target.add('pane')).rejects.toMatchObject({ code: 'label-limit' });
  expect(Object.keys(all.get('a')!.segments)).toHaveLength(255);
});

test('more findings than numbers are left are refused before any is added', () => {
  const { target } = viewer(segmentation('a', 'labelmap', 5));
  expect(() => target.checkRoom('pane', 250)).not.toThrow();
  expect(() => target.checkRoom('pane', 251)).toThrow(/segment numbers end at 255, 256 are needed/);
});

test('more findings than a new segmentation can number are refused before one is made', () => {
  const { target, madeCount } = viewer();
  expect(() => target.checkRoom('pane', 260)).toThrow(/255/);
  expect(madeCount()).toBe(0);
});

import 'fake-indexeddb/auto';

import { createStore } from 'zustand/vanilla';
import { createDrafts } from '../../../../extension/src/features/drafts';
import type { DraftsDeps } from '../../../../extension/src/features/drafts/createDrafts';
import { DraftStorage } from '../../../../extension/src/features/drafts/storage';
import type { ExportState, SaveState } from '../../../../extension/src/features/export';
import { FindingStore } from '../../../../extension/src/features/findings/findingStore';
import { createPromptingStore } from '../../../../extension/src/features/prompting/store';
import { LabelmapStore } from '../../../../extension/src/host/labelmap';
import { createTexts } from '../../../../extension/src/i18n/texts';
import { createNotices } from '../../../../extension/src/ui/notices';
import { FakeHost } from '../../host/fakeHost';

/** As much of a page as leaving it takes; it is clicked on the viewer's way back. */
class FakeElement extends EventTarget {
  closest() {
    return this;
  }
}

const confirm = jest.fn<boolean, [string]>(() => false);

function fakePage() {
  const document = Object.assign(new FakeElement(), { visibilityState: 'visible' });
  const window = Object.assign(new EventTarget(), { confirm });
  // What comes out of the storage is of Node's own classes, not of Jest's.
  const { constructor } = structuredClone(new Uint32Array());
  Object.assign(globalThis, { Uint32Array: constructor });
  Object.assign(globalThis, { Element: FakeElement, document, navigator: {}, window });
}

interface BenchOptions {
  /** Images of each group of the series; several are a dynamic (4D) one. */
  readonly groups?: readonly (readonly string[])[];
  readonly storage?: DraftStorage;
  readonly enabled?: boolean;
  readonly language?: string;
}

interface MakeOptions {
  readonly label: string;
  readonly segments: Record<number, { segmentIndex: number; label: string; locked: boolean }>;
}

/** Drafts in a viewer with one series: real labelmaps, findings and storage. */
export function draftsBench({
  groups = [['ct-0', 'ct-1']],
  storage = new DraftStorage(),
  enabled = true,
  language = 'en',
}: BenchOptions = {}) {
  fakePage();
  confirm.mockClear();
  const fake = new FakeHost();
  const study = { uid: 'A', loaded: [] as string[], panes: ['pane'] };
  groups.forEach(ids => ids.forEach((id, z) => fake.place(id, z)));
  const imageIds = groups.flat();
  const displaySet = {
    ...{ displaySetInstanceUID: 'ct', imageIds },
    ...(groups.length > 1 ? { dynamicVolumeInfo: { timePoints: groups } } : {}),
  };
  const listeners = new Set<() => void>();
  /** What making a labelmap waits for. */
  const gate = { making: Promise.resolve() };
  let made = 0;
  const make = (id: string, { label, segments }: MakeOptions) => {
    const on = groups[Math.floor(groups.length / 2)];
    const layer = {
      ...{ labelmapId: 'p', referencedImageIds: [...on] },
      imageIds: fake.addLabelmapImages(id, on),
    };
    const indices = Object.keys(segments).map(Number);
    const bindings = indices.map(index => [index, { labelmapId: 'p', labelValue: index }] as const);
    const segmentation = fake.addSegmentation(
      id,
      {
        ...{ ...layer, labelmaps: { p: layer }, primaryLabelmapId: 'p' },
        segmentBindings: Object.fromEntries(bindings),
      },
      indices,
    );
    Object.assign(segmentation, { label, segments: structuredClone(segments) });
    return id;
  };
  const base = fake.host.services.segmentationService;
  const service = {
    ...base,
    EVENTS: { ...base.EVENTS, SEGMENTATION_MODIFIED: 'event::segmentation_modified' },
    getSegmentations: () =>
      [...fake.segmentations].map(([segmentationId, each]) => ({ segmentationId, ...each })),
    getActiveSegmentation: () => null,
    getActiveSegment: () => null,
    getSegmentationRepresentations: (pane: string) => (study.panes.includes(pane) ? [{}] : []),
    getSegmentColor: (pane: string) => (study.panes.includes(pane) ? [9, 8, 7, 255] : null),
    createLabelmapForDisplaySet: async (_: unknown, options: MakeOptions) => {
      await gate.making;
      return make(`made-${++made}`, options);
    },
    addSegmentationRepresentation: () => Promise.resolve(),
    remove: (id: string) => fake.removeSegmentation(id),
    setActiveSegment: () => undefined,
    setActiveSegmentation: () => undefined,
    setSegmentColor: () => undefined,
    toggleSegmentLocked: () => undefined,
  };
  const host = {
    ...fake.host,
    tools: { Enums: { SegmentationRepresentations: { Labelmap: 'Labelmap' } } },
    services: {
      segmentationService: service,
      viewportGridService: {
        getActiveViewportId: () => 'pane',
        getState: () => ({
          viewports: new Map([
            ['pane', {}],
            ['pane-2', {}],
          ]),
        }),
      },
    },
  } as unknown as DraftsDeps['host'];
  const images = {
    studyUid: () => study.uid,
    identityOf: (imageId: string) =>
      imageIds.includes(imageId) ? `identity of ${imageId}` : undefined,
    isLoaded: (id: string) => study.loaded.includes(id),
    all: () => imageIds.map(imageId => ({ imageId, displaySet })),
    groupOf: (_: unknown, imageId: string) =>
      groups.length > 1 ? (groups.find(group => group.includes(imageId)) ?? []) : [],
    onMore: () => () => undefined,
    reset: () => undefined,
  } as unknown as DraftsDeps['images'];
  const labelmaps = new LabelmapStore(fake.host);
  const records = new FindingStore(
    id => Object.keys(fake.segmentations.get(id)?.segments ?? {}).map(Number),
    () => new Map(),
  );
  const prompting = {
    store: createPromptingStore(),
    restoreObject: jest.fn(),
    onAccepted: () => () => undefined,
  } as unknown as DraftsDeps['prompting'];
  const exporting = createStore<ExportState>(() => ({
    ...{ save: { phase: 'idle' }, formats: ['seg'], reportShowsPatient: false },
  }));
  const notices = createNotices();
  const drafts = createDrafts({
    ...{ host, images, labelmaps, findings: { records }, prompting, notices, enabled, storage },
    exporting: { store: exporting },
    viewports: { all: () => [], activeId: 'pane', get: () => null, show: () => undefined },
    reader: {
      stackIn: () => [],
      planeOf: imageId => fake.host.core.metaData.get('imagePlaneModule', imageId) as never,
    },
    texts: createTexts(language),
  });
  drafts.start();
  return {
    ...{ drafts, fake, study, gate, labelmaps, records, prompting, notices, storage, listeners },
    segment: (id = 's', indices = [1]) =>
      make(id, {
        label: 'Work',
        segments: Object.fromEntries(
          indices.map(index => [
            index,
            { segmentIndex: index, label: `Finding ${index}`, locked: false },
          ]),
        ),
      }),
    /** Writes a row of an image into a segment. */
    mark: (id: string, segmentIndex = 1, imageId = imageIds[0], y = 0) =>
      labelmaps.writeRegions(
        { segmentationId: id, segmentIndex },
        [{ imageId, region: { x: 0, y, width: 4, height: 1, data: new Uint8Array(4).fill(1) } }],
        images.groupOf(displaySet as never, imageId),
      ),
    save: (save: SaveState) => exporting.setState({ save }),
    /** What the reader is asked who leaves; undefined when nothing is. */
    asked: () => {
      confirm.mockClear();
      document.dispatchEvent(new Event('click'));
      return confirm.mock.calls[0]?.[0];
    },
    /** The viewer goes over to another study. */
    leave: (uid: string) => {
      drafts.leave();
      fake.segmentations.clear();
      study.loaded = [];
      drafts.reset();
      records.reset();
      study.uid = uid;
      drafts.start();
    },
    state: () => drafts.store.getState(),
    notice: () => notices.store.getState().notice?.text,
  };
}

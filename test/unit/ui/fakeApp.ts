import { FORMATS } from '../../../extension/src/core/export/formats';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { App } from '../../../extension/src/app/createApp';
import type { Candidate, SegmentResult } from '../../../extension/src/core/engine/types';
import { EMPTY_MASK } from '../../../extension/src/core/mask/regionMask';
import type { CarryOver } from '../../../extension/src/features/carryOver';
import type { Cleanup, CleanupState } from '../../../extension/src/features/cleanup';
import { ORGAN_PRESETS } from '../../../extension/src/core/organs';
import type { Automatic, AutomaticState } from '../../../extension/src/features/automatic';
import type { Drafts, DraftsState } from '../../../extension/src/features/drafts';
import type { Exporting, ExportState } from '../../../extension/src/features/export';
import type { Findings, FindingsState } from '../../../extension/src/features/findings';
import type { Organs } from '../../../extension/src/features/organs';
import type { Lesions, LesionsState } from '../../../extension/src/features/lesions';
import { NOTHING_KNOWN } from '../../../extension/src/features/followUp/types';
import type { FollowUp } from '../../../extension/src/features/followUp';
import type { FindingsList, FindingsListState } from '../../../extension/src/features/findingsList';
import type {
  LesionWorklist,
  LesionSearchState,
} from '../../../extension/src/features/lesionSearch';
import {
  BUILT_IN_TOOLS,
  type DraftPrompt,
  type Prompting,
  type PromptingState,
  type SliceDraft,
} from '../../../extension/src/features/prompting';
import type { Propagation, PropagationState } from '../../../extension/src/features/propagation';
import type { Runtime, RuntimeStore } from '../../../extension/src/features/runtime';
import type { Workflow, WorkflowState } from '../../../extension/src/features/workflow';
import type { ShownSlice } from '../../../extension/src/host/slices';
import { createTexts } from '../../../extension/src/i18n/texts';
import type { Notice } from '../../../extension/src/ui/notices';
import { axialPlane } from '../core/slices';

/** What the whole panel shows, feature by feature in one object. */
export interface PanelState {
  readonly runtime: RuntimeStore;
  readonly prompting: PromptingState;
  readonly findings: FindingsState;
  readonly exporting: ExportState;
  readonly drafts: DraftsState;
  readonly workflow: WorkflowState;
  readonly propagation: PropagationState;
  readonly cleanup: CleanupState;
  readonly carryOver: ReturnType<CarryOver['store']['getState']>;
  readonly automatic: AutomaticState;
  readonly lesionSearch: LesionSearchState;
  readonly findingsList: FindingsListState;
  readonly organs: ReturnType<Organs['store']['getState']>;
  readonly lesions: LesionsState;
  readonly notice: Notice | null;
}

export type PanelChange = { readonly [K in keyof PanelState]?: Partial<PanelState[K]> | null };

export const INFO = {
  backend: 'wasm',
  threads: 2,
  reasons: ['no-webgpu'],
  model: { id: 'mobile-sam', name: 'MobileSAM', version: '1.0', sha256: 'ab12' },
  provider: 'wasm-threads',
  failedProviders: [],
  tier: 'no-gpu',
  tierReason: 'no-gpu',
  measured: { encoder: 1820, decoder: 95, at: 0 },
  models: [{ id: 'mobile-sam', name: 'MobileSAM', tier: 'no-gpu', bytes: 44.6e6 }],
} as const satisfies Extract<RuntimeStore['runtime'], { phase: 'ready' }>['info'];

export const IDLE: PanelState = {
  runtime: {
    runtime: { phase: 'idle' },
    facts: null,
    settings: { tier: 'auto', model: 'auto', backend: 'auto' },
  },
  prompting: {
    slice: { phase: 'none' },
    ready: new Set(),
    windowChoices: ['auto', 'display', 'full'],
    series: { shown: null, others: [], chosen: null },
    tool: null,
    drafts: new Map(),
    refines: null,
    becomes: null,
    selectedPromptId: null,
    pending: null,
    accepting: false,
    settings: { window: 'auto', wholeSlice: false, hover: true },
  },
  findings: {
    target: null,
    findings: [{ segmentIndex: 1, label: 'Liver lesion', color: [221, 84, 84], chosen: true }],
    otherKind: false,
    measurement: { phase: 'none' },
  },
  propagation: {
    ...{
      phase: 'idle',
      done: 0,
      remaining: 0,
      secondsLeft: null,
      stops: [],
      error: null,
      stack: [],
      corrects: null,
      followsCorrections: true,
      written: new Set(),
    },
  },
  cleanup: { phase: 'idle' },
  carryOver: {
    ...{ others: [], chosen: null, displacement: { kind: 'none' }, corrects: false },
    ...{ phase: 'idle', done: 0, total: 0, keptOther: 0, error: null },
  },
  automatic: {
    ...{ phase: 'idle', done: 0, total: 0, secondsLeft: null, error: null, sliceKey: null },
    ...{ masks: [], picked: new Set(), marked: null, accepting: false, spacingKnown: true },
    settings: {
      ...{ preset: 'sam', area: 'slice', destination: 'new' },
      ...{ predIouThresh: 0.88, stabilityScoreThresh: 0.95, minArea: 0, areaUnit: 'px' },
    },
  },
  lesionSearch: {
    ...{ phase: 'idle', progress: null, error: null, organ: null, lesions: [], current: null },
    ...{ picked: new Set(), accepting: false },
    choices: {
      ...{ sensitivity: 'malignant', contrast: 'usual', destination: 'new' },
      ...{ organ: null, takesFromOrgan: true },
    },
  },
  organs: {
    ...{ preset: 'lung-right', changed: {}, phase: 'idle', done: 0, total: 0 },
    ...{ unsure: false, reason: null, error: null },
  },
  lesions: {
    ...{ phase: 'idle', total: 0, done: 0, made: 0, slices: 0, skipped: [], error: null },
  },
  findingsList: {
    ...{ rows: [], picked: [], activeId: null, organs: 0, sumOfDiameters: null, problems: [] },
    ...{ sorting: { by: 'number', descending: false }, burden: { volume: 0, known: 0 } },
    ...{ working: false, drawsAxes: true },
  },
  exporting: { save: { phase: 'idle' }, formats: ['seg'], reportShowsPatient: false },
  workflow: { problems: [], unsuited: [], leads: false, step: null, open: new Set() },
  drafts: {
    ...{ enabled: true, trouble: null, offers: [], restoring: null },
    ...{ keptAt: null, archivedAt: null, unsaved: false },
  },
  notice: null,
};

export const READY: PanelState = {
  ...IDLE,
  runtime: { ...IDLE.runtime, runtime: { phase: 'ready', info: INFO } },
  prompting: { ...IDLE.prompting, slice: { phase: 'ready', key: 'here' } },
};

export const TARGET: NonNullable<FindingsState['target']> = {
  segmentationId: 'segmentation',
  segmentIndex: 1,
  label: 'Liver lesion',
  color: [221, 84, 84],
  locked: false,
  coding: { abnormality: 'lesion', structure: 'liver' },
};

const PROMPTS: readonly DraftPrompt[] = [
  {
    ...{ id: 'box', sliceKey: 'here', tool: 'box', kind: 'box' },
    corners: [
      [0, 0, 0],
      [9, 9, 0],
    ],
  },
  {
    ...{ id: 'in', sliceKey: 'here', tool: 'include', kind: 'point', polarity: 'include' },
    at: [4, 4, 0],
  },
  {
    ...{ id: 'out', sliceKey: 'here', tool: 'exclude', kind: 'point', polarity: 'exclude' },
    at: [8, 1, 0],
  },
];

/** Pixels of 0.1 × 0.1 mm, so that masks have any area. */
const plane = axialPlane(10, 10, 0.1, 0.1);

export function candidate(predictedIoU: number, areaMm2: number): Candidate {
  const width = Math.round(areaMm2 * 100);
  const mask = width
    ? { x: 0, y: 0, width, height: 1, data: new Uint8Array(width).fill(1) }
    : EMPTY_MASK;
  return { predictedIoU, mask } as Candidate;
}

export const ANSWER = {
  candidates: [candidate(0.934, 412.3), candidate(0.88, 87.2), candidate(0.61, 3.14)],
  zoom: 3.21,
  spec: { window: { lower: -10, upper: 190 } },
  trace: { reason: 'score', views: [{}, {}], hypotheses: new Array(24).fill({}) },
} as unknown as SegmentResult;

export const DRAFT: SliceDraft = {
  slice: { key: 'here', plane, units: 'HU' } as ShownSlice,
  prompts: PROMPTS,
  answer: ANSWER,
  phase: 'final',
  run: 1,
  origin: null,
  first: null,
  milliseconds: 84.4,
  chosen: 0,
};

/** The draft of another slice of the same object. */
export const FAR_DRAFT: SliceDraft = {
  ...DRAFT,
  slice: { ...DRAFT.slice, key: 'elsewhere' },
  prompts: [{ ...PROMPTS[1], id: 'far', sliceKey: 'elsewhere' }],
};

export const drafts = (...all: readonly SliceDraft[]): PromptingState['drafts'] =>
  new Map(all.map(draft => [draft.slice.key, draft]));

export type FakeApp = App & {
  readonly prompting: jest.Mocked<Prompting>;
  readonly findings: jest.Mocked<Findings>;
  readonly propagation: jest.Mocked<Propagation>;
  readonly cleanup: jest.Mocked<Cleanup>;
  readonly carryOver: jest.Mocked<CarryOver>;
  readonly automatic: jest.Mocked<Automatic>;
  readonly lesionSearch: jest.Mocked<LesionWorklist>;
  readonly findingsList: jest.Mocked<FindingsList>;
  readonly followUp: jest.Mocked<FollowUp>;
  readonly organs: jest.Mocked<Organs>;
  readonly lesions: jest.Mocked<Lesions>;
  readonly exporting: jest.Mocked<Exporting>;
  readonly drafts: jest.Mocked<Drafts>;
  readonly workflow: jest.Mocked<Workflow>;
  readonly runtime: jest.Mocked<Runtime>;
  set(change: PanelChange): void;
  listenerCount(): number;
};

/** Features that hold what they are told and note what they are asked. */
export function fakeApp(initial: PanelState, language = 'en'): FakeApp {
  let listeners = 0;
  const storeOf = <T>(state: T): StoreApi<T> => {
    const store = createStore(() => state);
    return {
      ...store,
      subscribe: listener => {
        listeners++;
        const unsubscribe = store.subscribe(listener);
        return () => {
          listeners--;
          unsubscribe();
        };
      },
    };
  };
  const stores = {
    runtime: storeOf(initial.runtime),
    prompting: storeOf(initial.prompting),
    findings: storeOf(initial.findings),
    propagation: storeOf(initial.propagation),
    cleanup: storeOf(initial.cleanup),
    carryOver: storeOf(initial.carryOver),
    automatic: storeOf(initial.automatic),
    lesionSearch: storeOf(initial.lesionSearch),
    findingsList: storeOf(initial.findingsList),
    organs: storeOf(initial.organs),
    lesions: storeOf(initial.lesions),
    exporting: storeOf(initial.exporting),
    drafts: storeOf(initial.drafts),
    workflow: storeOf(initial.workflow),
  };
  const notices = storeOf({ notice: initial.notice });
  const noting = <T extends object>(real: Partial<T>, names: string) =>
    ({
      ...Object.fromEntries(names.split(' ').map(name => [name, jest.fn()])),
      ...real,
    }) as jest.Mocked<T>;
  return {
    host: {} as App['host'],
    texts: createTexts(language),
    notices: noting<App['notices']>({ store: notices }, 'tell fail dismiss'),
    registries: {
      promptTools: () => BUILT_IN_TOOLS,
      panelSections: () => [],
      organPresets: () => [],
      formats: () => [],
    },
    runtime: noting<Runtime>(
      { store: stores.runtime },
      'load retryLoad changeSettings inspect removeStored model',
    ),
    prompting: noting<Prompting>(
      { store: stores.prompting, tools: () => BUILT_IN_TOOLS, modelView: () => null },
      'addPrompt movePrompt deletePrompt deleteSelected selectPrompt stepCandidate ' +
        'chooseCandidate clear useMeasurement refineSegment changeSettings lookAlsoAt selectTool accept shown onAccepted',
    ),
    findings: noting<Findings>(
      { store: stores.findings },
      'addSegment codeSegment chooseFinding ensureTarget record',
    ),
    propagation: noting<Propagation>(
      { store: stores.propagation },
      'propagate pause cancel jump show check setFollowsCorrections',
    ),
    carryOver: noting<CarryOver>({ store: stores.carryOver }, 'choose correct run cancel'),
    cleanup: noting<Cleanup>({ store: stores.cleanup }, 'preview apply cancel showPart'),
    automatic: noting<Automatic>(
      { store: stores.automatic },
      'find cancel change choosePreset stepMark mark pick accept drop',
    ),
    lesionSearch: noting<LesionWorklist>(
      { store: stores.lesionSearch },
      'search cancel change drop show step accept reject refine pick acceptPicked',
    ),
    organs: noting<Organs>(
      { store: stores.organs, presets: () => ORGAN_PRESETS },
      'choose change run cancel',
    ),
    followUp: noting<FollowUp>(
      { store: storeOf(NOTHING_KNOWN) },
      'find open cancel close match judge decide keep show carryOver paired',
    ),
    lesions: noting<Lesions>({ store: stores.lesions }, 'make cancel'),
    findingsList: noting<FindingsList>(
      { store: stores.findingsList },
      'sort show step pick rename code setStatus review setRole measureAgain drawAxes merge split ' +
        'remove',
    ),
    exporting: noting<Exporting>(
      { store: stores.exporting, available: () => FORMATS },
      'save saveFiles copyReport openFile chooseFormats showPatientInReport',
    ),
    drafts: noting<Drafts>(
      { store: stores.drafts },
      'restore cancelRestore discard removeAll flush leave recallStep keepStep',
    ),
    workflow: noting<Workflow>(
      { store: stores.workflow },
      'offeredFor lead setStep moveStep setOpen',
    ),
    undo: jest.fn(),
    redo: jest.fn(),
    start: jest.fn(),
    reset: jest.fn(),
    set: ({ notice, ...changes }) => {
      if (notice !== undefined) notices.setState({ notice: notice as Notice | null });
      for (const [name, change] of Object.entries(changes)) {
        if (change) (stores[name as keyof typeof stores] as StoreApi<object>).setState(change);
      }
    },
    listenerCount: () => listeners,
  };
}

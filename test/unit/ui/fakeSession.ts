import type { Session, SessionActions, SessionState } from '../../../extension/src/app/types';

export const INITIAL: SessionState = {
  runtime: { phase: 'idle' },
  runtimeFacts: null,
  slice: { phase: 'none' },
  tool: null,
  prompts: [],
  selectedPromptId: null,
  refines: null,
  working: false,
  preview: null,
  target: null,
  measurement: { phase: 'none' },
  save: { phase: 'idle' },
  findings: [{ segmentIndex: 1, label: 'Liver lesion', color: [221, 84, 84], chosen: true }],
  reportShowsPatient: false,
  notice: null,
  settings: {
    window: 'auto',
    wholeSlice: false,
    hover: true,
    formats: ['seg'],
    tier: 'auto',
    model: 'auto',
    backend: 'auto',
  },
  windowChoices: ['auto', 'display', 'full'],
};

export const READY: SessionState = {
  ...INITIAL,
  runtime: {
    phase: 'ready',
    info: {
      backend: 'wasm',
      threads: 2,
      reasons: ['no-webgpu'],
      model: { id: 'mobile-sam', name: 'MobileSAM', version: '1.0', sha256: 'ab12' },
      rung: 'wasm-threads',
      drops: [],
      tier: 'no-gpu',
      tierReason: 'no-gpu',
      measured: { encoder: 1820, decoder: 95, at: 0 },
      models: [{ id: 'mobile-sam', name: 'MobileSAM', tier: 'no-gpu', bytes: 44.6e6 }],
    },
  },
  slice: { phase: 'ready', key: 'here' },
};

export const TARGET: NonNullable<SessionState['target']> = {
  segmentationId: 'segmentation',
  segmentIndex: 1,
  label: 'Liver lesion',
  color: [221, 84, 84],
  locked: false,
  coding: { abnormality: 'lesion', structure: 'liver' },
};

export const PROMPTS: SessionState['prompts'] = [
  {
    id: 'box',
    sliceKey: 'here',
    kind: 'box',
    corners: [
      [0, 0, 0],
      [9, 9, 0],
    ],
  },
  { id: 'in', sliceKey: 'here', kind: 'point', polarity: 'include', at: [4, 4, 0] },
  { id: 'out', sliceKey: 'here', kind: 'point', polarity: 'exclude', at: [8, 1, 0] },
  { id: 'far', sliceKey: 'elsewhere', kind: 'point', polarity: 'include', at: [4, 4, 9] },
];

export const PREVIEW: NonNullable<SessionState['preview']> = {
  candidates: [
    { predictedIoU: 0.934, areaMm2: 412.3, first: false },
    { predictedIoU: 0.88, areaMm2: 87.2, first: false },
    { predictedIoU: 0.61, areaMm2: 3.14, first: false },
  ],
  chosen: 0,
  refining: false,
  zoom: 3.21,
  window: { lower: -10, upper: 190 },
  units: 'HU',
  milliseconds: 84.4,
};

export interface FakeSession extends Session {
  readonly actions: jest.Mocked<SessionActions>;
  set(change: Partial<SessionState>): void;
  listenerCount(): number;
}

/** A session that holds what it is told and notes what it is asked. */
export function fakeSession(initial: SessionState): FakeSession {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: change => {
      state = { ...state, ...change };
      listeners.forEach(listener => listener());
    },
    listenerCount: () => listeners.size,
    modelView: () => null,
    actions: {
      selectTool: jest.fn(),
      deletePrompt: jest.fn(),
      selectPrompt: jest.fn(),
      stepCandidate: jest.fn(),
      chooseCandidate: jest.fn(),
      accept: jest.fn(),
      clear: jest.fn(),
      useMeasurement: jest.fn(),
      refineSegment: jest.fn(),
      changeSettings: jest.fn(),
      addSegment: jest.fn(),
      codeSegment: jest.fn(),
      undo: jest.fn(),
      redo: jest.fn(),
      save: jest.fn(),
      saveFiles: jest.fn(),
      chooseFinding: jest.fn(),
      showPatientInReport: jest.fn(),
      copyReport: jest.fn(),
      openFile: jest.fn(),
      retryLoad: jest.fn(),
      inspectRuntime: jest.fn(),
      removeStored: jest.fn(),
      dismissNotice: jest.fn(),
    },
  };
}

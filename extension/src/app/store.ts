import { DEFAULT_SETTINGS } from '../features/runtime';
import type { SessionState } from './types';

export const INITIAL_STATE: SessionState = {
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
  findings: [],
  reportShowsPatient: false,
  notice: null,
  settings: DEFAULT_SETTINGS,
  windowChoices: ['auto'],
};

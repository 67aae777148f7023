import type { SessionState } from './types';

export const INITIAL_STATE: SessionState = {
  runtime: { phase: 'idle' },
  slice: { phase: 'none' },
  tool: null,
  prompts: [],
  selectedPromptId: null,
  working: false,
  preview: null,
  target: null,
  save: { phase: 'idle' },
  notice: null,
};

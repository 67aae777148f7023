import { createStore, type StoreApi } from 'zustand/vanilla';

import { loadViewSettings } from './viewSettings';
import type { DraftPrompt, PromptingState, SliceDraft } from './types';

export type PromptingStore = StoreApi<PromptingState>;

/** What nothing of a study is left in. */
export const EMPTY = {
  slice: { phase: 'none' },
  ready: new Set<string>(),
  windowChoices: ['auto'],
  series: { shown: null, others: [], chosen: null },
  tool: null,
  drafts: new Map(),
  refines: null,
  becomes: null,
  selectedPromptId: null,
  pending: null,
  accepting: false,
} as const satisfies Omit<PromptingState, 'settings'>;

export const createPromptingStore = (): PromptingStore =>
  createStore<PromptingState>(() => ({ ...EMPTY, settings: loadViewSettings() }));

/** Key of the slice in the active viewport. */
export const shownKey = ({ slice }: Pick<PromptingState, 'slice'>): string | undefined =>
  'key' in slice ? slice.key : undefined;

/** The draft of the slice in the active viewport. */
export const currentDraft = (state: PromptingState): SliceDraft | undefined =>
  state.drafts.get(shownKey(state) ?? '');

/** The prompts of the whole object. */
export const allPrompts = ({ drafts }: Pick<PromptingState, 'drafts'>): readonly DraftPrompt[] =>
  [...drafts.values()].flatMap(draft => draft.prompts);

/** The drafts with that one in the place of its slice's, or without it. */
export function withDraft(
  drafts: PromptingState['drafts'],
  key: string,
  draft: SliceDraft | null,
): PromptingState['drafts'] {
  const next = new Map(drafts);
  if (draft) next.set(key, draft);
  else next.delete(key);
  return next;
}

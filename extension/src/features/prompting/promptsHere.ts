import type { SessionPrompt, SessionState } from '../../app/types';

/** The prompts on the slice shown; those of other slices wait there. */
export function promptsHere({
  slice,
  prompts,
}: Pick<SessionState, 'slice' | 'prompts'>): readonly SessionPrompt[] {
  if (slice.phase !== 'preparing' && slice.phase !== 'ready') return [];
  const { key } = slice;
  return key === undefined ? prompts : prompts.filter(prompt => prompt.sliceKey === key);
}

import { candidatesOf, type Draft } from './drafts';
import type { DraftBook } from './draftBook';
import type { SessionActions, SessionState } from '../../app/types';

/** What these actions need of the session, asked for when they run. */
interface DraftContext {
  readonly drafts: () => DraftBook;
  /** The draft of the slice shown. */
  readonly current: () => Draft | undefined;
  readonly state: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
}

type DraftActions = Pick<
  SessionActions,
  'deletePrompt' | 'selectPrompt' | 'stepCandidate' | 'chooseCandidate' | 'clear'
>;

/** What can be asked for prompts that are given and masks that are offered. */
export function draftActions(session: DraftContext): DraftActions {
  return {
    deletePrompt: id => {
      const drafts = session.drafts();
      const draft = drafts.of(id);
      if (!draft) return;
      const prompts = draft.prompts.filter(p => p.id !== id);
      if (session.state().selectedPromptId === id) session.set({ selectedPromptId: null });
      if (prompts.length || draft.origin) drafts.change(draft, prompts, false);
      else drafts.drop(draft);
    },
    selectPrompt: id => session.set({ selectedPromptId: id }),
    stepCandidate: step => {
      const draft = session.current();
      const count = draft ? candidatesOf(draft).length : 0;
      if (draft && count) session.drafts().choose(draft, (draft.chosen + step + count) % count);
    },
    chooseCandidate: index => {
      const draft = session.current();
      if (draft) session.drafts().choose(draft, index);
    },
    clear: () => {
      const draft = session.current();
      if (draft) session.drafts().drop(draft);
      // What was told of the prompts went with them.
      if (session.state().notice?.kind === 'info') session.set({ notice: null });
    },
  };
}

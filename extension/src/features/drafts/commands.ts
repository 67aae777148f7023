import type { Drafts } from './types';

/** The viewer's commands of this feature. */
export const draftCommands = (drafts: Drafts) => ({
  samRestoreDraft: () => drafts.restore(),
  samCancelRestore: () => drafts.cancelRestore(),
  samDiscardDraft: () => drafts.discard(),
  samRemoveDrafts: () => drafts.removeAll(),
});

/** The only door of the feature: work kept in the browser, offered after a crash or a reload. */
export { draftCommands } from './commands';
export { createDrafts } from './createDrafts';
export { DraftOffers, DraftsSection } from './DraftsSection';
export type { Drafts, DraftsState } from './types';

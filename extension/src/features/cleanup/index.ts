/** The only door of the feature: cleaning the active segment in three dimensions. */
export { CleanupSection } from './CleanupSection';
export { CLEANUP_KEYS, cleanupCommands } from './commands';
export { createCleanup, type Cleanup } from './createCleanup';
export type { CleanupState } from './types';

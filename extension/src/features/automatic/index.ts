/** The only door of the feature: masks of all that a slice shows, to pick from. */
export { AutomaticSection } from './AutomaticSection';
export { AUTOMATIC_KEYS, automaticCommands } from './commands';
export { createAutomatic, type Automatic } from './createAutomatic';
export type { AutomaticState } from './types';

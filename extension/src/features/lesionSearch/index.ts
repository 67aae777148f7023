/** The only door of the feature: lesions looked for in their organ, as a worklist. */
export { LESION_SEARCH_KEYS, lesionSearchCommands } from './commands';
export { createLesionWorklist, type LesionWorklist } from './createLesionWorklist';
export { LesionSearchSection } from './LesionSearchSection';
export type { LesionSearchState } from './types';

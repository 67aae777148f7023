/** The only door of the feature: lesions in 3D from measurements. */
export { createLesions, type Lesions } from './createLesions';
export { lesionsCommands, LESIONS_KEYS } from './commands';
export { LesionsSection } from './LesionsSection';
export type { LesionsState } from './types';

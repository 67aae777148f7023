/** The lesions of two studies side by side: alignment, matches, changes, response. */
export { alignImages, CT_RANGE } from './alignImages';
export { compareStudies, type PriorLesion } from './compare';
export { matchLesions } from './match';
export { priorLesions } from './priorReport';
export { transformed } from './rigid';
export type { VolumeGrid } from './volumeGrid';

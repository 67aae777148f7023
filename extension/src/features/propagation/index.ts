/** The only door of the feature: an object from one slice into the volume, and its review. */
export { propagationCommands, PROPAGATION_KEYS } from './commands';
export { createPropagation, type Propagation } from './createPropagation';
export { askOf } from './run';
export { volumeOf } from './stack';
export type { PropagationState } from './types';
export { PropagationSection } from './PropagationSection';

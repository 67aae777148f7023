/** The only door of the feature: the active segment on another series of the study. */
export { CarryOverSection } from './CarryOverSection';
export { createCarryOver, type CarryOver } from './createCarryOver';
export { destinationOn } from './destination';

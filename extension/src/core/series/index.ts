export { carryOver, type Correction } from './carryOver';
export { areParallel, companionSlice, type SeriesPlanes } from './companion';
export {
  estimateDisplacement,
  type Displacement,
  type PhaseEncoding,
  type SlicePair,
} from './displacement';
export { segmentFromTwo } from './segmentFromTwo';

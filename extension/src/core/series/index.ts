export { areParallel, companionSlice, type NoCompanion, type SeriesPlanes } from './companion';
export { segmentFromTwo } from './segmentFromTwo';

export { areParallel, companionSlice, type SeriesPlanes } from './companion';
export { segmentFromTwo } from './segmentFromTwo';

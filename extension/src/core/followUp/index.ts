/** The lesions of two studies side by side: alignment, matches, changes, response. */
export { alignImages, CT_RANGE } from './alignImages';
export {
  coarseSlice,
  layersTogether,
  planVolume,
  scaledVolume,
  SCALED_RANGE,
} from './coarseVolume';
export {
  compareStudies,
  type Comparison,
  type LesionChange,
  type MeasuredLesion,
  type PriorLesion,
} from './compare';
export { matchLesions, type PlacedLesion } from './match';
export { priorLesions } from './priorReport';
export { priorSegments, type PriorImage } from './priorSegments';
export { transformed, type RigidTransform } from './rigid';
export type { VolumeGrid } from './volumeGrid';

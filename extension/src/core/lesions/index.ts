export { findLesions, type LesionAsks, type LesionSearch } from './search';
export {
  gridParameters,
  SENSITIVITIES,
  SENSITIVITY_SETS,
  type IouScale,
  type Sensitivity,
} from './parameters';
export { CONTRASTS } from './types';
export type {
  AskGrid,
  LesionCandidate,
  LesionMask,
  LesionProgress,
  LesionSettings,
  OrganVolume,
} from './types';

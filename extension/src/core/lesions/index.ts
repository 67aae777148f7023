export { findLesions, type LesionSearch } from './search';
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
  CandidateEvidence,
  LesionCandidate,
  LesionMask,
  LesionProgress,
  LesionSettings,
  OrganVolume,
} from './types';

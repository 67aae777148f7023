/** RECIST 1.1: which lesions are targets, and what has become of them. */
export { recistDiameter, sumOfDiameters, type LesionRole, type RecistLesion } from './lesion';
export { checkTargets, type TargetProblem } from './targets';
export {
  nonTargetResponse,
  overallResponse,
  targetResponse,
  type NonTargetResponse,
  type TargetResponse,
} from './response';

/** The only door of the feature: what segments are known by, and which one is written to. */
export { FindingRegistry } from './findingRegistry';
export { MeasurementSection } from './MeasurementSection';
export { SegmentTarget } from './target';
export { TargetSection } from './TargetSection';
export { targetStates } from './targetStates';
export type {
  AcceptedStep,
  FindingEntry,
  Findings,
  FindingsState,
  MeasurementState,
  RecordedSteps,
  TargetState,
} from './types';

/** The only door of the feature: what segments are known by, and which one is written to. */
export { FindingRegistry, type AcceptedStep } from './findingRegistry';
export { MeasurementSection } from './MeasurementSection';
export { SegmentTarget } from './target';
export { TargetSection } from './TargetSection';
export { targetStates } from './targetStates';

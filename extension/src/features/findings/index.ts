/** The only door of the feature: what segments are known by, and which one is written to. */
export { createFindings, type FindingsFeature } from './createFindings';
export { MeasurementSection } from './MeasurementSection';
export { TargetSection } from './TargetSection';
export type {
  AcceptedStep,
  FindingEntry,
  Findings,
  FindingsState,
  MeasurementState,
  RecordedSteps,
  TargetState,
} from './types';
export type { JobDescription, OpenJob } from './worker/client';
export { throwIfAborted } from './worker/gather';
export type { FindingRecord, FindingStatus, ReaderAxes } from './findingStore';
export { CodingSelects } from './CodingSelects';
export type { Marked } from './worker/gather';
export type { ExporterModule, FindingData } from './worker/protocol';

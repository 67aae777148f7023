import { type SegmentMeasurements } from '../../measure';
import { type ExportInput, type ExportSegment } from '../exportInput';
import { type Finding } from '../findingSet';
import { type FollowUpRecord } from '../json';

/** A segment with what was measured of it. */
export interface SrFinding extends ExportSegment, Pick<Finding, 'status' | 'role'> {
  /** The same as in the segmentation. */
  readonly tracking: { readonly id: string; readonly uid: string };
  /** The segment of a segmentation object that holds the image of its long axis. */
  readonly segment: {
    readonly sopInstanceUID: string;
    readonly seriesInstanceUID: string;
    readonly number: number;
  };
  /** Slices are indices into the input's sources. */
  readonly measurements: SegmentMeasurements;
}

export interface SrInput extends Omit<ExportInput, 'segments'> {
  readonly findings: readonly SrFinding[];
  /** What the values are in. */
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  /** How the findings compare with a prior study. */
  readonly followUp?: FollowUpRecord;
  /** The person who accepted the findings, where the viewer knows. */
  readonly observerName?: string;
}

import { type SegmentMeasurements } from '../../measure';
import { type ExportInput, type ExportSegment } from '../exportInput';

/** A segment with what was measured of it. */
export interface SrFinding extends ExportSegment {
  /** The same as in the segmentation. */
  readonly tracking: { readonly id: string; readonly uid: string };
  /** Its number in the segmentation that is referred to. */
  readonly segmentNumber: number;
  /** `axes.slice` is an index into the input's sources. */
  readonly measurements: SegmentMeasurements;
}

export interface SrInput extends Omit<ExportInput, 'segments'> {
  readonly findings: readonly SrFinding[];
  /** The segmentation object that holds the segments. */
  readonly segmentation: {
    readonly sopInstanceUID: string;
    readonly seriesInstanceUID: string;
  };
  /** What the values are in. */
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  /** The person who accepted the findings, where the viewer knows. */
  readonly observerName?: string;
}

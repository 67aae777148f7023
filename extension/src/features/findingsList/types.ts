import type { SamErrorCode } from '../../core/errors';
import type { FindingCoding } from '../../core/export/segmentTypes';
import type { Vec3 } from '../../core/geometry/vec3';
import type { SliceImage } from '../../core/image/sliceImage';
import type { SegmentMeasurements } from '../../core/measure';
import type { LesionRole, TargetProblem } from '../../core/recist';
import type { SegmentRef } from '../../host/labelmap';
import type { FindingStatus } from '../findings';

/** What says where a finding lies; null where nothing does. */
export type SiteSource = 'reader' | 'file' | 'label' | 'organ' | 'position';

/** What is measured of a finding. */
export type RowMeasurement =
  /** On its way, or about to be. */
  | { readonly phase: 'measuring' }
  | { readonly phase: 'failed'; readonly code: SamErrorCode }
  | {
      readonly phase: 'ready';
      readonly values: SegmentMeasurements;
      readonly units: SliceImage['units'];
      /** The image of the long axis. */
      readonly imageId: string;
      /** Between slices, mm; null where it is not known. */
      readonly sliceSpacing: number | null;
    };

export interface FindingRow {
  /** Of the finding, not of its segment's number. */
  readonly id: string;
  readonly segment: SegmentRef;
  /** As the reader counts, from 1, in the order of the segments. */
  readonly number: number;
  readonly label: string;
  /** 0 to 255 each. */
  readonly color: readonly [number, number, number];
  readonly locked: boolean;
  /** What and where it is, as far as anybody has said or its place tells. */
  readonly coding: FindingCoding;
  readonly siteFrom: SiteSource | null;
  readonly status: FindingStatus;
  readonly role: LesionRole | null;
  readonly voxels: number;
  /** Its middle, LPS mm; null where the images have no place. */
  readonly centre: Vec3 | null;
  readonly measurement: RowMeasurement;
}

export type SortKey = 'number' | 'site' | 'type' | 'volume' | 'longAxis' | 'mean' | 'status';

export interface Sorting {
  readonly by: SortKey;
  readonly descending: boolean;
}

export interface FindingsListState {
  /** In the order in which they are shown. */
  readonly rows: readonly FindingRow[];
  readonly sorting: Sorting;
  /** Ids of what the reader has picked, the first one first. */
  readonly picked: readonly string[];
  /** The finding whose segment is the active one. */
  readonly activeId: string | null;
  /** Segments that are organs, and therefore in no row. */
  readonly organs: number;
  /** Of all findings whose volume is known, mm³. */
  readonly burden: { readonly volume: number; readonly known: number };
  /** Of the targets, mm; null where there is none, or a diameter is not known. */
  readonly sumOfDiameters: number | null;
  readonly problems: readonly TargetProblem[];
  /** Voxels are being changed. */
  readonly working: boolean;
  /** Whether the axes of the active finding and of targets are drawn; kept for next time. */
  readonly drawsAxes: boolean;
}

export const EMPTY_LIST: FindingsListState = {
  rows: [],
  sorting: { by: 'number', descending: false },
  picked: [],
  activeId: null,
  organs: 0,
  burden: { volume: 0, known: 0 },
  sumOfDiameters: null,
  problems: [],
  working: false,
  drawsAxes: false,
};

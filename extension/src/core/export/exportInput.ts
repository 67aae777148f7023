import { type RegionMask } from '../mask/regionMask';
import { type Code } from './codes';
import { type Equipment, type SeriesDescription } from './dicom/modules';
import { type SourceImage } from './dicom/source';
import { type SourceLayout } from './dicom/sourceLayout';
import { type SegmentProperty } from './segmentTypes';

/**
 * How a segment was made (PS3.3 C.8.20.2, C.8.20.4.3 and 10.16). What a loaded segmentation left
 * open stays so: it has a version and a family, or neither.
 */
export type SegmentAlgorithm =
  | { readonly type: 'MANUAL' }
  | {
      readonly type: 'SEMIAUTOMATIC' | 'AUTOMATIC';
      /** The model's name, such as MobileSAM. */
      readonly name: string;
      /** Its version with a hash of its weights. */
      readonly version?: string;
      readonly family?: Code;
      /** Who made the model. */
      readonly source?: string;
      /** Settings, complete hashes and the like; free text. */
      readonly parameters?: string;
    };

export interface ExportSegment {
  readonly label: string;
  readonly description?: string;
  readonly property: SegmentProperty;
  readonly algorithm: SegmentAlgorithm;
  /** Names the object across series and times; the same as in the report. */
  readonly tracking?: { readonly id: string; readonly uid: string };
  /** Red, green, blue, 0 to 255 each. */
  readonly color?: readonly [number, number, number];
  /** The colour as a loaded segmentation has it (PS3.3 C.10.7.1.1), kept while `color` is that. */
  readonly cieLab?: readonly [number, number, number];
  /** The mask on source `index`, cropped; null when there is nothing. */
  maskOf(index: number): RegionMask | null;
}

/** What every DICOM object of ours is made from. */
export interface ExportInput {
  /** In any order. */
  readonly sources: readonly SourceImage[];
  /** Of these sources; the same for all objects of one save. */
  readonly layout: SourceLayout;
  readonly segments: readonly ExportSegment[];
  readonly series: SeriesDescription;
  readonly equipment: Equipment;
  readonly now: Date;
  readonly makeUid: () => string;
}

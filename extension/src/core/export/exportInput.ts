import { type Code } from './codes';
import { type Equipment, type SeriesDescription } from './dicom/modules';
import { type SourceImage } from './dicom/source';
import { type SegmentProperty } from './segmentTypes';

/** How a segment was made (PS3.3 C.8.20.2, C.8.20.4.3 and 10.16). */
export type SegmentAlgorithm =
  | { readonly type: 'MANUAL' }
  | {
      readonly type: 'SEMIAUTOMATIC' | 'AUTOMATIC';
      /** The model's name, such as MobileSAM. */
      readonly name: string;
      /** Its version with a hash of its weights. */
      readonly version: string;
      readonly family: Code;
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
  /**
   * The mask on source `index`: rows × columns, x fastest, non-zero inside; null when there is
   * nothing. Asked once per source; the array may be reused for the next answer.
   */
  maskOf(index: number): Uint8Array | null;
}

/** What every DICOM object of ours is made from. */
export interface ExportInput {
  /** In any order. */
  readonly sources: readonly SourceImage[];
  readonly segments: readonly ExportSegment[];
  readonly series: SeriesDescription;
  readonly equipment: Equipment;
  readonly now: Date;
  readonly makeUid: () => string;
}

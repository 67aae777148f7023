import type { SegmentMeasurements } from '../measure';
import type { Finding, FindingSet } from './findingSet';
import type { ExportReason } from './reasons';

/** A text of a format, in the product's languages. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

/** What lists, checkboxes and documentation need to know of a format. */
export interface FormatDescription {
  /** Unique; lower case letters, digits and dashes by custom. */
  readonly id: string;
  /** True when its files are DICOM objects, or come as one: an archive takes them. */
  readonly isDicom: boolean;
  readonly texts: {
    /** Short, for a checkbox. */
    readonly name: LocalText;
    /** What it holds, for a tooltip. */
    readonly hint: LocalText;
  };
}

/** A file as an exporter wrote it. `State` is what its `verify` needs to know of the writing. */
export interface WrittenFile<State = unknown> {
  /** Holds nothing of the patient; unique within a save. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: ArrayBuffer;
  /** Of DICOM objects: where the archive will have it. */
  readonly instance?: {
    readonly studyInstanceUID: string;
    readonly seriesInstanceUID: string;
    readonly sopInstanceUID: string;
  };
  readonly state?: State;
  /** Why a part of the findings is not in the files of this format. */
  readonly leftOut?: ExportReason;
}

/** What an exporter is given: the findings with their images, and what was measured. */
export interface ExportJob extends Pick<
  FindingSet,
  | 'sources'
  | 'units'
  | 'equipment'
  | 'description'
  | 'models'
  | 'settings'
  | 'followUp'
  | 'now'
  | 'makeUid'
> {
  readonly findings: readonly Finding[];
  /** Of each finding; null for one without a voxel. */
  readonly measurements: readonly (SegmentMeasurements | null)[];
  /** What exporters that this one needs have written in the same save. */
  filesOf(exporter: string): readonly WrittenFile[];
}

/**
 * A way to write findings. Those of this project and those registered from outside are of one kind.
 */
export interface Exporter<
  Job extends ExportJob = ExportJob,
  State = unknown,
> extends FormatDescription {
  /** Exporters that are run before this one whenever it is: it refers to what they write. */
  readonly needs?: readonly string[];
  /**
   * Writes the files of one save.
   *
   * @throws ExportRefusal when the format can't hold the findings: it alone is left out, the reader
   *   is told the reason, and all other formats are written
   */
  write(job: Job): readonly WrittenFile<State>[] | Promise<readonly WrittenFile<State>[]>;
  /**
   * What differs, in words and without patient data, between bytes that were read back and a file;
   * empty when nothing does. Without it the bytes have to be the same.
   */
  verify?(file: WrittenFile<State>, bytes: ArrayBuffer, job: Job): readonly string[];
}

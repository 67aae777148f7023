import { type Axes, type RegionValues } from '../measure';
import { type Prompt } from '../prompt/prompt';
import { type KeyImagePixels, type KeyImageRequest } from './capture/keyImage';
import { type Equipment } from './dicom/modules';
import { type SourceImage } from './dicom/source';
import { type WrittenFile } from './exporter';
import { type ExportSegment } from './exportInput';
import { type FindingRecord, type FindingsDocument, type FollowUpRecord } from './json';
import { type ExportReason } from './reasons';
import { type ReportContent } from './report/reportContent';
import { type ReportTexts } from './report/reportTexts';

/** One accepted answer: what was asked on which source, what the model was shown, what was taken. */
export type FindingStep = Readonly<Omit<FindingRecord['steps'][number], 'prompts'>> & {
  readonly prompts: readonly Prompt[];
};

/** What was done to the whole segment: a clean-up, a merge, a split. */
export type FindingEdit = Readonly<FindingRecord['edits'][number]>;

/** A finding: an accepted segment with its tracking identity and how it came about. */
export interface Finding extends ExportSegment {
  readonly tracking: { readonly id: string; readonly uid: string };
  /** In the order in which they were accepted. */
  readonly steps: readonly FindingStep[];
  /** In the order in which they were made. */
  readonly edits: readonly FindingEdit[];
  /** How far it has come, where somebody has said. */
  readonly status?: FindingRecord['status'];
  /** Whether RECIST 1.1 follows it. */
  readonly role?: FindingRecord['role'];
  /** Axes that the reader has placed; they stand for those of the mask. */
  readonly axes?: Axes;
}

export interface FindingSet {
  /** All images of the series, in any order. */
  readonly sources: readonly SourceImage[];
  readonly findings: readonly Finding[];
  /**
   * Values after the modality LUT of a marked source, of the rectangle that holds its masks at
   * least; null where they are not at hand.
   */
  readonly valuesOf: (index: number) => RegionValues | null;
  /**
   * Values of a whole image, for pictures; asked for the images that are drawn only. Without it,
   * pictures need whole images from `valuesOf`.
   */
  readonly imageOf?: (index: number) => Promise<Float32Array | null>;
  /** What the values are said to be in; Hounsfield units only count where the images say so. */
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  readonly equipment: Equipment;
  /** Series description of what is stored, such as the segmentation's label. */
  readonly description: string;
  readonly models: FindingsDocument['models'];
  readonly settings: FindingsDocument['settings'];
  /** How the findings compare with a prior study, where one is open. */
  readonly followUp?: FollowUpRecord;
  /** Draws a key image, where pictures can be drawn. */
  readonly drawKeyImage?: (request: KeyImageRequest) => KeyImagePixels;
  /** How a report is written, where one can be. */
  readonly report?: {
    readonly texts: ReportTexts;
    /** Only on the reader's explicit choice. */
    readonly showsPatient: boolean;
    readonly toPdf: (content: ReportContent) => Promise<Uint8Array>;
  };
  readonly now: Date;
  readonly makeUid: () => string;
}

/** A file that was written and read again without a difference. */
export interface ExportedFile extends Omit<WrittenFile, 'state' | 'leftOut'> {
  readonly format: string;
}

/** Why a format, or a part of what it should hold, is missing. */
export interface ExportShortfall {
  readonly format: string;
  readonly code: ExportReason;
  /** Technical, in English, and free of patient data. */
  readonly reason: string;
}

/** What was written, and what could not be, with the reason. */
export interface WrittenFiles {
  readonly files: readonly ExportedFile[];
  /** Formats that are missing. */
  readonly refused: readonly ExportShortfall[];
  /** Formats that were written without a part of the findings. */
  readonly partial: readonly ExportShortfall[];
}

import { type Prompt } from '../prompt/prompt';
import { type KeyImagePixels, type KeyImageRequest } from './capture/keyImage';
import { type Equipment } from './dicom/modules';
import { type SourceImage } from './dicom/source';
import { type ExportSegment } from './exportInput';
import { type ExportFormat } from './formats';
import { type FindingRecord, type FindingsDocument } from './json';
import { type ReportContent } from './report/reportContent';
import { type ReportTexts } from './report/reportTexts';

/** One accepted answer: what was asked on which source, what the model was shown, what was taken. */
export type FindingStep = Readonly<Omit<FindingRecord['steps'][number], 'prompts'>> & {
  readonly prompts: readonly Prompt[];
};

/** A finding: an accepted segment with its tracking identity and how it came about. */
export interface Finding extends ExportSegment {
  readonly tracking: { readonly id: string; readonly uid: string };
  /** In the order in which they were accepted. */
  readonly steps: readonly FindingStep[];
}

export interface FindingSet {
  /** All images of the series, in any order. */
  readonly sources: readonly SourceImage[];
  readonly findings: readonly Finding[];
  /** Values after the modality LUT of a marked source; null where they are not at hand. */
  readonly valuesOf: (index: number) => Float32Array | null;
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  readonly equipment: Equipment;
  /** Series description of what is stored, such as the segmentation's label. */
  readonly description: string;
  readonly models: FindingsDocument['models'];
  readonly settings: FindingsDocument['settings'];
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
export interface ExportedFile {
  readonly format: ExportFormat;
  /** Holds nothing of the patient. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: ArrayBuffer;
  /** Of DICOM objects: where the archive will have it. */
  readonly instance?: {
    readonly studyInstanceUID: string;
    readonly seriesInstanceUID: string;
    readonly sopInstanceUID: string;
  };
}

/** What was written, and what could not be, with the reason. */
export interface WrittenFiles {
  readonly files: readonly ExportedFile[];
  readonly refused: readonly { readonly format: ExportFormat; readonly reason: string }[];
}

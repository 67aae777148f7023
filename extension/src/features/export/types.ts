import type { SamErrorCode } from '../../core/errors';
import type { FormatDescription } from '../../core/export/exporter';
import type { ExportReason } from '../../core/export/reasons';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { FindingChoice } from './describeJob';

/** A format that is missing, or one that was written without a part of the findings. */
export interface Shortfall {
  readonly format: string;
  /** Its own true reason: of the format, or of the archive. */
  readonly reason: ExportReason | SamErrorCode;
  /** Technical, in English, and free of patient data; empty where the reason says it all. */
  readonly detail: string;
  /** The rest was written. */
  readonly isPart: boolean;
}

export type SaveState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'encoding' | 'sending' | 'verifying' }
  | {
      readonly phase: 'saved';
      readonly segments: number;
      /** What was asked for; segments without a voxel are not stored. */
      readonly choice: FindingChoice;
      /** What was stored, read back and compared. */
      readonly formats: readonly string[];
      readonly shortfalls: readonly Shortfall[];
    }
  /** The report was put on the clipboard. */
  | { readonly phase: 'copied' }
  /** Files were handed to the browser. */
  | {
      readonly phase: 'files';
      readonly count: number;
      readonly shortfalls: readonly Shortfall[];
    }
  | {
      readonly phase: 'failed';
      readonly code: SamErrorCode;
      readonly detail: string;
      /** What was stored and verified before the failure. */
      readonly stored: readonly string[];
      readonly shortfalls: readonly Shortfall[];
    };

/** What a save takes along instead of what the panel shows as chosen. */
export interface SaveRequest {
  readonly formats?: readonly string[];
  readonly segmentIndices?: readonly number[];
}

export interface ExportState {
  readonly save: SaveState;
  /** Ids of what saving writes; kept from session to session. */
  readonly formats: readonly string[];
  /** Patient and study are named in reports: chosen anew in each session. */
  readonly reportShowsPatient: boolean;
}

/** What commands and the panel may ask for: findings out of the viewer, and back into it. */
export interface Exporting {
  readonly store: ReadonlyStore<ExportState>;
  /** What can be written: this project's formats and those of other extensions. */
  available(): readonly FormatDescription[];
  /** Stores what is chosen in the archive, and reads it back. */
  save(request?: SaveRequest): Promise<void>;
  /** Hands what is chosen to the reader as files. */
  saveFiles(request?: SaveRequest): Promise<void>;
  /** Puts the report on the clipboard as text. */
  copyReport(request?: SaveRequest): Promise<void>;
  /** Opens a file of findings as new segments. */
  openFile(file: Blob): Promise<void>;
  chooseFormats(formats: readonly string[]): void;
  /** Names patient and study in reports, or leaves them out. */
  showPatientInReport(shows: boolean): void;
  /** Begins to follow the voxels: what changes is no longer "Saved". */
  start(): void;
  /** The study is left: nothing of it stays, and what is still under way is not told any more. */
  reset(): void;
}

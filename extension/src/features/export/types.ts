import type { SamErrorCode } from '../../core/errors';
import type { WrittenFiles } from '../../core/export/findingSet';
import type { ExportFormat } from '../../core/export/formats';
import type { ReadonlyStore } from '../../ui/readonlyStore';

export type SaveState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'encoding' | 'sending' | 'verifying' }
  | {
      readonly phase: 'saved';
      readonly segments: number;
      readonly formats: readonly ExportFormat[];
    }
  /** The report was put on the clipboard. */
  | { readonly phase: 'copied' }
  /** Files were handed to the browser. */
  | {
      readonly phase: 'files';
      readonly count: number;
      readonly refused: WrittenFiles['refused'];
    }
  | {
      readonly phase: 'failed';
      readonly code: SamErrorCode;
      readonly detail: string;
      /** What was stored and verified before the failure. */
      readonly stored: readonly ExportFormat[];
    };

/** What a save takes along instead of what the panel shows as chosen. */
export interface SaveRequest {
  readonly formats?: readonly ExportFormat[];
  readonly segmentIndices?: readonly number[];
}

export interface ExportState {
  readonly save: SaveState;
  /** What saving writes; kept from session to session. */
  readonly formats: readonly ExportFormat[];
  /** Patient and study are named in reports: chosen anew in each session. */
  readonly reportShowsPatient: boolean;
}

/** What commands and the panel may ask for: findings out of the viewer, and back into it. */
export interface Exporting {
  readonly store: ReadonlyStore<ExportState>;
  /** Stores what is chosen in the archive, and reads it back. */
  save(request?: SaveRequest): Promise<void>;
  /** Hands what is chosen to the reader as files. */
  saveFiles(request?: SaveRequest): Promise<void>;
  /** Puts the report on the clipboard as text. */
  copyReport(request?: SaveRequest): Promise<void>;
  /** Opens a file of findings as new segments. */
  openFile(file: Blob): Promise<void>;
  chooseFormats(formats: readonly ExportFormat[]): void;
  /** Names patient and study in reports, or leaves them out. */
  showPatientInReport(shows: boolean): void;
  /** Begins to follow the voxels: what changes is no longer "Saved". */
  start(): void;
  /** The study is left: nothing of it stays, and what is still under way is not told any more. */
  reset(): void;
}

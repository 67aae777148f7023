import type { SamErrorCode } from '../core/errors';
import type { ExportFormat } from '../core/export/formats';
import type { FindingCoding } from '../core/export/segmentTypes';
import type { WindowPreset } from '../core/image/presets';
import type { SliceImage, ValueWindow } from '../core/image/sliceImage';
import type { PromptOf } from '../core/prompt/prompt';
import type { Vec3 } from '../core/geometry/vec3';
import type { SaveRequest, SaveState } from '../features/export';
import type { FindingEntry, MeasurementState, TargetState } from '../features/findings';
import type { Notice } from '../ui/notices';
import type { Backend, RuntimeInfo, StoredModel, Tier, WorkerStats } from '../inference/api';

export type { FindingEntry, MeasurementState, SaveRequest, SaveState, TargetState, Notice };

/** A prompt in world space (LPS mm). */
export type PromptShape = PromptOf<Vec3>;

/** A prompt as the reader gave it, on the plane of one slice. */
export type SessionPrompt = { readonly id: string; readonly sliceKey: string } & PromptShape;

export const PROMPT_TOOLS = ['include', 'exclude', 'box', 'scribble', 'lasso'] as const;
export type PromptTool = (typeof PROMPT_TOOLS)[number];

export type RuntimeState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'downloading';
      readonly loadedBytes: number;
      readonly totalBytes: number;
      /** The connection broke and is tried again. */
      readonly retrying: boolean;
    }
  | { readonly phase: 'compiling' }
  | { readonly phase: 'checking' }
  | { readonly phase: 'ready'; readonly info: RuntimeInfo }
  | { readonly phase: 'failed'; readonly code: SamErrorCode; readonly detail: string };

/** What the worker holds and what the browser keeps, as of the last look. */
export interface RuntimeFacts extends WorkerStats {
  readonly stored: readonly StoredModel[];
}

/** The slice in the active viewport. */
export type SliceState =
  | { readonly phase: 'none' }
  /** `key` as in `SessionPrompt.sliceKey`: which prompts are on the slice shown. */
  | { readonly phase: 'preparing'; readonly key?: string }
  | { readonly phase: 'ready'; readonly key?: string }
  | { readonly phase: 'unsupported'; readonly code: SamErrorCode; readonly detail: string };

export interface PreviewCandidate {
  /** True for the quick answer that a better one has replaced. */
  readonly first: boolean;
  readonly predictedIoU: number;
  /** Area of the mask on the slice, mm². */
  readonly areaMm2: number;
}

export interface PreviewState {
  readonly candidates: readonly PreviewCandidate[];
  /** Index into `candidates` of the one drawn. */
  readonly chosen: number;
  /** True while a better answer is on its way. */
  readonly refining: boolean;
  readonly zoom: number;
  readonly window: ValueWindow;
  readonly units: SliceImage['units'];
  readonly milliseconds: number;
}

/** What the model's window is taken from: the prompt, the viewport, or a preset. */
export type WindowChoice = 'auto' | 'display' | WindowPreset;

/** How the reader wants the model to be shown the slice; kept from session to session. */
export interface Settings {
  readonly window: WindowChoice;
  /** The whole slice rather than a zoomed part. */
  readonly wholeSlice: boolean;
  /** A mask under the resting mouse, without a click. */
  readonly hover: boolean;
  /** What saving writes. */
  readonly formats: readonly ExportFormat[];
  /** Which models to choose from, which one (by its id), and what runs it. */
  readonly tier: 'auto' | Tier;
  readonly model: string;
  readonly backend: 'auto' | Backend;
}

export interface SessionState {
  readonly runtime: RuntimeState;
  /** Null until it was looked. */
  readonly runtimeFacts: RuntimeFacts | null;
  readonly slice: SliceState;
  readonly tool: PromptTool | null;
  readonly prompts: readonly SessionPrompt[];
  readonly selectedPromptId: string | null;
  /** Label of the segment whose mask on this slice is being refined. */
  readonly refines: string | null;
  /** True from a change of prompts until its first answer is drawn. */
  readonly working: boolean;
  readonly preview: PreviewState | null;
  readonly target: TargetState | null;
  readonly measurement: MeasurementState;
  readonly save: SaveState;
  /** Segments of the active segmentation, in their order. */
  readonly findings: readonly FindingEntry[];
  /** Patient and study are named in reports: chosen anew in each session. */
  readonly reportShowsPatient: boolean;
  readonly notice: Notice | null;
  readonly settings: Settings;
  /** The windows that suit the slice shown. */
  readonly windowChoices: readonly WindowChoice[];
}

/** What tools, panel and commands may ask for. */
export interface SessionActions {
  selectTool(tool: PromptTool | null): void;
  deletePrompt(id: string): void;
  selectPrompt(id: string | null): void;
  /** Steps through the candidate masks; `step` is +1 or −1. */
  stepCandidate(step: number): void;
  chooseCandidate(index: number): void;
  /** Writes the shown candidate into the active segment as one undo step. */
  accept(): Promise<void>;
  /** Makes a prompt of the measurement on this slice: the selected one, else the newest. */
  useMeasurement(): void;
  /** Takes the active segment's mask on this slice as the start of corrections. */
  refineSegment(): void;
  /**
   * Changes how the model is shown the slice, and what is prompted is answered anew; or which
   * model runs where, and it is loaded anew.
   */
  changeSettings(change: Partial<Settings>): void;
  /** Drops prompts and preview; writes nothing. */
  clear(): void;
  /** Adds a segment to the active segmentation (or makes the first one) and makes it the target. */
  addSegment(): Promise<void>;
  /** Says what the active segment is. */
  codeSegment(coding: FindingCoding): void;
  undo(): void;
  redo(): void;
  /** Takes a segment along when saving, or leaves it out. */
  chooseFinding(segmentIndex: number, chosen: boolean): void;
  /** Names patient and study in reports, or leaves them out. */
  showPatientInReport(shows: boolean): void;
  /** Stores what the settings name in the archive, and reads it back. */
  save(request?: SaveRequest): Promise<void>;
  /** Puts the report on the clipboard as text. */
  copyReport(request?: SaveRequest): Promise<void>;
  /** Opens a file of findings as new segments. */
  openFile(file: Blob): Promise<void>;
  /** Hands what the settings name to the reader as files. */
  saveFiles(request?: SaveRequest): Promise<void>;
  /** Tries again to load model and runtime after a failure. */
  retryLoad(): Promise<void>;
  /** Looks what the worker holds and what the browser keeps. */
  inspectRuntime(): Promise<void>;
  /** Removes files from the browser's storage. */
  removeStored(hashes: readonly string[]): Promise<void>;
  dismissNotice(): void;
}

/** A store without React: read, subscribe, ask. */
export interface Session {
  getState(): SessionState;
  subscribe(listener: () => void): () => void;
  readonly actions: SessionActions;
  /** What the model sees of the slice shown: RGBA, side × side; null without a slice. */
  modelView(side: number): Uint8ClampedArray | null;
}

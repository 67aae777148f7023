import type { SamErrorCode } from '../../core/errors';
import type { ValueWindow } from '../../core/image/sliceImage';
import type { Polarity } from '../../core/prompt/prompt';
import type { Vec3 } from '../../core/geometry/vec3';
import type { RuntimeInfo } from '../../inference/api';

/** A prompt as the reader gave it: in world space, on the plane of one slice. */
export type SessionPrompt = { readonly id: string; readonly sliceKey: string } & (
  | { readonly kind: 'point'; readonly polarity: Polarity; readonly at: Vec3 }
  | { readonly kind: 'box'; readonly corners: readonly [Vec3, Vec3] }
);

export type PromptTool = 'include' | 'exclude' | 'box';

export type RuntimeState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'downloading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly phase: 'compiling' }
  | { readonly phase: 'checking' }
  | { readonly phase: 'ready'; readonly info: RuntimeInfo }
  | { readonly phase: 'failed'; readonly code: SamErrorCode; readonly detail: string };

/** The slice in the active viewport. */
export type SliceState =
  | { readonly phase: 'none' }
  /** `key` as in `SessionPrompt.sliceKey`: which prompts are on the slice shown. */
  | { readonly phase: 'preparing'; readonly key?: string }
  | { readonly phase: 'ready'; readonly key?: string }
  | { readonly phase: 'unsupported'; readonly code: SamErrorCode; readonly detail: string };

export interface PreviewCandidate {
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
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  readonly milliseconds: number;
}

/** The segment that Accept writes to. */
export interface TargetState {
  readonly segmentationId: string;
  readonly segmentIndex: number;
  readonly label: string;
  /** 0 to 255 each. */
  readonly color: readonly [number, number, number];
  readonly locked: boolean;
}

export type SaveState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'encoding' | 'sending' | 'verifying' }
  | { readonly phase: 'saved'; readonly segments: number }
  | { readonly phase: 'failed'; readonly code: SamErrorCode; readonly detail: string };

/** One thing to tell the reader; the newest replaces the one before. */
export interface Notice {
  readonly kind: 'info' | 'warning' | 'error';
  /** Key into the text catalogue, and its parameters. */
  readonly text: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface SessionState {
  readonly runtime: RuntimeState;
  readonly slice: SliceState;
  readonly tool: PromptTool | null;
  readonly prompts: readonly SessionPrompt[];
  readonly selectedPromptId: string | null;
  /** True from a change of prompts until its first answer is drawn. */
  readonly working: boolean;
  readonly preview: PreviewState | null;
  readonly target: TargetState | null;
  readonly save: SaveState;
  readonly notice: Notice | null;
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
  /** Drops prompts and preview; writes nothing. */
  clear(): void;
  /** Adds a segment to the active segmentation (or makes the first one) and makes it the target. */
  addSegment(): Promise<void>;
  undo(): void;
  redo(): void;
  save(): Promise<void>;
  /** Tries again to load model and runtime after a failure. */
  retryLoad(): Promise<void>;
  dismissNotice(): void;
}

/** A store without React: read, subscribe, ask. */
export interface Session {
  getState(): SessionState;
  subscribe(listener: () => void): () => void;
  readonly actions: SessionActions;
}

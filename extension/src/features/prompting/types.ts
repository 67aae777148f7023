import type { Trace } from '../../core/engine';
import type { SegmentResult, Candidate, EncodeSpec } from '../../core/engine/types';
import type { WindowPreset } from '../../core/image/presets';
import type { SliceImage, ValueWindow } from '../../core/image/sliceImage';
import type { RegionMask } from '../../core/mask/regionMask';
import type { Prompt, WorldPrompt } from '../../core/prompt/prompt';
import type { SegmentRef } from '../../host/labelmap';
import type { SeriesGroup } from '../../host/seriesGroups';
import type { ShownSlice } from '../../host/slices';
import type { SliceState } from '../runtime';

/** A prompt as the reader gave it, on the plane of one slice. */
export type DraftPrompt = {
  readonly id: string;
  readonly sliceKey: string;
  /** Id of the tool that it was given by, or that gives such prompts. */
  readonly tool: string;
} & WorldPrompt;

/** What propagation found on a slice: what stands there until the reader corrects it. */
export interface Propagated {
  readonly answer: SegmentResult;
  /** What the engine was asked, in pixels of the slice. */
  readonly prompts: readonly Prompt[];
  /** How sure it is that nothing has to be corrected, 0 to 1. */
  readonly confidence: number;
  readonly milliseconds: number;
  /** The reader has looked and leaves it so. */
  readonly checked: boolean;
  /** A segment that Accept takes the object's voxels from, as a lesion's from its organ's. */
  readonly takesFrom?: SegmentRef;
}

/** The prompts on one slice and the answer to them: a part of an object that is not written yet. */
export interface SliceDraft {
  readonly slice: ShownSlice;
  readonly prompts: readonly DraftPrompt[];
  /** Of the present prompts, or, while they are `asked` about, of those before. */
  readonly answer: SegmentResult | null;
  /**
   * `unasked`: the prompts don't say what to segment; `asked`: no answer yet; `quick`: a better
   * answer is on its way; `final`: there is none better; `failed`: no (better) answer came.
   */
  readonly phase: 'unasked' | 'asked' | 'quick' | 'final' | 'failed';
  /** Of this change of prompts, and of no other on this page. */
  readonly run: number;
  /** The segment's mask on the slice that is being corrected; Accept then replaces it. */
  readonly origin: RegionMask | null;
  /** How the mask came from a neighbouring slice; none on a slice that the reader began with. */
  readonly propagated?: Propagated;
  /** The quick answer's mask that the present answer has replaced. */
  readonly first: { readonly candidate: Candidate; readonly spec: EncodeSpec } | null;
  readonly milliseconds: number;
  /** Index into `candidatesOf`. */
  readonly chosen: number;
}

export interface PreviewCandidate {
  /** True for the quick answer that a better one has replaced. */
  readonly first: boolean;
  readonly predictedIoU: number;
  /** Pixels of the mask on the slice. */
  readonly pixels: number;
  /** Area of a pixel, mm²; undefined where the image states no spacing. */
  readonly pixelMm2?: number;
}

/** What the panel shows of a slice's answer. */
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
  /** Why the first mask is first, of how many masks on how many views of the slice. */
  readonly why: {
    readonly reason: Trace['reason'];
    readonly series?: Trace['series'];
    readonly masks: number;
    readonly views: number;
  };
}

/** A series as the panel names it. */
export type SeriesName = Pick<SeriesGroup, 'id' | 'description' | 'modality' | 'group'>;

/** What the model's window is taken from: the prompt, the viewport, or a preset. */
export type WindowChoice = 'auto' | 'display' | WindowPreset;

/** How the reader wants the model to be shown the slice; kept from session to session. */
export interface ViewSettings {
  readonly window: WindowChoice;
  /** The whole slice rather than a zoomed part. */
  readonly wholeSlice: boolean;
  /** A mask under the resting mouse, without a click. */
  readonly hover: boolean;
}

export interface PromptingState {
  /** The slice in the active viewport. */
  readonly slice: SliceState;
  /** Keys of the slices that an image embedding is kept of, as of the last look. */
  readonly ready: ReadonlySet<string>;
  /** The windows that suit the slice shown. */
  readonly windowChoices: readonly WindowChoice[];
  /** The series shown, those that can be looked at as well, and which of them is (by its id). */
  readonly series: {
    readonly shown: SeriesName | null;
    readonly others: readonly SeriesName[];
    readonly chosen: string | null;
  };
  /** Id of the tool of the primary mouse button; null when it is none of ours. */
  readonly tool: string | null;
  /** The object that is being prompted, slice by slice (by slice key). */
  readonly drafts: ReadonlyMap<string, SliceDraft>;
  /** The segment that the object corrects; null when it goes to whichever is active. */
  readonly refines: (SegmentRef & { readonly label: string }) | null;
  /**
   * The object becomes a new segment, of that name or of the viewer's own; null when it goes to
   * whichever is active.
   */
  readonly becomes: { readonly label?: string } | null;
  readonly selectedPromptId: string | null;
  /** A prompt that is being drawn. */
  readonly pending: { readonly sliceKey: string; readonly shape: WorldPrompt } | null;
  /** True while Accept is under way. */
  readonly accepting: boolean;
  readonly settings: ViewSettings;
}

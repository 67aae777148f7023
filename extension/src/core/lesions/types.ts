import type { AutomaticArea, AutomaticCandidates } from '../automatic/initialize';
import type { AutomaticParameters } from '../automatic/parameters';
import type { SegmentResult } from '../engine/types';
import type { SliceImage } from '../image/sliceImage';
import type { RegionMask } from '../mask/regionMask';
import type { Prompt } from '../prompt/prompt';
import type { Volume } from '../volume';
import type { RegionEvidence } from './evidence';
import type { IouScale, Sensitivity } from './parameters';

/** Work that is done slice by slice: yields after each, so that who runs it can pause or end it. */
export type Steps<Result> = Generator<void, Result, void>;

/** Where lesions are looked for: stage one. */
export interface OrganVolume extends Volume {
  /** The organ's masks by the number of their slice. */
  readonly organ: ReadonlyMap<number, RegionMask>;
}

/** How a lesion differs from its organ. */
export const CONTRASTS = ['either', 'brighter', 'darker'] as const;
export type Contrast = (typeof CONTRASTS)[number];

/** +1: brighter than what is around, −1: darker. */
export type Sign = 1 | -1;

/** What a search may be told. */
export interface LesionSettings {
  readonly sensitivity: Sensitivity;
  /** `usual` for what lesions of such an organ mostly are. */
  readonly contrast: 'usual' | Contrast;
  readonly scale: IouScale;
}

/** Asks about a grid of points on a slice: the worker, or `initializeMasks`. */
export type AskGrid = (
  slice: SliceImage,
  parameters: AutomaticParameters,
  area: Pick<AutomaticArea, 'box'> & { readonly within: RegionMask },
  signal?: AbortSignal,
) => Promise<AutomaticCandidates>;

/** A lesion's mask on a slice, and how it came about. */
export interface LesionMask {
  readonly mask: RegionMask;
  readonly prompts: readonly Prompt[];
  /** Its first candidate is the mask. */
  readonly answer: SegmentResult;
}

/** Something in the organ that is worth a look; what it is, is the reader's to say. */
export interface LesionCandidate {
  /** By the number of their slice. */
  readonly masks: ReadonlyMap<number, LesionMask>;
  /** The slice that shows the most of it. */
  readonly k: number;
  /** What the list is ordered by. */
  readonly score: number;
  readonly evidence: CandidateEvidence;
}

export interface CandidateEvidence extends RegionEvidence {
  readonly sign: Sign;
  /** Means over the slices that the model was asked about. */
  readonly predictedIoU: number;
  readonly stabilityScore: number;
}

/** How far a search is. */
export interface LesionProgress {
  readonly phase: 'reading' | 'comparing' | 'grid' | 'asking' | 'outlining';
  readonly done: number;
  readonly total: number;
}

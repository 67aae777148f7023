import type { Code } from '../export/codes';
import type { BrainParameters } from './brain';
import type { LungParameters } from './lungs';
import type { TissueParameters } from './tissueOrgan';
import type { TubeParameters } from './tube';

/** How an organ is looked for, with all numbers of it. Data alone. */
export type OrganSearch =
  | ({ readonly kind: 'lung' } & LungParameters)
  | ({ readonly kind: 'tissue' } & TissueParameters)
  | ({ readonly kind: 'tube' } & TubeParameters)
  | ({ readonly kind: 'brain' } & BrainParameters);

/** A number that the reader may change. */
export interface Adjustable {
  /** Name of the number in the search. */
  readonly key: string;
  readonly texts: { readonly name: Text };
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

interface Text {
  readonly en: string;
  readonly zh: string;
}

/** An organ that can be found without a click. One file each; the first comment tells the advice. */
export interface OrganPreset {
  /** Unique; letters, digits and dashes. */
  readonly id: string;
  readonly texts: { readonly name: Text };
  /** What a segment of it is coded with (SNOMED CT). */
  readonly code: Code;
  readonly laterality?: Code;
  /** DICOM modalities whose values the search understands. */
  readonly modalities: readonly string[];
  readonly search: OrganSearch;
  readonly adjustable: readonly Adjustable[];
  /**
   * The engine draws every slice, where its masks are nearer to the truth than those by place and
   * values; it is asked on a few slices otherwise.
   */
  readonly drawnBy?: 'engine';
  /** Ids of presets whose organs are found first and left out of this one. */
  readonly after?: readonly string[];
}

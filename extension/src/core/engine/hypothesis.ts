import type { LogitField } from '../mask/fromLogits';
import type { RegionMask } from '../mask/regionMask';
import type { EncodeSpec } from './types';

/**
 * What the decoder was asked: the reader's prompts; nothing, where the mask before was corrected in
 * place, or where a lung was read from the values.
 */
export type Ask = 'prompts' | 'corrected' | 'lung';

/** Where a mask came from. */
export interface Origin {
  /** Number of the view among those that were shown, and what it shows. */
  readonly view: number;
  readonly spec: EncodeSpec;
  /** 0 single-mask token, 1 to 3 multi-mask tokens. */
  readonly token: number;
  readonly ask: Ask;
}

/** What the score is made of; config.ts says what each term means. */
export type Term =
  | 'predictedIoU'
  | 'agreement'
  | 'boxAgreement'
  | 'boxFit'
  | 'consistency'
  | 'changeCentrality'
  | 'violation'
  | 'precedence';

/** Weighted: their sum is the score. */
export type Terms = Readonly<Partial<Record<Term, number>>>;

/** One mask that may be the answer. All stages of the engine take and give these. */
export interface Hypothesis {
  readonly origin: Origin;
  readonly predictedIoU: number;
  /** The decoder's low-resolution logits over the view's region. */
  readonly low: Float32Array;
  /** At the pixels of the scene that it was read on. */
  readonly mask: RegionMask;
  readonly terms: Terms;
  readonly score: number;
}

/** A hypothesis postprocessed at the slice's own pixels. */
export interface Answer extends Hypothesis {
  /** Logits that the mask comes from, to be fed back. */
  readonly field: LogitField;
}

/** The hypothesis with further terms, which its score follows. */
export function withTerms<T extends Hypothesis>(hypothesis: T, more: Terms): T {
  const terms = { ...hypothesis.terms, ...more };
  const score = Object.values(terms).reduce((sum, term) => sum + term, 0);
  return { ...hypothesis, terms, score };
}

/** Best first; equal ones stay in their order. */
export const byScore = <T extends Hypothesis>(hypotheses: readonly T[]): T[] =>
  [...hypotheses].sort((a, b) => b.score - a.score);

import { maskArea } from '../mask/regionMask';
import type { Shown } from './encode';
import type { Answer, Ask, Hypothesis, Origin, Terms } from './hypothesis';
import type { EncodeSpec } from './types';
import type { ViewRole } from './views';

/** Why the first candidate is the first: what the panel and the bench tell. */
export type Reason = 'score' | 'corrected' | 'lung' | 'nothing-found';

/** One mask that was considered. Plain data: it crosses threads without its mask. */
export interface TracedHypothesis {
  /** Number of the view in the trace. */
  readonly view: number;
  readonly token: number;
  readonly ask: Ask;
  readonly predictedIoU: number;
  /** Weighted: their sum is the score. */
  readonly terms: Terms;
  readonly score: number;
  /** Pixels inside. */
  readonly area: number;
  /** Shown as a candidate; or not, since it looks like a better one, or since others score better. */
  readonly fate: 'shown' | 'alike' | 'outranked';
  /** Number among the candidates, when it is shown. */
  readonly candidate?: number;
}

/** How an answer came about. */
export interface Trace {
  readonly views: readonly { readonly role: ViewRole; readonly spec: EncodeSpec }[];
  /** Best first, in the order of the candidates. */
  readonly hypotheses: readonly TracedHypothesis[];
  readonly reason: Reason;
}

const REASONS: Record<Ask, Reason> = {
  prompts: 'score',
  corrected: 'corrected',
  lung: 'lung',
};

/**
 * @param considered all scored hypotheses.
 * @param alike those that look like a better one.
 * @param candidates what is shown, in its order.
 */
export function traceOf(
  shown: Shown,
  considered: readonly Hypothesis[],
  alike: readonly Hypothesis[],
  candidates: readonly Answer[],
): Trace {
  const places = new Map(candidates.map((answer, place) => [keyOf(answer.origin), place]));
  const likes = new Set(alike.map(({ origin }) => keyOf(origin)));
  const others = considered.filter(({ origin }) => !places.has(keyOf(origin)));
  const traced = [...candidates, ...others].map((one): TracedHypothesis => {
    const { origin, predictedIoU, terms, score, mask } = one;
    const { view, token, ask } = origin;
    const key = keyOf(origin);
    const candidate = places.get(key);
    const hidden = likes.has(key) ? 'alike' : 'outranked';
    const fate = candidate === undefined ? hidden : 'shown';
    const place = candidate === undefined ? {} : { candidate };
    const area = maskArea(mask);
    return { view, token, ask, predictedIoU, terms, score, area, fate, ...place };
  });
  return {
    views: shown.views.map(({ role, spec }) => ({ role, spec })),
    hypotheses: traced.sort((a, b) => b.score - a.score),
    reason: candidates.length ? REASONS[candidates[0].origin.ask] : 'nothing-found',
  };
}

const keyOf = ({ view, token, ask }: Origin) => `${view}/${token}/${ask}`;

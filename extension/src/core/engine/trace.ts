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

/** How well an object is defined in a series: each term 0 to 1, and their product. */
export interface Definition {
  readonly predictedIoU: number;
  readonly stabilityScore: number;
  /** Across the mask's border, in the series' own values. */
  readonly contrast: number;
  readonly score: number;
}

/** Of an answer from two series: which one leads, and how well each defines the object. */
export interface TracedSeries {
  readonly leads: 'prompted' | 'companion';
  /** Of the other series, opaque. */
  readonly id: string;
  /** Undefined where there was no slice of the other series to ask. */
  readonly prompted?: Definition;
  /** Undefined where the other series gave nothing. */
  readonly companion?: Definition;
  /**
   * Why it gave nothing: its image doesn't reach there, none lies at that place or parallel to the
   * slice, it is elsewhere altogether, or it could not be asked.
   */
  readonly missing?: 'outside' | 'no-slice' | 'not-parallel' | 'other-frame' | 'no-answer';
}

/** How an answer came about. */
export interface Trace {
  readonly views: readonly {
    readonly role: ViewRole;
    readonly spec: EncodeSpec;
    /** A view of the other series' slice, in whose pixels its spec is. */
    readonly companion?: true;
  }[];
  /** Best first, in the order of the candidates. */
  readonly hypotheses: readonly TracedHypothesis[];
  readonly reason: Reason;
  /** When two series were asked. */
  readonly series?: TracedSeries;
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

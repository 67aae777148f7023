import { looksTheSame } from '../mask/regionMask';
import { byScore, type Answer, type Hypothesis } from './hypothesis';
import type { Plan } from './plan';
import { postprocess } from './postprocess';

export interface Distinct<T extends Hypothesis> {
  /** The best ones that differ from each other, in their order. */
  readonly kept: readonly T[];
  /** Those that look like a better one. */
  readonly alike: readonly T[];
}

/** The best of some hypotheses, which are sorted, that a reader would tell apart. */
export function distinct<T extends Hypothesis>(sorted: readonly T[], most: number): Distinct<T> {
  const kept: T[] = [];
  const alike: T[] = [];
  for (const one of sorted) {
    if (kept.length === most) break;
    if (kept.some(other => looksTheSame(other.mask, one.mask))) alike.push(one);
    else kept.push(one);
  }
  return { kept, alike };
}

/** The best one that still has a pixel when it is postprocessed. */
function firstAnswer(
  plan: Plan,
  sorted: readonly Hypothesis[],
  final: boolean,
  inputSize: number,
): Answer | undefined {
  for (const one of sorted) {
    const answer = postprocess(plan, one, final, inputSize);
    if (answer?.mask.width) return answer;
  }
  return undefined;
}

/**
 * The answers among scored hypotheses, postprocessed, best first: where a better pass will follow,
 * one; else the best ones that differ.
 */
export function selectAnswers(
  plan: Plan,
  scored: readonly Hypothesis[],
  final: boolean,
  inputSize: number,
): { readonly answers: readonly Answer[]; readonly alike: readonly Hypothesis[] } {
  if (!final) {
    const answer = firstAnswer(plan, scored, final, inputSize);
    return { answers: answer ? [answer] : [], alike: [] };
  }
  const { kept, alike } = distinct(scored, plan.config.candidates);
  const answers = kept.flatMap(one => postprocess(plan, one, final, inputSize) ?? []);
  return { answers: byScore(answers), alike };
}

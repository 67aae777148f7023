import { deepestPixel } from '../mask/distance';
import { fieldOf } from '../mask/toLogits';
import { correctAround, violationsOf, type Violation } from './correct';
import { byScore, withTerms, type Answer, type Hypothesis } from './hypothesis';
import type { Plan } from './plan';

/** The answers, best first, led by the mask before where it is corrected in place. */
export function refine(
  plan: Plan,
  votes: readonly Hypothesis[],
  answers: readonly Answer[],
): readonly Answer[] {
  const [best] = answers;
  const corrected = best && plan.config.stages.correct && correctLocally(plan, best, votes);
  return corrected ? byScore([corrected, ...answers]) : answers;
}

/**
 * The mask before, corrected around the new clicks only; undefined when there is none, or when the
 * clicks say that it was wrong as a whole.
 *
 * @param best what the answer is otherwise.
 * @param votes the masks that say how far a correction spreads.
 */
function correctLocally(
  { slice: { plane }, prompts, previous, config }: Plan,
  best: Answer,
  votes: readonly Hypothesis[],
): Answer | undefined {
  if (!previous) return undefined;
  const { localInclude, localExclude, spread } = config.refine;
  const clicks = violationsOf(previous.mask, prompts, plane);
  const deepest = deepestPixel(previous.mask, plane)?.depthMm ?? 0;
  const tooThick = ({ depthMm, wanted }: Violation) =>
    depthMm > deepest * (wanted ? localInclude : localExclude);
  if (!clicks.length || clicks.some(tooThick)) return undefined;
  const mask = clicks.reduce(
    (wrong, click) => correctAround(wrong, click, plane, prompts, spread, votes),
    previous.mask,
  );
  const origin = { ...best.origin, ask: 'corrected' as const };
  const corrected = { ...best, origin, mask, field: fieldOf(mask) };
  return withTerms(corrected, { precedence: config.score.corrected });
}

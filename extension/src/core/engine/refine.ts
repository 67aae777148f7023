import { atLeast } from '../geometry/region';
import { deepestPixel } from '../mask/distance';
import { boundsOfMask, maskArea, symmetricDifference } from '../mask/regionMask';
import { fieldOf } from '../mask/toLogits';
import { withSlack } from '../prompt/boxSlack';
import { correctAround, violationsOf, type Violation } from './correct';
import { decodeAgain } from './decode';
import type { Shown } from './encode';
import { hypothesesOn, type Hypotheses } from './hypotheses';
import { byScore, withTerms, type Answer, type Hypothesis } from './hypothesis';
import type { ModelRuns } from './modelRuns';
import type { Plan } from './plan';
import { score } from './score';
import { firstAnswer } from './select';

export interface Refined {
  /** Best first. */
  readonly answers: readonly Answer[];
  /** What was found by asking again, scored. */
  readonly again: readonly Hypothesis[];
}

/** Improves on the answers: asks for the best one again, and corrects the mask before in place. */
export async function refine(
  runs: ModelRuns,
  plan: Plan,
  shown: Shown,
  read: Hypotheses,
  answers: readonly Answer[],
): Promise<Refined> {
  const asked = await askAgain(runs, plan, shown, read, answers);
  const [best] = asked.answers;
  const votes = [...read.candidates, ...asked.again];
  const corrected = best && plan.config.stages.correct && correctLocally(plan, best, votes);
  return corrected ? { ...asked, answers: byScore([corrected, ...asked.answers]) } : asked;
}

/**
 * What points alone have found is asked for by its own bounds and logits, until it comes back
 * unchanged. The last answer goes before what was found at first, which stays to be chosen from and
 * whose masks vote; those between are on the way from one to the other, and no readings of their
 * own.
 */
async function askAgain(
  runs: ModelRuns,
  plan: Plan,
  shown: Shown,
  { scene, candidates, voters }: Hypotheses,
  answers: readonly Answer[],
): Promise<Refined> {
  const { refine: config, score: weights } = plan.config;
  let [best] = answers;
  const again: Hypothesis[] = [];
  for (let turn = 1; turn <= turnsOf(plan, shown.final) && best?.mask.width; turn++) {
    const found = best;
    const box = withSlack(atLeast(boundsOfMask(found.mask), config.minAskedSide));
    const outputs = await decodeAgain(runs, plan, shown, { box, field: found.field }, turn);
    const seen = hypothesesOn(scene, outputs, plan.config, runs.inputSize);
    const scored = score(plan, scene, seen, [...candidates, ...voters]);
    again.push(...scored);
    const answer = firstAnswer(plan, scored, shown.final, runs.inputSize);
    if (!answer) break;
    best = answer;
    if (maskArea(symmetricDifference(best.mask, found.mask)) === 0) break;
  }
  if (best === answers[0]) return { answers, again };
  const last = withTerms(best, { precedence: weights.askedAgain });
  return { answers: byScore([last, ...answers]), again };
}

function turnsOf({ prompts, previous, config }: Plan, final: boolean): number {
  if (!config.stages.askAgain || !final || prompts.box) return 0;
  return previous ? config.refine.correctionAsks : config.refine.asks;
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

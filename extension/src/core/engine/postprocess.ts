import { contains, type Region } from '../geometry/region';
import { patchOf, smooth, type Patch } from '../image/patch';
import type { SliceImage } from '../image/sliceImage';
import { moveBorder, withinAllowed } from '../mask/border';
import { dropIslands, fillHoles } from '../mask/components';
import { thresholdLogits, type LogitField } from '../mask/fromLogits';
import type { RegionMask } from '../mask/regionMask';
import { fieldOf } from '../mask/toLogits';
import { withoutSlack } from '../prompt/boxSlack';
import type { PromptGeometry } from '../prompt/modelPrompts';
import { allowedBy } from './allowed';
import type { EngineConfig } from './config';
import { correctAround, violationsOf } from './correct';
import { logitsAtSlice } from './hypotheses';
import { withTerms, type Answer, type Hypothesis } from './hypothesis';
import type { Plan } from './plan';
import { boxFit } from './score';
import type { Tissue } from './tissue';

/**
 * The answer that a hypothesis gives at the slice's own pixels: border moved to where the values
 * change, nothing outside the box, every click on its side, no specks and holes. None when no pixel
 * can be inside.
 *
 * @param final moves the border. That takes half of the time that is spent here, and pays only in a
 *   close view: an answer that a better one will replace does without.
 */
export function postprocess(
  plan: Plan,
  hypothesis: Hypothesis,
  final: boolean,
  inputSize: number,
): Answer | undefined {
  const { slice, prompts, config } = plan;
  const field = logitsAtSlice(plan, hypothesis, inputSize);
  if (!field) return undefined;
  if (!config.stages.postprocess) {
    return { ...hypothesis, field, mask: cleaned(field, prompts, config.hypotheses.speckShare) };
  }
  const moved = {
    ...field,
    data: withinPrompts(slice, prompts, field, config, final ? plan.tissue : undefined),
  };
  const drawn = cleaned(moved, prompts, config.postprocess.speckShare);
  const wrong = config.postprocess.clicksHold ? violationsOf(drawn, prompts, slice.plane) : [];
  const mask = wrong.reduce(
    (before, click) => correctAround(before, click, slice.plane, prompts, config.refine.spread),
    drawn,
  );
  const answer = { ...hypothesis, mask, field: mask === drawn ? moved : fieldOf(mask) };
  if (!config.stages.score) return answer;
  return withTerms(answer, boxFit(mask, prompts, config.score));
}

/** The logits above 0 without specks and holes. */
const cleaned = (field: LogitField, { include }: PromptGeometry, speckShare: number): RegionMask =>
  fillHoles(dropIslands(thresholdLogits(field), include, speckShare));

/** @param tissue what the values are compared with; the border stays as drawn when not given. */
function withinPrompts(
  slice: SliceImage,
  prompts: PromptGeometry,
  field: LogitField,
  { postprocess: config }: EngineConfig,
  tissue?: Tissue,
): Float32Array {
  const allowed = allowedBy(field, prompts);
  // An outline drawn by hand has no margin to speak of.
  const logits = prompts.outlines
    ? field.data
    : lowerInSlack(field, prompts.box, config.slackLogit);
  if (tissue) {
    const patch = tissuePatch(slice, field, tissue, config.rangeUnits);
    return moveBorder(patch, logits, config.border, allowed);
  }
  return allowed ? withinAllowed(logits, allowed) : logits;
}

/** The values under a field, as far as they tell the tissue from others. */
function tissuePatch(
  slice: SliceImage,
  { x, y, width, height }: LogitField,
  { value, unit }: Tissue,
  rangeUnits: number,
): Patch {
  const region = { x, y, width: width - 1, height: height - 1 };
  const range = rangeUnits * unit;
  return smooth(patchOf(slice, region, { lower: value - range, upper: value + range }));
}

/** The logits, lower in the margin that readers leave between the object and their box. */
function lowerInSlack(
  { x, y, width, height, data }: LogitField,
  box: Region | undefined,
  by: number,
): Float32Array {
  if (!box) return data;
  const inner = withoutSlack(box);
  const logits = Float32Array.from(data);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (!contains(inner, [x + u, y + v])) logits[n] -= by;
    }
  }
  return logits;
}

import { ENGINE_CONFIG, type EngineConfig } from '../../../extension/src/core/engine';
import { ours, type MakeMethod } from './methods';

type Stages = EngineConfig['stages'];

const NONE: Stages = {
  crop: false,
  secondView: false,
  score: false,
  postprocess: false,
  correct: false,
};

/** What the engine does beyond plain prompting, switched on a step at a time. */
const STEPS: readonly (readonly [name: string, ...on: (keyof Stages)[]])[] = [
  ['whole slice'],
  ['+ crop', 'crop'],
  ['+ second view', 'secondView'],
  ['+ score', 'score'],
  ['+ border', 'postprocess'],
];

/** One method per step, each with those before it. */
export const ablation: readonly MakeMethod[] = STEPS.map(([name], last) => segmenter => {
  const on = STEPS.slice(0, last + 1).flatMap(([, ...stages]) => stages);
  const stages = { ...NONE, ...Object.fromEntries(on.map(stage => [stage, true])) };
  return { ...ours(segmenter, { ...ENGINE_CONFIG, stages }), name };
});

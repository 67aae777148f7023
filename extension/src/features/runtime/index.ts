/** The only door of the feature: the page's side of the worker, and how the reader wants it run. */
export { createRuntime, type Runtime, type RuntimeStore } from './createRuntime';
export type { AnswerUpdate, HoverAnswer, ModelRunner, ModelView } from './modelRunner';
export { StatusSection } from './StatusSection';
export type { RuntimeFacts, RuntimeState, SliceState } from './types';

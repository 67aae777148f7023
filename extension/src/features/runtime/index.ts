/** The only door of the feature: the page's side of the worker, and how the reader wants it run. */
export { Engine, type AnswerUpdate, type HoverAnswer, type ModelView } from './engine';
export {
  changesRuntime,
  DEFAULT_SETTINGS,
  loadSettings,
  modelViewOf,
  runtimeChoice,
  storeSettings,
  windowChoices,
} from './settings';
export { StatusSection } from './StatusSection';

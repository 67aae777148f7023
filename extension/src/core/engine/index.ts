export { ENGINE_CONFIG, type EngineConfig } from './config';
export { segment } from './segment';
export type { Trace, TracedHypothesis } from './trace';
export { defaultSpec } from './views';

export { ENGINE_CONFIG, type EngineConfig } from './config';
export { segment } from './segment';
export type { Definition, Trace, TracedHypothesis, TracedSeries } from './trace';
export { defaultSpec } from './views';

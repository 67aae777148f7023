export { ENGINE_CONFIG, type EngineConfig } from './config';
export { segment } from './segment';
export type { Trace } from './trace';
export { defaultSpec } from './views';

export { propagate } from './propagate';
export type { Ask, PropagatedSlice, StopReason, Volume } from './types';

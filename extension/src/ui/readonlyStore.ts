import type { StoreApi } from 'zustand/vanilla';

/** A feature's store as others see it: to read and to subscribe to; only the feature writes. */
export type ReadonlyStore<State> = Pick<
  StoreApi<State>,
  'getState' | 'getInitialState' | 'subscribe'
>;

import base from './jest.config.mjs';

/** Drives the real viewer; one at a time, since the model takes every core. */
export default {
  ...base,
  testMatch: ['**/*.e2e.ts'],
  maxWorkers: 1,
  testTimeout: 300_000,
};

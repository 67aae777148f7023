import base from './jest.config.mjs';

/** Drives the real viewer; two files at a time, since each waits a good part of its time. */
export default {
  ...base,
  testMatch: ['**/*.e2e.ts'],
  globalSetup: '<rootDir>/test/e2e/prepare.ts',
  testSequencer: '<rootDir>/test/e2e/longestFirst.mjs',
  maxWorkers: 2,
  testTimeout: 600_000,
};

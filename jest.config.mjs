/** Jest runs the rings inside, the tools and the server; Playwright runs the viewer (*.e2e.ts). */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.[tj]sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
          target: 'es2022',
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Packages that are published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(@noble|fast-png|iobuffer|fflate)/)'],
  modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/.webpack/dist/'],
  testTimeout: 60_000,
  // The ports of comlink's proxies close when they are collected, which Node would wait for.
  forceExit: true,
};

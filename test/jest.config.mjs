const here = import.meta.dirname;

const common = {
  rootDir: `${here}/..`,
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': `${here}/support/typescript-transform.mjs` },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.local'],
};

export default {
  rootDir: `${here}/..`,
  globalSetup: `${here}/support/global-setup.mjs`,
  reporters: ['default', 'summary', `${here}/support/summary-reporter.mjs`],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.integration\\.test\\.ts$'],
    },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/test/**/*.integration.test.ts'] },
  ],
  // Most of a test's time is waiting for servers: two files at a time, also on two cores.
  maxWorkers: 2,
  testTimeout: 60_000,
};

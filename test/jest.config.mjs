const here = import.meta.dirname;

/** Packages that are ES modules only, as the readers of audio files and of OpenAPI documents and what they need are: Jest, which runs CommonJS, must turn them into such. */
const MODULES_ONLY =
  '(?:music-metadata|strtok3|token-types|file-type|media-typer|content-type|uint8array-extras|win-guid|@borewit|@tokenizer|@apidevtools/json-schema-ref-parser|htmlparser2|domelementtype|domhandler|domutils|dom-serializer|entities|numfmt)';

const common = {
  rootDir: `${here}/..`,
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': `${here}/support/typescript-transform.mjs`,
    [`/node_modules/${MODULES_ONLY}/.+\\.js$`]: `${here}/support/typescript-transform.mjs`,
  },
  transformIgnorePatterns: [`/node_modules/(?!${MODULES_ONLY}/)`],
  moduleNameMapper: {
    // The package files of these name no file for `require`.
    '^music-metadata$': '<rootDir>/node_modules/music-metadata/lib/index.js',
    '^numfmt$': '<rootDir>/node_modules/numfmt/dist/index.js',
    // The app under test is the fixture app, whatever the user's config says.
    '^\\.\\./(?:\\.\\./)?foundry\\.config\\.ts$': '<rootDir>/test/fixture-app/foundry.config.ts',
    '^(?:\\.\\./)+infra/data/storage\\.json$': '<rootDir>/test/fixture-app/storage.json',
  },
  modulePathIgnorePatterns: [
    '<rootDir>/dist',
    '<rootDir>/.local',
    '<rootDir>/packages/foundry-emulator/test/clients/node_modules',
    '<rootDir>/test/mcp-clients/node_modules',
  ],
};

export default {
  rootDir: `${here}/..`,
  reporters: ['default', 'summary', `${here}/support/summary-reporter.mjs`],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.integration\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'integration',
      globalSetup: `${here}/support/global-setup.mjs`,
      testMatch: ['<rootDir>/test/**/*.integration.test.ts', '<rootDir>/packages/*/test/**/*.integration.test.ts'],
    },
  ],
  collectCoverageFrom: ['{functions,shared,local}/**/*.ts', 'packages/*/src/**/*.ts', 'foundry.config.ts'],
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'html', 'lcov'],
  // Most of the time of a test is waiting for servers: three files at a time, even on two cores.
  maxWorkers: 3,
  testTimeout: 120_000,
};

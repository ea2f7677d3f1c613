const common = {
  testEnvironment: '<rootDir>/test/support/environment.js',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
      },
    ],
  },
};

const endToEnd = {
  ...common,
  testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
};

export default {
  projects: [
    {
      ...common,
      displayName: 'embedded',
      testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
    },
    {
      ...endToEnd,
      displayName: 'stand-in',
      setupFiles: ['<rootDir>/test/support/on-stand-in.ts'],
      // What a newcomer reads is about processes of their own, which can't reach a stand-in in this one.
      testPathIgnorePatterns: ['documents\\.e2e-spec'],
    },
    ...(process.env['EVENTSTORE_URL'] === undefined
      ? []
      : [
          {
            ...endToEnd,
            displayName: 'server',
            setupFiles: ['<rootDir>/test/support/on-server.ts'],
          },
        ]),
  ],
  // The last guard against what hangs, and no measure of anything: a machine may be as busy as it likes.
  testTimeout: 600_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '512MB',
  collectCoverageFrom: ['apps/api/src/**/*.ts', 'libs/*/src/**/*.ts', '!**/*.spec.ts'],
  coverageProvider: 'babel',
};

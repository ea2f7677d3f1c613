import { statfsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where Linux keeps files in memory, and the bytes that the data folders of all tests may need. */
const [MEMORY, NEEDED] = ['/dev/shm', 2 * 1024 ** 3];

const hasRoom = () => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= NEEDED;
  } catch {
    return false;
  }
};

// Each commit of a log waits for the disk, hundreds of times in a test, and no test is about a disk.
if (process.env['TMPDIR'] === undefined && hasRoom()) process.env['TMPDIR'] = MEMORY;
// The servers that tests start load the same modules again and again.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, 'node_modules/.cache/compiled');

const common = {
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
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

/** Specs that need neither a build nor the generated client. */
const unit = ['libs', 'apps', 'test/architecture', 'test/compose', 'test/docs'];
const endToEnd = {
  ...common,
  globalSetup: '<rootDir>/test/support/built.js',
  testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
};

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: unit.map((folder) => `<rootDir>/${folder}/**/*.spec.ts`),
    },
    {
      ...endToEnd,
      displayName: 'embedded',
      testMatch: ['<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
      testPathIgnorePatterns: unit.map((folder) => `<rootDir>/${folder}/`),
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

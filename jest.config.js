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
        sourceMaps: true,
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

/**
 * Specs without a build that are no units: whole clusters with faults or at random, files with
 * damage, clients of a stand-in of EventStoreDB, and tools in processes of their own.
 */
const integration = [
  'libs/**/*.simulation.spec.ts',
  'libs/event-store-esdb/**/*.spec.ts',
  'test/{architecture,compose,hives}/**/*.spec.ts',
];
const under = (patterns) => patterns.map((pattern) => `<rootDir>/${pattern}`);

/**
 * The end-to-end specs that also run on a stand-in of EventStoreDB: those about the log, its
 * positions and its size limits, about time, about requests that come in at once, and the rules of
 * checkpoints as one example of all the others. The others would prove the same on either log; on a
 * server, all run.
 */
const onBothLogs = [
  ...['around', 'batch', 'crypto', 'damaged-reads', 'import', 'interleavings', 'jobs'],
  ...['restore-backup', 'restore-cluster'],
  ...['exports', 'ledger', 'metrics'],
  ...[
    'requests',
    'revert',
    'rules',
    'starting',
    'stopped',
    'stream',
    'tags',
    'time',
    'timeline',
    'search',
  ],
];

const endToEnd = {
  ...common,
  globalSetup: '<rootDir>/test/support/built.js',
  setupFilesAfterEnv: ['<rootDir>/test/support/document/checked-fetch.ts'],
  testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
};

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: under(['{apps,libs}/**/*.spec.ts', 'test/docs/**/*.spec.ts']),
      testPathIgnorePatterns: ['\\.simulation\\.spec\\.ts$', '<rootDir>/libs/event-store-esdb/'],
    },
    { ...common, displayName: 'integration', testMatch: under(integration) },
    {
      ...endToEnd,
      displayName: 'embedded',
      testMatch: ['<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
      testPathIgnorePatterns: ['architecture', 'compose', 'console', 'docs', 'hives'].map(
        (folder) => `<rootDir>/test/${folder}/`,
      ),
    },
    {
      ...endToEnd,
      displayName: 'stand-in',
      setupFiles: ['<rootDir>/test/support/on-stand-in.ts'],
      testMatch: onBothLogs.map((name) => `<rootDir>/test/e2e/${name}.e2e-spec.ts`),
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
  // Many specs wait for processes that they have started, so that two cores have room for a third one.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  collectCoverageFrom: ['apps/api/src/**/*.ts', 'libs/*/src/**/*.ts', '!**/*.spec.ts'],
  coverageProvider: 'babel',
};

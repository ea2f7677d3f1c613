/**
 * The folders below `libs` whose mutants are tried, each by the specs of these folders alone.
 * `MUTATE=domain/src/group npm run mutate` tries one folder.
 */
const FOLDERS = ['domain', 'processes', 'registry', 'event-store'];

const folders = process.env.MUTATE?.split(',') ?? FOLDERS;
// The process that runs the specs reads the folders from here.
process.env.MUTATE = folders.join(',');

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'jest.mutate.config.js', enableFindRelatedTests: false },
  mutate: folders.flatMap((folder) => [
    `libs/${folder}/**/*.ts`,
    `!libs/${folder}/**/*.spec.ts`,
    `!libs/${folder}/**/index.ts`,
    `!libs/${folder}/testing/**`,
  ]),
  ignorePatterns: ['dist', 'data', 'reports', 'docs', 'apps/bench/rivals'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 60_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false },
  tempDirName: '.stryker-tmp',
};

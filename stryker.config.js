import { globSync, readFileSync } from 'node:fs';

/**
 * The folders below `libs` whose mutants are tried, each by the specs of these folders alone.
 * `MUTATE=domain/src/group npm run mutate` tries one folder.
 */
const FOLDERS = ['domain', 'processes', 'registry', 'event-store'];

const folders = process.env.MUTATE?.split(',') ?? FOLDERS;
// The process that runs the specs reads the folders from here.
process.env.MUTATE = folders.join(',');

/** The lines of one block of a sample. */
const BLOCK = 6;

/** Random numbers from 0 to 1 that depend on the seed alone (mulberry32). */
const randomFrom = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** The sources of a folder, specs and testing kits left out. */
const patternsOf = (folder) => [
  `libs/${folder}/**/*.ts`,
  `!libs/${folder}/**/*.spec.ts`,
  `!libs/${folder}/**/index.ts`,
  `!libs/${folder}/testing/**`,
];

/** One block of lines in so many of each folder, drawn by a generator with the seed. */
const sampleOf = (folder, [seed, oneIn]) => {
  const random = randomFrom(seed);
  const isSource = (file) => !/\.spec\.ts$|\/index\.ts$|\/testing\//.test(file);
  return globSync(`libs/${folder}/**/*.ts`)
    .filter(isSource)
    .sort()
    .flatMap((file) => {
      const blocks = Math.ceil(readFileSync(file, 'utf8').split('\n').length / BLOCK);
      return Array.from({ length: blocks }, (_, index) => index)
        .filter(() => random() < 1 / oneIn)
        .map((index) => `${file}:${index * BLOCK + 1}-${(index + 1) * BLOCK}`);
    });
};

/** `MUTATE_SAMPLE=19/8` tries one block in eight, drawn with the seed 19. */
const sample = process.env.MUTATE_SAMPLE?.split('/').map(Number);

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'jest.mutate.config.js', enableFindRelatedTests: false },
  mutate: folders.flatMap((folder) =>
    sample === undefined ? patternsOf(folder) : sampleOf(folder, sample),
  ),
  ignorePatterns: ['dist', 'data', 'reports', 'docs', 'apps/bench/rivals'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 60_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false },
  tempDirName: '.stryker-tmp',
};

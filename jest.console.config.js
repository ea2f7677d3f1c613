import config from './jest.config.js';

const { projects, ...whole } = config;
const [unit] = projects;

/** The specs of the console in a browser, over the built server: `npm run test:console`. */
export default {
  ...whole,
  projects: [
    {
      ...unit,
      displayName: 'console',
      globalSetup: '<rootDir>/test/console/built.js',
      testMatch: ['<rootDir>/test/console/**/*.spec.ts'],
      testPathIgnorePatterns: [],
    },
  ],
  testTimeout: 120_000,
  maxWorkers: 2,
};

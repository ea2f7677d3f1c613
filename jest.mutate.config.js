import config from './jest.config.js';

const [{ displayName, ...embedded }] = config.projects;

/** The specs of the libraries that are mutated, and of no other. */
export default {
  ...embedded,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  roots: (process.env.MUTATE ?? '').split(',').map((library) => `<rootDir>/libs/${library}`),
  testTimeout: config.testTimeout,
};

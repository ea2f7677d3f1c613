import config from './jest.config.js';

const [{ displayName, ...unit }] = config.projects;

/** The unit specs of the folders that are mutated, and of no other. */
export default {
  ...unit,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  roots: (process.env.MUTATE ?? '').split(',').map((folder) => `<rootDir>/libs/${folder}`),
  testTimeout: config.testTimeout,
};

export { projectionBeside, projectionOnThread } from './start-projection.js';

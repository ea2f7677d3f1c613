export { comparingBeside, comparingOnThread } from './start-comparing.js';
export { heldJob, jobBeside, jobOnThread } from './start-job.js';
export { takeSnapshot, verifyFiles } from './verify-files.js';
export { projectionBeside, projectionOnThread } from './start-projection.js';

export { directoryCompletion } from './directory.js';
export { groupOperation } from './group-operation.js';
export { nodeStop } from './node-stop.js';
export { owedCaptures } from './owed-captures.js';
export { isPaid, takenNow, touchedBy } from './owed.js';
export { bestNode, canHost } from './placement.js';
export { ProcessRunner, type RunnerOptions, type Trigger } from './runner.js';
export { stagedSet } from './staged-set.js';
export { type Addressed, type Phase, type Process, type Step } from './step.js';

export { nextInWindow } from './failback.js';
export { isPaid, takenNow, touchedBy } from './owed.js';
export { perform, type Behalf } from './perform.js';
export { bestNode, canHost, isPossibleOwner, refugeOf } from './placement.js';
export { PROCESSES } from './processes.js';
export { ProcessRunner, type Clock, type RunnerOptions, type Trigger } from './runner.js';
export { stagedSet } from './staged-set.js';
export { type Addressed, type Process, type Step } from './step.js';
export { worldTarget } from './world-target.js';

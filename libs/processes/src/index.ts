export { ORPHAN_AFTER_MS } from './erasure.js';
export { nextInWindow } from './failback.js';
export { isPaid, takenNow, touchedBy } from './owed.js';
export { captureKey, owedCryptoSteps, putKeysBack } from './crypto-steps.js';
export { sealedIn } from './keys.js';
export { perform, type Behalf, type Place } from './perform.js';
export { bestNode, canHost, isPossibleOwner, nextNodes, refugeOf } from './placement.js';
export {
  groupPolicyState,
  resourcePolicyState,
  type GroupPolicyState,
  type ResourcePolicyState,
} from './policy-state.js';
export { PROCESSES } from './processes.js';
export { putBack, type Restoring } from './put-back.js';
export { ProcessRunner, type Clock, type RunnerOptions, type Trigger } from './runner.js';
export { stagedSet } from './staged-set.js';
export { carryOut } from './carry-out.js';
export { type Addressed, type Process, type Step } from './step.js';
export { PROCESSES_ACTOR, clusterFold } from './cluster-fold.js';

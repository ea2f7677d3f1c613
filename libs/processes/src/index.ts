export { ORPHAN_AFTER_MS } from './erasure.js';
export { nextInWindow } from './failures/failback.js';
export { isCaptured, takenNow, touchedBy } from './captures/pending-captures.js';
export { captureKey, pendingCryptoSteps, putKeysBack } from './captures/crypto-steps.js';
export { sealedIn } from './execution/keys.js';
export { perform, type ExecutionContext, type Place } from './execution/perform.js';
export { bestNode, canHost, isPossibleOwner, nextNodes, fallbackNode } from './groups/placement.js';
export {
  groupPolicyState,
  resourcePolicyState,
  type GroupPolicyState,
  type ResourcePolicyState,
} from './failures/policy-state.js';
export { PROCESSES } from './processes.js';
export { putBack, type Restoring } from './captures/put-back.js';
export { ProcessRunner, type Clock, type RunnerOptions, type Trigger } from './execution/runner.js';
export { stagedSet } from './fold/staged-set.js';
export { carryOut } from './execution/carry-out.js';
export { type CommandEnvelope, type Process, type Step } from './execution/step.js';
export { PROCESSES_ACTOR, clusterFold } from './fold/cluster-fold.js';

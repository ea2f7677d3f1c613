export { alarmsAfter, type Alarm } from './alarms.js';
export { backupAlarm, type BackupAlarm } from './backups/backup-alarm.js';
export { nextRun } from './backups/backup-schedule.js';
export { type BackupWork } from './backups/backup-work.js';
export { parseCron, WrongCron } from './backups/cron.js';
export { ORPHAN_AFTER_MS } from './erasure.js';
export { nextInWindow } from './failures/failback.js';
export { hasLateCaptures, isCaptured, liveKeyOf, touchedBy } from './captures/pending-captures.js';
export { isOwed } from './captures/owed-steps.js';
export { captureKey, pendingCryptoSteps } from './captures/crypto-steps.js';
export { restoreKeys } from './captures/crypto-restore.js';
export { sealedIn } from './execution/key-commands.js';
export {
  executeCommand,
  type ExecutionContext,
  type ProcessServices,
} from './execution/execute-command.js';
export {
  type Candidate,
  type Obstacle,
  type Placement,
  type Verdict,
} from './groups/candidates.js';
export { movePlacement, type RecordedMove } from './groups/move-placement.js';
export {
  bestNode,
  canHost,
  fallbackNode,
  hostObstacles,
  isPossibleOwner,
  nextNodes,
} from './groups/placement.js';
export {
  groupPolicyState,
  resourcePolicyState,
  type GroupPolicyState,
  type ResourcePolicyState,
} from './failures/policy-state.js';
export { PROCESSES } from './processes.js';
export { disturbedBy } from './restoring/needs-force.js';
export { type Planned } from './restoring/phase.js';
export { planRestore, plannedOf } from './restoring/plan-restore.js';
export { restoreStep } from './captures/restore-step.js';
export { ProcessRunner, type Clock, type RunnerOptions } from './execution/runner.js';
export { stagedSet } from './fold/staged-set.js';
export { executeStep } from './execution/execute-step.js';
export {
  type CommandEnvelope,
  type DueStep,
  type Process,
  type Step,
  type StepCommand,
} from './execution/step.js';
export { PROCESSES_ACTOR, clusterFold } from './fold/cluster-fold.js';

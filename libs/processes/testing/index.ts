export { FaultyStore, type Fault } from './faulty-store.js';
export { ManualClock, NervousClock } from './manual-clock.js';
export { RecordingStore, type Write } from './recording-store.js';
export { SlowStore } from './slow-store.js';
export { StoreBefore } from './store-before.js';
export { seeded } from './random.js';
export { cureCopy, cureLive, cureOf, type Cured } from './cure-commands.js';
export { CommandScene } from './command-scene.js';
export { idOf, SimulatedCluster } from './simulated-cluster.js';
export { KEYS, randomHistory } from './random-history.js';
export { stormyHistory } from './stormy-history.js';
export { faultsOf } from './story-faults.js';
export { KINDS, Story, type Act } from './story.js';
export { A, APP, B, DB, GROUP, operationAt, SCENARIO, type Request } from './scenario.js';
export { FreezingStore } from './freezing-store.js';
export { UnrestoredKeysScene } from './unrestored-keys-scene.js';
export { setText, UnrestoredScene } from './unrestored-scene.js';
export { FailingRole, SILENCE_MS, type FailingPlan, type Way } from './failing-role.js';
export { BuiltState, type EventOf, type NodeIs } from './built-state.js';
export {
  ASKED_DATA,
  drainedGroup,
  evictedNode,
  idleGroup,
  leavingMember,
  movingGroup,
  withCheckpoint,
} from './asked-scene.js';
export { askedAfter, askedAtStart, dueOf, stepsOf } from './step-words.js';
export { answers, apply } from './state-answers.js';
export { crowdedHistory } from './crowded-history.js';
export { causationFaults, judgedSteps } from './causation-faults.js';
export {
  ALL_UP,
  attempt,
  begun,
  ended,
  expectCauses,
  needs,
  onlineIn,
  onlineOn,
  OPERATION,
  pendingIn,
  two,
  type Row,
} from './cause-rows.js';
export {
  captureStepsOf,
  capturesKeys,
  containerAt,
  intervalEnds,
  otherKeys,
  runningKeys,
  unrestoredKeys,
} from './container-scene.js';
export { DirectoryHistory } from './directory-history.js';
export { RestoreScene } from './restore-scene.js';

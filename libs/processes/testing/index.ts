export { FaultyStore, type Fault } from './faulty-store.js';
export { ManualClock } from './manual-clock.js';
export { seeded } from './random.js';
export { idOf, SimulatedCluster } from './simulated-cluster.js';
export { KEYS, randomHistory } from './random-history.js';
export { faultsOf } from './story-faults.js';
export { KINDS, Story, type Act } from './story.js';
export { A, APP, B, DB, GROUP, operationAt, SCENARIO, type Request } from './scenario.js';
export { FreezingStore } from './freezing-store.js';

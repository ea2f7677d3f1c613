export { idOf, SimulatedCluster } from './simulated-cluster.js';

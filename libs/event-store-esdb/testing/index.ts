export { type Fault, type Faults, type Operation } from './faults.js';
export { StandIn, type StandInOptions } from './stand-in.js';

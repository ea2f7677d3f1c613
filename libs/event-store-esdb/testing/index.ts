export { Faults, type Fault, type Operation } from './faults.js';
export { StandIn, type StandInOptions } from './stand-in.js';

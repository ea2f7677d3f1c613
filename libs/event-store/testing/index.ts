export { NOW } from './contract-append.js';
export { eventStoreContract, type OpenStore } from './contract.js';
export {
  collect,
  eventFor,
  eventsFor,
  idFor,
  keyStreamFor,
  metadataFor,
  streamFor,
} from './events.js';

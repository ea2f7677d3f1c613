export { NOW } from './contract-append.js';
export { eventStoreContract, type OpenStore } from './contract.js';
export {
  collect,
  eventFor,
  eventsFor,
  idFor,
  isErasable,
  keyStreamFor,
  metadataFor,
  streamFor,
  streamsFor,
} from './events.js';

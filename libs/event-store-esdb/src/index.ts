export {
  parseConnectionString,
  WrongConnectionString,
  type ConnectionString,
} from './connection/connection-string.js';
export { filesOf } from './connection/files.js';
export { type LeaseOptions, type ProcessLease } from './lease/process-lease.js';
export { type EsdbEventStore, type EsdbOptions } from './esdb-event-store.js';
export { openClient, openEsdbEventStore } from './open.js';

export {
  parseConnectionString,
  WrongConnectionString,
  type ConnectionString,
} from './connection/connection-string.js';
export { filesOf, newClient } from './connection/client.js';
export { type LeaseOptions, type ProcessLease } from './lease/process-lease.js';
export { EsdbEventStore, type EsdbOptions } from './esdb-event-store.js';

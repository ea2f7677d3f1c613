export {
  parseConnectionString,
  WrongConnectionString,
  type ConnectionString,
} from './connection-string.js';
export { filesOf, newClient } from './client.js';
export { type LeaseOptions, type ProcessLease } from './process-lease.js';
export { EsdbEventStore, type EsdbOptions } from './esdb-event-store.js';

export { type LeaseOptions, type ProcessLease } from './process-lease.js';
export { EsdbEventStore, type EsdbOptions } from './esdb-event-store.js';

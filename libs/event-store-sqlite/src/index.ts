export { LogInUse } from './lock.js';
export { LogDamaged } from './rows.js';
export { SqliteEventStore, type SqliteOptions } from './sqlite-event-store.js';

export { type Commit, type Monitor } from './commit-queue.js';
export { lockFor, LogInUse } from './lock.js';
export { SqliteLogReader } from './log-reader.js';
export { keepFilesPrivate, makePrivate } from './private-folder.js';
export { LogDamaged } from './rows.js';
export { SqliteEventStore, type SqliteOptions } from './sqlite-event-store.js';

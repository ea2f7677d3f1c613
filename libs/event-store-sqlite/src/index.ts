export { type Commit, type Monitor } from './commit-queue.js';
export { LogDamaged, LogUnusable } from './damage.js';
export { lockFor, LogInUse } from './lock.js';
export { SqliteLogReader } from './log-reader.js';
export { keepFilesPrivate, makePrivate } from './private-folder.js';
export { salvage } from './salvage.js';
export { type SqliteOptions } from './options.js';
export { SqliteEventStore } from './sqlite-event-store.js';

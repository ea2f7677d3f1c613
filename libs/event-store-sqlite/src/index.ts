export { type Commit, type Monitor } from './commit-queue.js';
export { LogDamaged, LogUnusable } from './file/damage.js';
export { lockFor, LogInUse } from './file/lock.js';
export { SqliteLogReader } from './rows/log-reader.js';
export { keepFilesPrivate, makePrivate } from './file/private-folder.js';
export { inspectLog } from './file/inspection.js';
export { salvage, type Salvaged } from './file/salvage.js';
export { type SqliteOptions } from './options.js';
export { SqliteEventStore } from './sqlite-event-store.js';

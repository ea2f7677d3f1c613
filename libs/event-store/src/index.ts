export { requireSize, requireTextSize } from './append-size.js';
export { inBatches } from './batches.js';
export {
  AppendTooLarge,
  EventStore,
  LogReplaced,
  MAX_APPEND_BYTES,
  NO_STREAM,
  RevisionConflict,
  StoreUnavailable,
  type Anchor,
  type Appended,
  type Direction,
  type IsErasable,
  type LogRange,
  type StreamRange,
} from './event-store.js';
export { Executor, type Execution, type ExecutorOptions, type Receipt } from './executor.js';
export { type OperationEvents, type EventRef } from './operation-events.js';
export { Fold, FoldStopped, type FoldTarget } from './fold/fold.js';
export { eventId, uuidV5 } from './ids.js';
export { InMemoryEventStore } from './in-memory-event-store.js';
export { pauseFor, Pauses, RETRY, type Pause, type RetryTiming } from './retry/pauses.js';
export { reasonOf, requireAborted, RetryLoop } from './retry/retry-loop.js';
export { appendedAs, isInLogRange, isInStreamRange, isRepeat, select } from './ranges.js';
export {
  SCHEMA_VERSION,
  toPosition,
  type Metadata,
  type NewEvent,
  type Position,
  type Recorded,
  type StoredEvent,
} from './recorded.js';
export {
  BadSnapshot,
  readSnapshot,
  readSnapshotHead,
  writeSnapshot,
  type SnapshotHead,
} from './fold/snapshot-file.js';
export { canonicalJson } from './text/canonical-json.js';
export { lineOf, LogDigest } from './text/log-digest.js';
export { follow, Tail } from './fold/tail.js';
export { Waiters } from './fold/waiters.js';

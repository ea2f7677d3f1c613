export { type EventFilter, type Page } from './events.js';
export { type Cause } from './ledger/causes.js';
export { isLostValueCursor, type LostValue } from './ledger/lost-values.js';
export {
  type LostTogether,
  type LostWrite,
  type LostWriteFilter,
  type Side,
} from './ledger/lost-writes.js';
export { type LossRule, type Victim } from './ledger/place-change.js';
export { type Total } from './ledger/totals.js';
export { type Unsecured, type UnsecuredPlace } from './ledger/unsecured.js';
export { logId, lookAtReads } from './log-id.js';
export { type Operation } from './operations.js';
export { type Advance, type LogSource, type Projecting, type Told } from './projecting.js';
export { Projection } from './projection.js';
export { AnswerParked, type ParkedEvent } from './parked.js';
export { FuturePosition, ReadModelRebuilding, ReadModelStopped } from './answerable.js';
export { ReadModelDamaged } from './damage.js';
export { findDamage } from './integrity.js';
export { ReadModels, type ReadModelOptions } from './read-models.js';
export { type Depth, type WrittenAt } from './registry-past.js';
export { type OperationStep, type StepStatus } from './timeline.js';
export { type ValueVersion, type VersionCursor } from './value-history.js';

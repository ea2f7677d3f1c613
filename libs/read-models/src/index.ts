export { type EventFilter, type Page } from './events.js';
export { type LostWrite, type LostWriteFilter } from './lost-writes.js';
export { type Operation } from './operations.js';
export { type Advance, type LogSource, type Projecting, type Told } from './projecting.js';
export { Projection } from './projection.js';
export { AnswerParked, type ParkedEvent } from './parked.js';
export {
  FuturePosition,
  ReadModels,
  ReadModelStopped,
  type ReadModelOptions,
} from './read-models.js';
export { type Depth, type WrittenAt } from './registry-past.js';
export { type OperationStep, type StepStatus } from './timeline.js';
export { type ValueVersion, type VersionCursor } from './value-history.js';

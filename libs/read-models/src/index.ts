export { buildReads, readsBeside } from './comparison/built-reads.js';
export { compareReads, compareWithFold, type ReadDifference } from './comparison/differences.js';
export { differingParts, plainText } from './comparison/plain-text.js';
export { type EventFilter, type Page } from './events/event-filter.js';
export { type Cause } from './ledger/causes.js';
export { type LossAhead, type LossesOfRestore } from './ledger/ahead/losses-ahead.js';
export { isLostValueCursor, type LostValue } from './ledger/losses/lost-values.js';
export {
  type LostTogether,
  type LostWrite,
  type LostWriteFilter,
  type Side,
} from './ledger/losses/lost-writes.js';
export { type LossRule, type Victim } from './ledger/losses/place-change.js';
export {
  isContainerLoss,
  LOST_STATES,
  type LostStanding,
  type LostState,
} from './ledger/states/lost-states.js';
export { takePage, MAX_TEXT, type Paged, type Sized } from './pages.js';
export { type Total } from './ledger/totals.js';
export { type Unsecured, type UnsecuredPlace } from './ledger/keys/unsecured.js';
export { LayerDatabase } from './layer/layer-database.js';
export { resumeAt } from './layer/resume-at.js';
export { layeredReads } from './layer/layered-reads.js';
export { SecuredThen } from './layer/secured-then.js';
export { type StateSeed } from './past/past-states.js';
export { eventAtCut } from './past/event-at-cut.js';
export { restoreTargetAt } from './past/restore-target.js';
export { logId, inspectReads } from './file/log-id.js';
export { type CauseLink } from './operations/cause-chains.js';
export { type OperationFilter } from './operations/operation-terms.js';
export { type PlaceThen, type RestoredPlace, type RestoreMade } from './operations/restores.js';
export { type GroupPart, type Operation } from './operations/summary.js';
export {
  type Advance,
  type LogSource,
  type Projecting,
  type ProgressListener,
} from './projection/projecting.js';
export { type Departures, type ListedKind } from './past/departures.js';
export { Projection } from './projection/projection.js';
export { AnswerParked, type ParkedEvent } from './parked.js';
export { FutureMoment, ReadModelRebuilding, ReadModelStopped } from './answerable.js';
export { ReadModelDamaged } from './file/damage.js';
export { findDamage } from './file/integrity.js';
export { ReadModels } from './read-models.js';
export { type LayerOptions, type ReadModelOptions } from './read-model-options.js';
export { type CaptureChange, type CaptureChanged } from './captures/capture-changes.js';
export { type BlameChain, type BlameLink } from './provenance/blame.js';
export { type HeldValue } from './provenance/holders.js';
export { type Kept, type Stay } from './provenance/spread.js';
export { type Depth, type WrittenAt } from './registry/registry-past.js';
export { type TreeAt } from './registry/past-trees.js';
export { compareInFile, type FileComparison } from './trees/compare-in-file.js';
export { compareTrees, type ComparedPart, type TreeComparison } from './trees/compare-trees.js';
export {
  withoutKnown,
  type ComparedTree,
  type Narrowing,
  type TreePair,
} from './trees/tree-pair.js';
export { type ValueWriting } from './registry/version-blocks.js';
export { type FoundVersion } from './search/search.js';
export { SEARCHABLE_TYPES } from './search/searchable.js';
export { type Lane } from './timeline/timeline.js';
export {
  steps as operationSteps,
  type OperationStep,
  type StepStatus,
} from './operations/timeline.js';
export { type ValueVersion } from './registry/value-history.js';
export { type VersionCursor } from './registry/version-cursor.js';

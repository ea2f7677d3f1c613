export { EVENT_TYPES } from './state/event-types.js';
export { type ClusterCommand } from './cluster/commands.js';
export { cluster } from './cluster/decide.js';
export {
  type BackupSettings,
  type ClobberPolicy,
  type ClusterEvent,
  type ExportFilters,
  type ServerState,
  type TaggedEvent,
} from './cluster/events.js';
export {
  violationKey,
  type BackupSchedule,
  type Cluster,
  type FormedCluster,
  type GroupEntry,
  type NodeEntry,
  type ResourceEntry,
  type Tag,
} from './cluster/state.js';
export { type GroupCommand } from './group/commands.js';
export { group } from './group/decide.js';
export { failoversAt } from './group/failovers.js';
export { dependentsOf } from './group/decide/decide-dependencies.js';
export {
  formatDependency,
  isSatisfied,
  parseDependency,
  providersOf,
  type Dependency,
} from './group/dependency.js';
export {
  type GroupOperationKind,
  type DeniedMove,
  type GroupEvent,
  type MoveReason,
} from './group/events.js';
export { groupStateOf, type GroupState } from './group/group-state.js';
export { DEFAULT_POLICY, NODES_LESS_ONE, type GroupPolicy } from './group/policy.js';
export {
  type Group,
  type GroupOperation,
  type MemberRemoval,
  type OpenGroup,
} from './group/state.js';
export { type NodeCommand } from './node/commands.js';
export { defaultProvider, findContainer } from './node/decide/decide-crypto.js';
export { node } from './node/decide.js';
export { cureChanges } from './node/decide/decide-cure.js';
export { blockingHold } from './node/decide/decide-registry.js';
export {
  type Drain,
  type Failback,
  type KeyContainer,
  type NodeEvent,
  type StagedSet,
} from './node/events.js';
export {
  chunkChanges,
  fitsOneCure,
  fitsOneEvent,
  MAX_LIST_BYTES,
  PartCutter,
} from './node/size.js';
export {
  type DrainStatus,
  type Hold,
  type Node,
  type OpenDrain,
  type PresentNode,
  type StoredContainer,
} from './node/state.js';
export { type BackupCommand } from './backup/commands.js';
export { backup } from './backup/decide.js';
export { type Archive, type BackupEvent, type NodeHash } from './backup/events.js';
export { type Backup, type FailedBackup, type TakenBackup } from './backup/state.js';
export { type BackupRun } from './state/backups/backup-runs.js';
export { BACKUPS } from './state/causes/causes.js';
export { capturedAt, needsLateCapture } from './resource/captured-at.js';
export { type ResourceCommand, type LiveKeyContainer } from './resource/commands.js';
export { resource } from './resource/decide.js';
export { requireDown } from './resource/decide/decide-configuration.js';
export {
  type Attempt,
  type CaptureReason,
  type CaptureSource,
  type NodeMoment,
  type OverUnrestored,
  type Pin,
  type ResourceEvent,
  type RestoreFailure,
  type RestoreFailureCause,
} from './resource/events.js';
export { capturesToPin } from './resource/pinned-captures.js';
export { DEFAULT_PROPERTIES, NEVER, type ResourceProperties } from './resource/properties.js';
export {
  type CryptoCheckpoint,
  type MissingRestore,
  type Failure,
  type Transition as OpenAttempt,
  type OpenResource,
  type RegistryCheckpoint,
  type Resource,
  type ResourceState,
} from './resource/state.js';
export { isUnrestored } from './resource/unrestored.js';
export {
  type BackupId,
  type CheckpointId,
  type ContainerId,
  type GroupId,
  type KeyId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from './vocabulary/ids.js';
export {
  ABSENT_CONTAINER,
  foldCryptoName,
  parseCryptoName,
  type CryptoName,
} from './vocabulary/crypto-name.js';
export {
  type CopyContent,
  type Cure,
  type CuredCopy,
  type CureKind,
  type CureTarget,
  type Undoing,
} from './vocabulary/cure.js';
export { type DataOf, type Decider, type Message } from './vocabulary/message.js';
export {
  type BackupRestore,
  type Formation,
  type OpenRestore,
  type Cut,
  type Newer,
  type RestoredPart,
} from './vocabulary/restoring.js';
export { withDependents, withProviders } from './group/closure.js';
export { isUuid, parseName } from './vocabulary/names.js';
export { isTag, parseTag } from './vocabulary/tag.js';
export { deniedBy, moveDeniedBy, type Claim } from './state/checkpoints/clobber-denial.js';
export { STATE_ARCHIVE_VERSION, StateReader, writeState } from './state/archive.js';
export { type CheckpointRef } from './state/checkpoints/checkpoint-index.js';
export { type OwedCopy } from './state/checkpoints/owed-copies.js';
export { type CaptureContent, type Clobber, type FrozenState } from './state/past/frozen-state.js';
export { ClusterView, type NodeView } from './state/cluster-view.js';
export {
  PastState,
  type PastCapture,
  type PastKey,
  type PastSources,
} from './state/past/past-state.js';
export {
  isErasable,
  parseStream,
  streamName,
  streamsOf,
  type StreamKind,
} from './streams/stream-name.js';
export { isAggregate, toDomainEvent } from './streams/to-domain-event.js';
export { type AggregateKind, type DomainEvent, type Occurrence } from './state/domain-event.js';
export { latest } from './state/causes/latest.js';
export {
  isSameKey,
  keyAfter,
  type UnrestoredCheckpoint,
} from './state/checkpoints/unrestored-checkpoints.js';
export { ClusterState } from './state/cluster-state.js';
export { type RestoreTarget } from './state/restoring/restore-target.js';
export { ResumedState, type LastChange } from './state/past/resumed-state.js';

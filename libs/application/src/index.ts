export { commandIdOf, idFor, metadataOf, operationOf, type Caller } from './caller.js';
export { CommandMetrics } from './execution/command-metrics.js';
export { configuredAt, type CommandPlan, type WaitCondition } from './execution/command-plan.js';
export { CommandRunner } from './execution/command-runner.js';
export { UseCases, type UseCaseParts } from './execution/use-cases.js';
export { LongTurns } from './execution/long-turns.js';
export { othersTurns } from './execution/others-turns.js';
export { Idempotency } from './execution/idempotency.js';
export { type Changed, type Outcome } from './execution/outcome.js';
export { given } from './fields.js';
export { AddGroup } from './groups/add-group.js';
export { ConfigureGroup } from './groups/configure-group.js';
export { DeleteGroup } from './groups/delete-group.js';
export { MoveGroup } from './groups/move-group.js';
export { OfflineGroup } from './groups/offline-group.js';
export { OnlineGroup } from './groups/online-group.js';
export { AddResourceType } from './cluster/add-resource-type.js';
export { ConfigureCluster } from './cluster/configure-cluster.js';
export { SetServerState } from './cluster/set-server-state.js';
export { BeginExport, type BegunExport } from './exports/begin-export.js';
export { ExportSigning } from './exports/export-signing.js';
export { exportedEvents } from './exports/exported-events.js';
export { AddNode } from './nodes/add-node.js';
export { CrashNode } from './nodes/crash-node.js';
export { EvictNode } from './nodes/evict-node.js';
export { PauseNode, type DrainOptions } from './nodes/pause-node.js';
export { ResumeNode } from './nodes/resume-node.js';
export { StartNode } from './nodes/start-node.js';
export { StopNode } from './nodes/stop-node.js';
export { type OperatedThing } from './operations/operated-thing.js';
export { CancelOperation } from './operations/cancel-operation.js';
export { RetryOperation } from './operations/retry-operation.js';
export { RetryParkedEvent, type RetriedEvent } from './operations/retry-parked-event.js';
export { HoldRegistry } from './registry/hold-registry.js';
export { ReleaseRegistry } from './registry/release-registry.js';
export { ChangeList, PartsInMemory } from './registry/change-list.js';
export {
  ChangeRegistry,
  type CaptureRef,
  type ImportReport,
  type RegistryEdit,
} from './registry/change-registry.js';
export { containerIn, type ContainerRecord } from './keys/key-containers.js';
export { KeySealer } from './keys/key-sealer.js';
export { DeleteKeyContainer } from './keys/delete-key-container.js';
export { ReplaceKeyContainer } from './keys/replace-key-container.js';
export { RevealKeyContainer, type RevealedContainer } from './keys/reveal-key-container.js';
export { SetDefaultProvider, type DefaultProvider } from './keys/set-default-provider.js';
export { StoreKeyContainer } from './keys/store-key-container.js';
export { capturedIn, type CaptureRecord } from './checkpoints/capture-record.js';
export { type Preview, type Previewed, type PreviewedChange } from './checkpoints/copy-preview.js';
export { findCheckpoint, isCrypto } from './checkpoints/find-checkpoint.js';
export {
  listCheckpoints,
  type CheckpointFilter,
  type ListedCheckpoint,
} from './checkpoints/list-checkpoints.js';
export { clusterHazards, type CheckpointHazard } from './hazards/cluster-hazards.js';
export { cryptoHazardsOf } from './hazards/crypto-hazards.js';
export { HAZARD_KINDS, type Hazard, type HazardKind } from './hazards/hazard.js';
export { missingRestore, missingRestores } from './hazards/missing-restore.js';
export { groupHazards, hazardsOf } from './hazards/registry-hazards.js';
export {
  caughtUp,
  momentOf,
  stateOf,
  timeAt,
  type AsOf,
  type DatedState,
  type Moment,
} from './reading/moment.js';
export { lastPosition, parsePosition } from './reading/position.js';
export { GetAttention } from './attention/get-attention.js';
export { ATTENTION_KINDS, SEVERITIES, type AttentionItem } from './attention/item.js';
export { ResolvedTags } from './reading/tags.js';
export { groupReadiness, type NodeReadiness } from './placement/readiness.js';
export { DeleteTag } from './tags/delete-tag.js';
export { FindTags, type FoundTag } from './tags/find-tags.js';
export { SetTag } from './tags/set-tag.js';
export { tagAfter } from './tags/tag-after.js';
export { AddCheckpoint } from './checkpoints/add-checkpoint.js';
export { DeleteCheckpoint, type DeletedCheckpoint } from './checkpoints/delete-checkpoint.js';
export { RecaptureCheckpoint } from './checkpoints/recapture-checkpoint.js';
export {
  type CurePreview,
  type CuredPlace,
  type PreviewedCure,
} from './cures/preview/cure-preview.js';
export { ChangeStoredCopy } from './cures/change-stored-copy.js';
export { type CuredScope } from './cures/cure-scope.js';
export { RecaptureCheckpoints } from './cures/recapture-checkpoints.js';
export { RestoreCheckpoints } from './cures/restore-checkpoints.js';
export { RevertCheckpoint } from './cures/revert-checkpoint.js';
export { RevertCheckpoints } from './cures/revert-checkpoints.js';
export { RevertRegistry, type CuredRegistry } from './cures/revert-registry.js';
export { RestoreCheckpoint } from './checkpoints/restore-checkpoint.js';
export { ControlResourceType } from './control/control-resource-type.js';
export {
  ControlResource,
  type ControlCall,
  type ControlResult,
} from './control/control-resource.js';
export { GetCapture, type CaptureAnswer } from './checkpoints/get-capture.js';
export {
  CompareClusters,
  type ClusterDiff,
  type DescribedThing,
  type DescribeCluster,
} from './diff/compare-clusters.js';
export { GetDiff, type ComparedSide, type Diff } from './diff/get-diff.js';
export {
  SummariseLostWrites,
  type LostWriteSummary,
  type SummaryBy,
} from './lost-writes/summarise-lost-writes.js';
export { RecoverLostWrite } from './lost-writes/recover-lost-write.js';
export {
  AcknowledgeLostWrite,
  type Acknowledged,
  type LostWriteRef,
} from './lost-writes/acknowledge-lost-write.js';
export { takenBackup } from './backups/taken-backup.js';
export { Bisect, type Bisection } from './bisect/bisect.js';
export { type AskedPredicate } from './bisect/predicate.js';
export { ResolveBackupSides, type SideTexts } from './backups/backup-sides.js';
export { cutOf } from './backups/cut-of.js';
export { GetBackup, type FoundBackup } from './backups/get-backup.js';
export { ListBackups, type ListedBackup } from './backups/list-backups.js';
export { takeScheduledBackup, type ScheduledRun } from './backups/scheduled-backup.js';
export { DeleteBackupSchedule } from './backups/delete-backup-schedule.js';
export {
  backupScheduleOf,
  GetBackupSchedule,
  type FoundSchedule,
} from './backups/get-backup-schedule.js';
export { SetBackupSchedule, type ScheduleRef } from './backups/set-backup-schedule.js';
export { RestoreDatabase } from './restoring/restore-database.js';
export { TakeBackup, type BackupRef } from './backups/take-backup.js';
export {
  RestoreBackup,
  type PreviewedRestore,
  type RestoredRef,
} from './restoring/restore-backup.js';
export { type RestorePreview } from './restoring/restore-preview.js';
export { type NamedPart } from './restoring/restored-part.js';
export { GetLostWrite } from './lost-writes/get-lost-write.js';
export { DRIFT_STATES, type DriftState } from './drift/drift-state.js';
export { DriftFeed, type DriftChange } from './drift/feed/drift-feed.js';
export { followDrift } from './drift/feed/follow-drift.js';
export {
  countDrift,
  presentDrift,
  sumOf,
  type DriftCounts,
  type DriftTally,
} from './drift/drift-counts.js';
export { type DriftItem } from './drift/drift-items.js';
export { driftMoment, type DriftMoment } from './drift/drift-moment.js';
export { groupLosses, type GroupLosses } from './drift/group-losses.js';
export { GetDrift } from './drift/get-drift.js';
export { GetOperation } from './history/get-operation.js';
export { GetReceipt, type WrittenReceipt } from './history/get-receipt.js';
export { ListEvents, type EventPage, type ListedEvent } from './history/list-events.js';
export { type EventSelection } from './history/event-selection.js';
export { followEvents, type Following } from './history/follow-events.js';
export { GetTimeline, type NamedLane, type TimelineAnswer } from './timeline/get-timeline.js';
export { idThen } from './reading/id-then.js';
export { logIdentity } from './reading/log-identity.js';
export { ListLostValues, type LostValuePage } from './lost-writes/list-lost-values.js';
export {
  ListLostWrites,
  type LostWriteSelection,
  type LostWritePage,
} from './lost-writes/list-lost-writes.js';
export { ListOperations, type OperationPage } from './history/list-operations.js';
export { BlameValues, type BlamedValue } from './registry/blame-values.js';
export { FindPlaces, type ValuePlace } from './registry/find-places.js';
export { FindSpread, type SpreadAnswer, type SpreadValue } from './registry/find-spread.js';
export { GetRegistryKey, type FoundKey, type RegistryAnswer } from './registry/get-registry-key.js';
export { SearchValues, type SearchedValue } from './registry/search-values.js';
export { ListValueVersions, type VersionPage } from './registry/list-value-versions.js';
export { type NameThen, type OperationReport } from './history/operation-report.js';
export { type GroupChoice } from './history/report/group-choices.js';
export { type SettingThen, type SettingValue } from './history/report/policy-then.js';
export { type Remedy } from './remedies/remedy.js';
export { type WholeReport } from './history/report/whole-report.js';
export { type Wait } from './history/report/waits.js';
export { HANDLERS } from './handlers.js';
export { bring, bringOne, type BringOptions } from './lifecycle/bring.js';
export { drainEnded, groupOperationEnded, operationFailure } from './lifecycle/operation-end.js';
export {
  directoryOf,
  groupState,
  nameOf,
  nodeState,
  resolveGroup,
  resolveNode,
  resolveResource,
  requireFormed,
  resourceState,
  shownName,
  type Named,
} from './names.js';
export { lastThere, NoSuchThing, type MissingThing } from './no-such-thing.js';
export { recordedCheckpoint } from './checkpoints/recorded-checkpoint.js';
export {
  checkpointsOf,
  heldBy,
  listedGroup,
  listedGroups,
  listedResource,
  listedResources,
} from './reading/listed-things.js';
export {
  malformed,
  Refusal,
  RequestRefusal,
  type Fault,
  type RequestRefusalKind,
} from './refusals.js';
export { destinationOf } from './placement/destination.js';
export { AddDependency } from './resources/add-dependency.js';
export { AddPossibleOwner } from './resources/add-possible-owner.js';
export { AddResource } from './resources/add-resource.js';
export { ConfigureResource } from './resources/configure-resource.js';
export { DeleteResource } from './resources/delete-resource.js';
export { FailResource } from './resources/fail-resource.js';
export { OfflineResource } from './resources/offline-resource.js';
export { OnlineResource } from './resources/online-resource.js';
export { RemoveDependency } from './resources/remove-dependency.js';
export { RemovePossibleOwner } from './resources/remove-possible-owner.js';
export { ReportResource } from './resources/report-resource.js';
export { RunningCluster, type ClusterCommands, type ClusterLog } from './running-cluster.js';

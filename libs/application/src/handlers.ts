import { type Type } from '@nestjs/common';

import { CommandRunner } from './execution/command-runner.js';
import { Idempotency } from './execution/idempotency.js';
import { KeyStoring } from './keys/key-storing.js';
import { GetAttentionHandler } from './attention/get-attention.js';
import { AddCheckpointHandler } from './checkpoints/add-checkpoint.js';
import { DeleteCheckpointHandler } from './checkpoints/delete-checkpoint.js';
import { GetCaptureHandler } from './checkpoints/get-capture.js';
import { RecaptureCheckpointHandler } from './checkpoints/recapture-checkpoint.js';
import { ChangeStoredCopyHandler } from './cures/change-stored-copy.js';
import { RecaptureCheckpointsHandler } from './cures/recapture-checkpoints.js';
import { RestoreCheckpointsHandler } from './cures/restore-checkpoints.js';
import { RevertCheckpointHandler } from './cures/revert-checkpoint.js';
import { RevertCheckpointsHandler } from './cures/revert-checkpoints.js';
import { RevertRegistryHandler } from './cures/revert-registry.js';
import { RestoreCheckpointHandler } from './checkpoints/restore-checkpoint.js';
import { AddResourceTypeHandler } from './cluster/add-resource-type.js';
import { ConfigureClusterHandler } from './cluster/configure-cluster.js';
import { SetServerStateHandler } from './cluster/set-server-state.js';
import { ControlResourceTypeHandler } from './control/control-resource-type.js';
import { ControlResourceHandler } from './control/control-resource.js';
import { BeginExportHandler } from './exports/begin-export.js';
import { AddGroupHandler } from './groups/add-group.js';
import { ConfigureGroupHandler } from './groups/configure-group.js';
import { DeleteGroupHandler } from './groups/delete-group.js';
import { MoveGroupHandler } from './groups/move-group.js';
import { OfflineGroupHandler } from './groups/offline-group.js';
import { OnlineGroupHandler } from './groups/online-group.js';
import { CompareClustersHandler } from './diff/compare-clusters.js';
import { GetDiffHandler } from './diff/get-diff.js';
import { GetLostWriteHandler } from './lost-writes/get-lost-write.js';
import { GetDriftHandler } from './drift/get-drift.js';
import { GetOperationHandler } from './history/get-operation.js';
import { GetReceiptHandler } from './history/get-receipt.js';
import { GetTimelineHandler } from './timeline/get-timeline.js';
import { SearchValuesHandler } from './registry/search-values.js';
import { ListEventsHandler } from './history/list-events.js';
import { ListLostValuesHandler } from './lost-writes/list-lost-values.js';
import { ListLostWritesHandler } from './lost-writes/list-lost-writes.js';
import { ListOperationsHandler } from './history/list-operations.js';
import { DeleteKeyContainerHandler } from './keys/delete-key-container.js';
import { ReplaceKeyContainerHandler } from './keys/replace-key-container.js';
import { RevealKeyContainerHandler } from './keys/reveal-key-container.js';
import { SetDefaultProviderHandler } from './keys/set-default-provider.js';
import { StoreKeyContainerHandler } from './keys/store-key-container.js';
import { AddNodeHandler } from './nodes/add-node.js';
import { CrashNodeHandler } from './nodes/crash-node.js';
import { EvictNodeHandler } from './nodes/evict-node.js';
import { PauseNodeHandler } from './nodes/pause-node.js';
import { ResumeNodeHandler } from './nodes/resume-node.js';
import { StartNodeHandler } from './nodes/start-node.js';
import { StopNodeHandler } from './nodes/stop-node.js';
import { CancelOperationHandler } from './operations/cancel-operation.js';
import { RetryOperationHandler } from './operations/retry-operation.js';
import { RetryParkedEventHandler } from './operations/retry-parked-event.js';
import { BlameValuesHandler } from './registry/blame-values.js';
import { ChangeRegistryHandler } from './registry/change-registry.js';
import { FindPlacesHandler } from './registry/find-places.js';
import { FindSpreadHandler } from './registry/find-spread.js';
import { GetRegistryKeyHandler } from './registry/get-registry-key.js';
import { HoldRegistryHandler } from './registry/hold-registry.js';
import { ListValueVersionsHandler } from './registry/list-value-versions.js';
import { ReleaseRegistryHandler } from './registry/release-registry.js';
import { AddDependencyHandler } from './resources/add-dependency.js';
import { AddPossibleOwnerHandler } from './resources/add-possible-owner.js';
import { AddResourceHandler } from './resources/add-resource.js';
import { ConfigureResourceHandler } from './resources/configure-resource.js';
import { DeleteResourceHandler } from './resources/delete-resource.js';
import { FailResourceHandler } from './resources/fail-resource.js';
import { OfflineResourceHandler } from './resources/offline-resource.js';
import { OnlineResourceHandler } from './resources/online-resource.js';
import { RemoveDependencyHandler } from './resources/remove-dependency.js';
import { RemovePossibleOwnerHandler } from './resources/remove-possible-owner.js';
import { ReportResourceHandler } from './resources/report-resource.js';
import { SummariseLostWritesHandler } from './lost-writes/summarise-lost-writes.js';
import { AcknowledgeLostWriteHandler } from './lost-writes/acknowledge-lost-write.js';
import { BisectHandler } from './bisect/bisect.js';
import { ResolveBackupSidesHandler } from './backups/backup-sides.js';
import { GetBackupHandler } from './backups/get-backup.js';
import { ListBackupsHandler } from './backups/list-backups.js';
import { TakeBackupHandler } from './backups/take-backup.js';
import { DeleteBackupScheduleHandler } from './backups/delete-backup-schedule.js';
import { GetBackupScheduleHandler } from './backups/get-backup-schedule.js';
import { SetBackupScheduleHandler } from './backups/set-backup-schedule.js';
import { RestoreBackupHandler } from './restoring/restore-backup.js';
import { RestoreDatabaseHandler } from './restoring/restore-database.js';
import { RecoverLostWriteHandler } from './lost-writes/recover-lost-write.js';
import { DeleteTagHandler } from './tags/delete-tag.js';
import { FindTagsHandler } from './tags/find-tags.js';
import { SetTagHandler } from './tags/set-tag.js';

/** The providers of all use cases. They need RunningCluster and CommandMetrics beside them. */
export const HANDLERS: readonly Type<object>[] = [
  CommandRunner,
  Idempotency,
  KeyStoring,
  GetAttentionHandler,
  AddCheckpointHandler,
  DeleteCheckpointHandler,
  GetCaptureHandler,
  RecaptureCheckpointHandler,
  ChangeStoredCopyHandler,
  RecaptureCheckpointsHandler,
  RestoreCheckpointsHandler,
  RevertCheckpointHandler,
  RevertCheckpointsHandler,
  RevertRegistryHandler,
  RestoreCheckpointHandler,
  AddResourceTypeHandler,
  ConfigureClusterHandler,
  SetServerStateHandler,
  BeginExportHandler,
  ControlResourceTypeHandler,
  ControlResourceHandler,
  AddGroupHandler,
  ConfigureGroupHandler,
  DeleteGroupHandler,
  MoveGroupHandler,
  OfflineGroupHandler,
  OnlineGroupHandler,
  CompareClustersHandler,
  GetDiffHandler,
  GetDriftHandler,
  GetLostWriteHandler,
  GetOperationHandler,
  GetReceiptHandler,
  ListEventsHandler,
  SearchValuesHandler,
  GetTimelineHandler,
  ListLostValuesHandler,
  AcknowledgeLostWriteHandler,
  RecoverLostWriteHandler,
  GetBackupHandler,
  BisectHandler,
  ResolveBackupSidesHandler,
  ListBackupsHandler,
  TakeBackupHandler,
  SetBackupScheduleHandler,
  DeleteBackupScheduleHandler,
  GetBackupScheduleHandler,
  RestoreBackupHandler,
  RestoreDatabaseHandler,
  ListLostWritesHandler,
  SummariseLostWritesHandler,
  ListOperationsHandler,
  DeleteKeyContainerHandler,
  ReplaceKeyContainerHandler,
  RevealKeyContainerHandler,
  SetDefaultProviderHandler,
  StoreKeyContainerHandler,
  AddNodeHandler,
  CrashNodeHandler,
  EvictNodeHandler,
  PauseNodeHandler,
  ResumeNodeHandler,
  StartNodeHandler,
  StopNodeHandler,
  CancelOperationHandler,
  RetryOperationHandler,
  RetryParkedEventHandler,
  BlameValuesHandler,
  ChangeRegistryHandler,
  FindPlacesHandler,
  FindSpreadHandler,
  GetRegistryKeyHandler,
  HoldRegistryHandler,
  ListValueVersionsHandler,
  ReleaseRegistryHandler,
  AddDependencyHandler,
  AddPossibleOwnerHandler,
  AddResourceHandler,
  ConfigureResourceHandler,
  DeleteResourceHandler,
  FailResourceHandler,
  OfflineResourceHandler,
  OnlineResourceHandler,
  RemoveDependencyHandler,
  RemovePossibleOwnerHandler,
  ReportResourceHandler,
  DeleteTagHandler,
  FindTagsHandler,
  SetTagHandler,
];

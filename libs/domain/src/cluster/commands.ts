import { type GroupId, type NodeId, type OperationId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
import { type BackupRestore } from '../vocabulary/restoring.js';
import {
  type ClobberPolicy,
  type ClusterEvent,
  type ServerState,
  type TaggedEvent,
} from './events.js';
import { type GroupEntry, type NodeEntry, type ResourceEntry } from './state.js';

/** Entries of the directory as they are to be, and things that give up their names for them. */
export type RestoredDirectory = Readonly<{
  operation: OperationId;
  clobberPolicy?: ClobberPolicy;
  nodes: readonly NodeEntry[];
  groups: readonly GroupEntry[];
  resources: readonly ResourceEntry[];
  /** The things that give up their names for entries: they are removed, or named, later. */
  yielding: readonly (GroupId | ResourceId)[];
}>;

export type ClusterCommand =
  | Message<'FormCluster', { name: string; logId: string; types: readonly string[] }>
  | Message<'ConfigureCluster', { clobberPolicy?: ClobberPolicy }>
  | Message<'SetServerState', { state: ServerState }>
  | Message<'AddNode', { node: NodeId; name: string }>
  /** `after`: the revision of the directory at which the node owned no group. */
  | Message<'EvictNode', { node: NodeId; after: number }>
  | Message<'AddGroup', DataOf<ClusterEvent, 'GroupAdded'>>
  | Message<'RenameGroup', { group: GroupId; name: string }>
  /** Removes a closed group from the directory. */
  | Message<'RemoveGroup', { group: GroupId }>
  | Message<'AddResourceType', { name: string }>
  | Message<'AddResource', DataOf<ClusterEvent, 'ResourceAdded'>>
  | Message<'RenameResource', { resource: ResourceId; name: string }>
  | Message<'RegroupResource', { resource: ResourceId; group: GroupId }>
  /** Undoes a change of group: the directory lists the resource under `to` again. */
  | Message<'ReturnResource', { resource: ResourceId; from: GroupId; to: GroupId }>
  /** Removes a closed resource from the directory. */
  | Message<'RemoveResource', { resource: ResourceId }>
  | Message<'SetTag', TaggedEvent & { tag: string }>
  | Message<'DeleteTag', { tag: string }>
  | Message<'SetBackupSchedule', DataOf<ClusterEvent, 'BackupScheduleSet'>>
  | Message<'DeleteBackupSchedule', Record<string, never>>
  | Message<'AcknowledgeLostWrite', DataOf<ClusterEvent, 'LostWriteAcknowledged'>>
  | Message<'RecordViolation', DataOf<ClusterEvent, 'RuleViolated'>>
  | Message<'RecordExport', DataOf<ClusterEvent, 'EventsExported'>>
  | Message<'StartBackupRestore', BackupRestore>
  /** Makes entries of the directory as a backup has them, in one append. */
  | Message<'RestoreDirectory', RestoredDirectory>
  | Message<'ReleaseFormation', { operation: OperationId; failure?: string }>
  | Message<'CompleteBackupRestore', { operation: OperationId }>
  | Message<'FailBackupRestore', { operation: OperationId; reason: string }>;

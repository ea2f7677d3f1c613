import { type GroupId, type NodeId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
import {
  type ClobberPolicy,
  type ClusterEvent,
  type ServerState,
  type TaggedEvent,
} from './events.js';

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
  | Message<'RecordExport', DataOf<ClusterEvent, 'EventsExported'>>;

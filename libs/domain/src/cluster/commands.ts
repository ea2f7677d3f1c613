import { type GroupId, type NodeId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf, type Message } from '../vocabulary/message.js';
import { type ClobberPolicy, type ClusterEvent, type ServerState } from './events.js';

export type ClusterCommand =
  | Message<'FormCluster', { name: string; logId: string; types: readonly string[] }>
  | Message<'ConfigureCluster', { clobberPolicy?: ClobberPolicy }>
  | Message<'SetServerState', { state: ServerState }>
  | Message<'AddNode', { node: NodeId; name: string }>
  /** `after`: the revision of the directory at which no group was on the node. */
  | Message<'EvictNode', { node: NodeId; after: number }>
  | Message<'AddGroup', DataOf<ClusterEvent, 'GroupAdded'>>
  | Message<'RenameGroup', { group: GroupId; name: string }>
  /** Takes a closed group out of the directory. */
  | Message<'RemoveGroup', { group: GroupId }>
  | Message<'AddResourceType', { name: string }>
  | Message<'AddResource', DataOf<ClusterEvent, 'ResourceAdded'>>
  | Message<'RenameResource', { resource: ResourceId; name: string }>
  | Message<'RegroupResource', { resource: ResourceId; group: GroupId }>
  /** Undoes that it was to come into a group. */
  | Message<'ReturnResource', { resource: ResourceId; from: GroupId; to: GroupId }>
  /** Takes a closed resource out of the directory. */
  | Message<'RemoveResource', { resource: ResourceId }>
  | Message<'RecordViolation', DataOf<ClusterEvent, 'RuleViolated'>>;

import { type GroupId, type NodeId, type ResourceId } from '../shared/ids.js';
import { type Message } from '../shared/message.js';

/** `none`: not yet able to answer; `read-only`: writes are refused with ERROR_SHARING_PAUSED. */
export type ServerState = 'none' | 'read-only' | 'read-write';

/** What happens when two resources would write one key (rule 6). */
export type ClobberPolicy = 'warn' | 'deny';

/** The directory of the cluster. What is stored: never rename one, a new meaning is a new name. */
export type ClusterEvent =
  | Message<'ClusterFormed', { name: string; logId: string }>
  | Message<'ClusterConfigured', { clobberPolicy?: ClobberPolicy }>
  | Message<'ServerStateChanged', { state: ServerState }>
  | Message<'NodeAdded', { node: NodeId; name: string }>
  | Message<
      'GroupAdded',
      { group: GroupId; name: string; owner: NodeId; preferredOwners: readonly NodeId[] }
    >
  | Message<'GroupRenamed', { group: GroupId; name: string }>
  | Message<'GroupRemoved', { group: GroupId }>
  | Message<'ResourceTypeAdded', { name: string }>
  | Message<'ResourceAdded', { resource: ResourceId; name: string; type: string; group: GroupId }>
  | Message<'ResourceRenamed', { resource: ResourceId; name: string }>
  | Message<'ResourceRemoved', { resource: ResourceId }>;

import { type NameMap } from '#registry';

import { type GroupPolicy } from '../group/policy.js';
import { type ResourceProperties } from '../resource/properties.js';
import { type GroupId, type NodeId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf } from '../vocabulary/message.js';
import { type OpenRestore } from '../vocabulary/restoring.js';
import {
  type BackupSettings,
  type ClobberPolicy,
  type ClusterEvent,
  type ServerState,
  type TaggedEvent,
} from './events.js';

export type NodeEntry = Readonly<{ id: NodeId; name: string }>;
export type GroupEntry = Readonly<{
  id: GroupId;
  name: string;
  owner: NodeId;
  preferredOwners: readonly NodeId[];
  /** The policy with which the group was created. */
  policy?: Partial<GroupPolicy>;
}>;
export type ResourceEntry = Readonly<{
  id: ResourceId;
  name: string;
  type: string;
  group: GroupId;
  /** The group under which the directory listed the resource before. */
  from?: GroupId;
  /** True if the resource could not join another group. */
  isReturned?: boolean;
  /** The properties with which the resource was created. */
  properties?: Partial<ResourceProperties>;
}>;

/** A tag as it was set last. `setAt`: the revision of its TagSet event. */
export type Tag = TaggedEvent & Readonly<{ name: string; setAt: number; replaced?: string }>;

/** The schedule of backups. `setAt`: milliseconds since 1970. */
export type BackupSchedule = BackupSettings & Readonly<{ setAt: number }>;

/** The things that exist, and their names. Names are kept here alone. */
export type FormedCluster = Readonly<{
  status: 'formed';
  name: string;
  logId: string;
  clobberPolicy: ClobberPolicy;
  serverState: ServerState;
  /** Revision of this stream's last event. `configuredAt`: that of its last configuration event. */
  revision: number;
  configuredAt: number;
  /** The fingerprint of the public key that the last export was signed with. */
  exportKey?: string;
  /** The restore of a backup that is under way; at most one at a time. */
  restoring?: OpenRestore | undefined;
  /** A key for each recorded violation: its rule, operation and resource. */
  violations: ReadonlySet<string>;
  /** By id, in the order in which they were added. */
  nodes: ReadonlyMap<NodeId, NodeEntry>;
  groups: ReadonlyMap<GroupId, GroupEntry>;
  resources: ReadonlyMap<ResourceId, ResourceEntry>;
  /** Keyed by folded name; the value is the name as typed. */
  types: ReadonlyMap<string, string>;
  /** From folded name to id, one map for each kind. */
  nodeNames: ReadonlyMap<string, NodeId>;
  groupNames: ReadonlyMap<string, GroupId>;
  resourceNames: ReadonlyMap<string, ResourceId>;
  tags: NameMap<Tag>;
  backupSchedule?: BackupSchedule;
}>;

export type Cluster = Readonly<{ status: 'absent' }> | FormedCluster;

export const initialCluster: Cluster = { status: 'absent' };

/** The key of a violation: two violations with the same key are the same. */
export const violationKey = ({
  rule,
  operation,
  resource,
}: DataOf<ClusterEvent, 'RuleViolated'>): string => `${rule} ${operation} ${resource ?? ''}`;

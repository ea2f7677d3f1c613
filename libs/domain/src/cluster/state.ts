import { type GroupPolicy } from '../group/policy.js';
import { type ResourceProperties } from '../resource/properties.js';
import { type GroupId, type NodeId, type ResourceId } from '../vocabulary/ids.js';
import { type DataOf } from '../vocabulary/message.js';
import { type ClobberPolicy, type ClusterEvent, type ServerState } from './events.js';

export type NodeEntry = Readonly<{ id: NodeId; name: string }>;
export type GroupEntry = Readonly<{
  id: GroupId;
  name: string;
  owner: NodeId;
  preferredOwners: readonly NodeId[];
  /** As it was created. */
  policy?: Partial<GroupPolicy>;
}>;
export type ResourceEntry = Readonly<{
  id: ResourceId;
  name: string;
  type: string;
  group: GroupId;
  /** The group that the directory listed the resource under before. */
  from?: GroupId;
  /** True where it was to go there, and could not. */
  isReturned?: boolean;
  /** As it was created. */
  properties?: Partial<ResourceProperties>;
}>;

/** Which things exist, under which names. Names live here alone. */
export type FormedCluster = Readonly<{
  status: 'formed';
  name: string;
  logId: string;
  clobberPolicy: ClobberPolicy;
  serverState: ServerState;
  /** Revision of this stream's last event, and of its last configuration event. */
  revision: number;
  configuredAt: number;
  /** Which rule, in which operation, of which resource: recorded once. */
  violations: ReadonlySet<string>;
  /** By id, in the order they were added. */
  nodes: ReadonlyMap<NodeId, NodeEntry>;
  groups: ReadonlyMap<GroupId, GroupEntry>;
  resources: ReadonlyMap<ResourceId, ResourceEntry>;
  /** By folded name; the value is the name as typed. */
  types: ReadonlyMap<string, string>;
  /** Folded name to id, a map a kind. */
  nodeNames: ReadonlyMap<string, NodeId>;
  groupNames: ReadonlyMap<string, GroupId>;
  resourceNames: ReadonlyMap<string, ResourceId>;
}>;

export type Cluster = Readonly<{ status: 'absent' }> | FormedCluster;

export const initialCluster: Cluster = { status: 'absent' };

/** What makes a violation the same one. */
export const violationKey = ({
  rule,
  operation,
  resource,
}: DataOf<ClusterEvent, 'RuleViolated'>): string => `${rule} ${operation} ${resource ?? ''}`;

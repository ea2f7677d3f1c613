import { foldName } from '#registry';

import { type GroupPolicy } from '../group/policy.js';
import { type ResourceProperties } from '../resource/properties.js';
import { type GroupId, type NodeId, type ResourceId } from '../shared/ids.js';
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
  /** The group that it was listed under before. */
  from?: GroupId;
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

const put = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map(map).set(key, value);

const drop = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
};

const formed = ({ name, logId }: { name: string; logId: string }): FormedCluster => ({
  status: 'formed',
  name,
  logId,
  clobberPolicy: 'warn',
  serverState: 'read-write',
  revision: 0,
  configuredAt: 0,
  violations: new Set(),
  nodes: new Map(),
  groups: new Map(),
  resources: new Map(),
  types: new Map(),
  nodeNames: new Map(),
  groupNames: new Map(),
  resourceNames: new Map(),
});

export const evolveCluster = (state: Cluster, event: ClusterEvent): Cluster => {
  if (event.type === 'ClusterFormed') return formed(event.data);
  return state.status === 'absent'
    ? state
    : evolveFormed({ ...state, revision: state.revision + 1 }, event);
};

type LaterEvent = Exclude<ClusterEvent, { type: 'ClusterFormed' }>;
type GroupEntryEvent = Extract<LaterEvent, { type: `Group${string}` }>;
type ResourceEntryEvent = Extract<
  LaterEvent,
  { type: 'ResourceAdded' | 'ResourceRenamed' | 'ResourceRegrouped' | 'ResourceRemoved' }
>;

const evolveFormed = (state: FormedCluster, event: LaterEvent): FormedCluster => {
  switch (event.type) {
    case 'ClusterConfigured':
      return { ...state, ...event.data, configuredAt: state.revision };
    case 'ServerStateChanged':
      return { ...state, serverState: event.data.state };
    case 'NodeAdded':
      return withNode(state, { id: event.data.node, name: event.data.name });
    case 'NodeEvicted':
      return withoutNode(state, event.data.node);
    case 'RuleViolated':
      return { ...state, violations: new Set(state.violations).add(violationKey(event.data)) };
    case 'ResourceTypeAdded':
      return { ...state, types: put(state.types, foldName(event.data.name), event.data.name) };
    case 'GroupAdded':
    case 'GroupRenamed':
    case 'GroupRemoved':
      return evolveGroups(state, event);
    case 'ResourceAdded':
    case 'ResourceRenamed':
    case 'ResourceRegrouped':
    case 'ResourceRemoved':
      return evolveResources(state, event);
  }
};

/** What makes a violation the same one. */
export const violationKey = ({
  rule,
  operation,
  resource,
}: Extract<ClusterEvent, { type: 'RuleViolated' }>['data']): string =>
  `${rule} ${operation} ${resource ?? ''}`;

const withNode = (state: FormedCluster, entry: NodeEntry): FormedCluster => ({
  ...state,
  nodes: put(state.nodes, entry.id, entry),
  nodeNames: put(state.nodeNames, foldName(entry.name), entry.id),
});

const withoutNode = (state: FormedCluster, id: NodeId): FormedCluster => ({
  ...state,
  nodes: drop(state.nodes, id),
  nodeNames: drop(state.nodeNames, foldName(state.nodes.get(id)?.name ?? '')),
});

const evolveGroups = (state: FormedCluster, { type, data }: GroupEntryEvent): FormedCluster => {
  const known = state.groups.get(data.group);
  const names = known ? drop(state.groupNames, foldName(known.name)) : state.groupNames;
  if (type === 'GroupRemoved')
    return { ...state, groups: drop(state.groups, data.group), groupNames: names };
  const entry: GroupEntry | undefined =
    type === 'GroupAdded'
      ? {
          id: data.group,
          name: data.name,
          owner: data.owner,
          preferredOwners: data.preferredOwners,
          ...(data.policy && { policy: data.policy }),
        }
      : known && { ...known, name: data.name };
  if (entry === undefined) return state;
  return {
    ...state,
    groups: put(state.groups, entry.id, entry),
    groupNames: put(names, foldName(entry.name), entry.id),
  };
};

const evolveResources = (
  state: FormedCluster,
  { type, data }: ResourceEntryEvent,
): FormedCluster => {
  const known = state.resources.get(data.resource);
  const names = known ? drop(state.resourceNames, foldName(known.name)) : state.resourceNames;
  if (type === 'ResourceRemoved')
    return { ...state, resources: drop(state.resources, data.resource), resourceNames: names };
  const entry = entryAfter(known, { type, data } as EntryEvent);
  if (entry === undefined) return state;
  return {
    ...state,
    resources: put(state.resources, entry.id, entry),
    resourceNames: put(names, foldName(entry.name), entry.id),
  };
};

type EntryEvent = Exclude<ResourceEntryEvent, { type: 'ResourceRemoved' }>;

const entryAfter = (
  known: ResourceEntry | undefined,
  event: EntryEvent,
): ResourceEntry | undefined => {
  if (event.type === 'ResourceAdded') {
    const { resource: id, ...rest } = event.data;
    return { id, ...rest };
  }
  if (known === undefined) return undefined;
  return event.type === 'ResourceRenamed'
    ? { ...known, name: event.data.name }
    : { ...known, group: event.data.group, from: known.group };
};

import { foldName } from '#registry';

import { type GroupId, type NodeId, type ResourceId } from '../shared/ids.js';
import { type ClobberPolicy, type ClusterEvent, type ServerState } from './events.js';

export type NodeEntry = Readonly<{ id: NodeId; name: string }>;
export type GroupEntry = Readonly<{
  id: GroupId;
  name: string;
  owner: NodeId;
  preferredOwners: readonly NodeId[];
}>;
export type ResourceEntry = Readonly<{
  id: ResourceId;
  name: string;
  type: string;
  group: GroupId;
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
  { type: 'ResourceAdded' | 'ResourceRenamed' | 'ResourceRemoved' }
>;

const evolveFormed = (state: FormedCluster, event: LaterEvent): FormedCluster => {
  switch (event.type) {
    case 'ClusterConfigured':
      return { ...state, ...event.data, configuredAt: state.revision };
    case 'ServerStateChanged':
      return { ...state, serverState: event.data.state };
    case 'NodeAdded':
      return withNode(state, { id: event.data.node, name: event.data.name });
    case 'ResourceTypeAdded':
      return { ...state, types: put(state.types, foldName(event.data.name), event.data.name) };
    case 'GroupAdded':
    case 'GroupRenamed':
    case 'GroupRemoved':
      return evolveGroups(state, event);
    case 'ResourceAdded':
    case 'ResourceRenamed':
    case 'ResourceRemoved':
      return evolveResources(state, event);
  }
};

const withNode = (state: FormedCluster, entry: NodeEntry): FormedCluster => ({
  ...state,
  nodes: put(state.nodes, entry.id, entry),
  nodeNames: put(state.nodeNames, foldName(entry.name), entry.id),
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
  const entry: ResourceEntry | undefined =
    type === 'ResourceAdded'
      ? { id: data.resource, name: data.name, type: data.type, group: data.group }
      : known && { ...known, name: data.name };
  if (entry === undefined) return state;
  return {
    ...state,
    resources: put(state.resources, entry.id, entry),
    resourceNames: put(names, foldName(entry.name), entry.id),
  };
};

import { ClusterError, type StatusName } from '#clusapi';
import { foldName } from '#registry';

import { DEFAULT_POLICY, requireWindow } from '../group/policy.js';
import { DEFAULT_PROPERTIES, requirePeriods } from '../resource/properties.js';
import { type GroupId, type NodeId, type ResourceId } from '../shared/ids.js';
import { type Decider, type Message } from '../shared/message.js';
import { parseName } from '../shared/names.js';
import { type ClobberPolicy, type ClusterEvent, type ServerState } from './events.js';
import {
  evolveCluster,
  initialCluster,
  violationKey,
  type Cluster,
  type FormedCluster,
  type ResourceEntry,
} from './state.js';

/** The revision a caller saw last; the command is refused by `IfMatch` rules when it moved. */
export type ClusterCommand =
  | Message<'FormCluster', { name: string; logId: string; types: readonly string[] }>
  | Message<'ConfigureCluster', { clobberPolicy?: ClobberPolicy }>
  | Message<'SetServerState', { state: ServerState }>
  | Message<'AddNode', { node: NodeId; name: string }>
  /** `after`: the revision of the directory at which no group was on it. */
  | Message<'EvictNode', { node: NodeId; after: number }>
  | Message<'AddGroup', EventData<'GroupAdded'>>
  | Message<'RenameGroup', { group: GroupId; name: string }>
  | Message<'RemoveGroup', { group: GroupId }>
  | Message<'AddResourceType', { name: string }>
  | Message<'AddResource', EventData<'ResourceAdded'>>
  | Message<'RenameResource', { resource: ResourceId; name: string }>
  | Message<'RegroupResource', { resource: ResourceId; group: GroupId }>
  | Message<'RemoveResource', { resource: ResourceId }>
  | Message<'RecordViolation', EventData<'RuleViolated'>>;

type EventData<Type extends ClusterEvent['type']> = Extract<ClusterEvent, { type: Type }>['data'];

type Of<Type extends ClusterCommand['type']> = Extract<ClusterCommand, { type: Type }>['data'];

const decideCluster = (command: ClusterCommand, state: Cluster): readonly ClusterEvent[] =>
  command.type === 'FormCluster'
    ? form(command.data, state)
    : decideFormed(command, requireFormed(state));

const decideFormed = (
  command: Exclude<ClusterCommand, { type: 'FormCluster' }>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  switch (command.type) {
    case 'ConfigureCluster':
      return configure(command.data, state);
    case 'SetServerState':
      return command.data.state === state.serverState
        ? []
        : [{ type: 'ServerStateChanged', data: command.data }];
    case 'AddNode':
      return addNode(command.data, state);
    case 'EvictNode':
      return evict(command.data, state);
    case 'AddResourceType':
      return addType(command.data, state);
    case 'RecordViolation':
      return state.violations.has(violationKey(command.data))
        ? []
        : [{ type: 'RuleViolated', data: command.data }];
    case 'AddGroup':
    case 'RenameGroup':
    case 'RemoveGroup':
      return decideGroups(command, state);
    default:
      return decideResources(command, state);
  }
};

/** The directory of a cluster: names are unique a kind, whatever their case. */
export const cluster: Decider<Cluster, ClusterCommand, ClusterEvent> = {
  initial: initialCluster,
  decide: decideCluster,
  evolve: evolveCluster,
};

const requireFormed = (state: Cluster): FormedCluster => {
  if (state.status === 'absent')
    throw new ClusterError('ERROR_INVALID_STATE', 'the cluster is not formed yet');
  return state;
};

const form = (
  { name, logId, types }: Of<'FormCluster'>,
  state: Cluster,
): readonly ClusterEvent[] =>
  state.status === 'formed'
    ? []
    : [
        { type: 'ClusterFormed', data: { name, logId } },
        ...types.map((type): ClusterEvent => ({ type: 'ResourceTypeAdded', data: { name: type } })),
      ];

const configure = (
  { clobberPolicy }: Of<'ConfigureCluster'>,
  state: FormedCluster,
): readonly ClusterEvent[] =>
  clobberPolicy === undefined || clobberPolicy === state.clobberPolicy
    ? []
    : [{ type: 'ClusterConfigured', data: { clobberPolicy } }];

const requireFree = (
  names: ReadonlyMap<string, string>,
  name: string,
  status: StatusName,
): string => {
  if (names.has(foldName(parseName(name))))
    throw new ClusterError(status, `the name "${name}" is taken`);
  return name;
};

const requireNode = (node: NodeId, state: FormedCluster): void => {
  if (!state.nodes.has(node))
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `no such node: ${node}`);
};

const addNode = (data: Of<'AddNode'>, state: FormedCluster): readonly ClusterEvent[] => {
  if (state.nodes.get(data.node)?.name === data.name) return [];
  requireFree(state.nodeNames, data.name, 'ERROR_CLUSTER_NODE_EXISTS');
  return [{ type: 'NodeAdded', data }];
};

/** Nothing where the directory has gone on: a group may have been added on this node. */
const evict = ({ node, after }: Of<'EvictNode'>, state: FormedCluster): readonly ClusterEvent[] =>
  state.nodes.has(node) && after === state.revision
    ? [{ type: 'NodeEvicted', data: { node } }]
    : [];

const addType = (data: Of<'AddResourceType'>, state: FormedCluster): readonly ClusterEvent[] => {
  requireFree(state.types, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  return [{ type: 'ResourceTypeAdded', data }];
};

const decideGroups = (
  command: Extract<ClusterCommand, { type: `${string}Group` }>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  switch (command.type) {
    case 'AddGroup':
      return addGroup(command.data, state);
    case 'RenameGroup':
      return renameGroup(command.data, state);
    case 'RemoveGroup':
      return state.groups.has(command.data.group)
        ? [{ type: 'GroupRemoved', data: command.data }]
        : [];
  }
};

const addGroup = (data: Of<'AddGroup'>, state: FormedCluster): readonly ClusterEvent[] => {
  if (state.groups.get(data.group)?.name === data.name) return [];
  requireFree(state.groupNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  requireWindow({ ...DEFAULT_POLICY, ...data.policy });
  [data.owner, ...data.preferredOwners].forEach((node) => {
    requireNode(node, state);
  });
  return [{ type: 'GroupAdded', data }];
};

const renameGroup = (data: Of<'RenameGroup'>, state: FormedCluster): readonly ClusterEvent[] => {
  const entry = state.groups.get(data.group);
  if (entry === undefined)
    throw new ClusterError('ERROR_GROUP_NOT_FOUND', `no such group: ${data.group}`);
  if (entry.name === data.name) return [];
  if (foldName(entry.name) !== foldName(data.name))
    requireFree(state.groupNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  return [{ type: 'GroupRenamed', data }];
};

const decideResources = (
  command: Extract<
    ClusterCommand,
    { type: 'AddResource' | 'RenameResource' | 'RegroupResource' | 'RemoveResource' }
  >,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  switch (command.type) {
    case 'AddResource':
      return addResource(command.data, state);
    case 'RenameResource':
      return renameResource(command.data, state);
    case 'RegroupResource':
      return regroupResource(command.data, state);
    case 'RemoveResource':
      return state.resources.has(command.data.resource)
        ? [{ type: 'ResourceRemoved', data: command.data }]
        : [];
  }
};

const addResource = (data: Of<'AddResource'>, state: FormedCluster): readonly ClusterEvent[] => {
  if (state.resources.get(data.resource)?.name === data.name) return [];
  requireFree(state.resourceNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  requirePeriods({ ...DEFAULT_PROPERTIES, ...data.properties });
  const type = state.types.get(foldName(data.type));
  if (type === undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND',
      `no such resource type: ${data.type}`,
    );
  if (!state.groups.has(data.group))
    throw new ClusterError('ERROR_GROUP_NOT_FOUND', `no such group: ${data.group}`);
  return [{ type: 'ResourceAdded', data: { ...data, type } }];
};

const entryOf = (resource: ResourceId, state: FormedCluster): ResourceEntry => {
  const entry = state.resources.get(resource);
  if (entry === undefined)
    throw new ClusterError('ERROR_RESOURCE_NOT_FOUND', `no such resource: ${resource}`);
  return entry;
};

const renameResource = (
  data: Of<'RenameResource'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  const { name } = entryOf(data.resource, state);
  if (name === data.name) return [];
  if (foldName(name) !== foldName(data.name))
    requireFree(state.resourceNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  return [{ type: 'ResourceRenamed', data }];
};

const regroupResource = (
  data: Of<'RegroupResource'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  if (!state.groups.has(data.group))
    throw new ClusterError('ERROR_GROUP_NOT_FOUND', `no such group: ${data.group}`);
  return entryOf(data.resource, state).group === data.group
    ? []
    : [{ type: 'ResourceRegrouped', data }];
};

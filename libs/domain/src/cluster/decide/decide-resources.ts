import { ClusterError } from '#clusapi';
import { foldName } from '#registry';

import { DEFAULT_PROPERTIES, requirePeriods } from '../../resource/properties.js';
import { type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterCommand } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { requireFree, requireGroup } from './guard.js';
import { type FormedCluster, type ResourceEntry } from '../state.js';

export const addResource = (
  data: DataOf<ClusterCommand, 'AddResource'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  if (state.resources.get(data.resource)?.name === data.name) return [];
  requireFree(state.resourceNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  requirePeriods({ ...DEFAULT_PROPERTIES, ...data.properties });
  const type = state.types.get(foldName(data.type));
  if (type === undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND',
      `no such resource type: ${data.type}`,
    );
  requireGroup(data.group, state);
  return [{ type: 'ResourceAdded', data: { ...data, type } }];
};

const requireEntry = (resource: ResourceId, { resources }: FormedCluster): ResourceEntry => {
  const entry = resources.get(resource);
  if (entry === undefined)
    throw new ClusterError('ERROR_RESOURCE_NOT_FOUND', `no such resource: ${resource}`);
  return entry;
};

export const renameResource = (
  data: DataOf<ClusterCommand, 'RenameResource'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  const { name } = requireEntry(data.resource, state);
  if (name === data.name) return [];
  if (foldName(name) !== foldName(data.name))
    requireFree(state.resourceNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  return [{ type: 'ResourceRenamed', data }];
};

export const regroupResource = (
  data: DataOf<ClusterCommand, 'RegroupResource'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  requireGroup(data.group, state);
  return requireEntry(data.resource, state).group === data.group
    ? []
    : [{ type: 'ResourceRegrouped', data }];
};

/** Decides nothing if the resource was moved to a third group in the meantime. */
export const returnResource = (
  { resource, from, to: group }: DataOf<ClusterCommand, 'ReturnResource'>,
  { resources }: FormedCluster,
): readonly ClusterEvent[] =>
  resources.get(resource)?.group === from
    ? [{ type: 'ResourceRegrouped', data: { resource, group, isReturned: true } }]
    : [];

export const removeResource = (
  data: DataOf<ClusterCommand, 'RemoveResource'>,
  { resources }: FormedCluster,
): readonly ClusterEvent[] =>
  resources.has(data.resource) ? [{ type: 'ResourceRemoved', data }] : [];

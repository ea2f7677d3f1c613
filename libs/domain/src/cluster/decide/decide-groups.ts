import { ClusterError } from '#clusapi';
import { foldName } from '#registry';

import { DEFAULT_POLICY, requireWindow } from '../../group/policy.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterCommand } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { requireFree, requireNode } from './guard.js';
import { type FormedCluster } from '../state.js';

export const addGroup = (
  data: DataOf<ClusterCommand, 'AddGroup'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  if (state.groups.get(data.group)?.name === data.name) return [];
  requireFree(state.groupNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  requireWindow({ ...DEFAULT_POLICY, ...data.policy });
  for (const node of [data.owner, ...data.preferredOwners]) requireNode(node, state);
  return [{ type: 'GroupAdded', data }];
};

export const renameGroup = (
  data: DataOf<ClusterCommand, 'RenameGroup'>,
  { groups, groupNames }: FormedCluster,
): readonly ClusterEvent[] => {
  const known = groups.get(data.group);
  if (known === undefined)
    throw new ClusterError('ERROR_GROUP_NOT_FOUND', `no such group: ${data.group}`);
  if (known.name === data.name) return [];
  if (foldName(known.name) !== foldName(data.name))
    requireFree(groupNames, data.name, 'ERROR_OBJECT_ALREADY_EXISTS');
  return [{ type: 'GroupRenamed', data }];
};

export const removeGroup = (
  data: DataOf<ClusterCommand, 'RemoveGroup'>,
  { groups }: FormedCluster,
): readonly ClusterEvent[] => (groups.has(data.group) ? [{ type: 'GroupRemoved', data }] : []);

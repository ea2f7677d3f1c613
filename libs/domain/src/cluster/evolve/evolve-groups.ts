import { foldName } from '#registry';

import { type GroupId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterEvent } from '../events.js';
import { drop, put } from '../maps.js';
import { type FormedCluster, type GroupEntry } from '../state.js';

export const groupAdded = (
  state: FormedCluster,
  { group: id, name, owner, preferredOwners, policy }: DataOf<ClusterEvent, 'GroupAdded'>,
): FormedCluster =>
  withGroup(state, { id, name, owner, preferredOwners, ...(policy && { policy }) });

export const groupRenamed = (
  state: FormedCluster,
  { group, name }: DataOf<ClusterEvent, 'GroupRenamed'>,
): FormedCluster => {
  const known = state.groups.get(group);
  return known === undefined ? state : withGroup(state, { ...known, name });
};

export const groupRemoved = (
  state: FormedCluster,
  { group }: DataOf<ClusterEvent, 'GroupRemoved'>,
): FormedCluster => ({
  ...state,
  groups: drop(state.groups, group),
  groupNames: namesWithout(group, state),
});

const withGroup = (state: FormedCluster, entry: GroupEntry): FormedCluster => ({
  ...state,
  groups: put(state.groups, entry.id, entry),
  groupNames: put(namesWithout(entry.id, state), foldName(entry.name), entry.id),
});

const namesWithout = (
  id: GroupId,
  { groups, groupNames }: FormedCluster,
): FormedCluster['groupNames'] => {
  const name = foldName(groups.get(id)?.name ?? '');
  // Another thing may have taken the name, where a restore exchanges names.
  return groupNames.get(name) === id ? drop(groupNames, name) : groupNames;
};

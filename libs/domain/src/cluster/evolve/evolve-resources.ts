import { foldName } from '#registry';

import { type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterEvent } from '../events.js';
import { drop, put } from '../maps.js';
import { type FormedCluster, type ResourceEntry } from '../state.js';

export const resourceAdded = (
  state: FormedCluster,
  { resource: id, ...rest }: DataOf<ClusterEvent, 'ResourceAdded'>,
): FormedCluster => withResource(state, { id, ...rest });

export const resourceRenamed = (
  state: FormedCluster,
  { resource, name }: DataOf<ClusterEvent, 'ResourceRenamed'>,
): FormedCluster => {
  const known = state.resources.get(resource);
  return known === undefined ? state : withResource(state, { ...known, name });
};

export const resourceRegrouped = (
  state: FormedCluster,
  { resource, group, isReturned = false }: DataOf<ClusterEvent, 'ResourceRegrouped'>,
): FormedCluster => {
  const known = state.resources.get(resource);
  if (known === undefined) return state;
  const moved = { ...known, group, from: known.group, isReturned };
  return { ...state, resources: put(state.resources, resource, moved) };
};

export const resourceRemoved = (
  state: FormedCluster,
  { resource }: DataOf<ClusterEvent, 'ResourceRemoved'>,
): FormedCluster => ({
  ...state,
  resources: drop(state.resources, resource),
  resourceNames: namesWithout(resource, state),
});

const withResource = (state: FormedCluster, entry: ResourceEntry): FormedCluster => ({
  ...state,
  resources: put(state.resources, entry.id, entry),
  resourceNames: put(namesWithout(entry.id, state), foldName(entry.name), entry.id),
});

const namesWithout = (
  id: ResourceId,
  { resources, resourceNames }: FormedCluster,
): FormedCluster['resourceNames'] => {
  const name = foldName(resources.get(id)?.name ?? '');
  // Another thing may have taken the name, where a restore exchanges names.
  return resourceNames.get(name) === id ? drop(resourceNames, name) : resourceNames;
};

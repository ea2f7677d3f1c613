import { ClusterError } from '#clusapi';

import { changedOf } from '../shared/changed.js';
import { type ResourceCommandData as Data } from './commands.js';
import { type ResourceEvent } from './events.js';
import { requirePeriods, type ResourceProperties } from './properties.js';
import { type OpenResource } from './state.js';

/** @throws ClusterError ERROR_INVALID_PARAMETER for a retry that is sooner than the restarts */
export const configure = (
  wanted: Partial<ResourceProperties>,
  { properties }: OpenResource,
): readonly ResourceEvent[] => {
  const changed = changedOf(wanted, properties);
  if (Object.keys(changed).length === 0) return [];
  requirePeriods({ ...properties, ...changed });
  return [{ type: 'ResourceConfigured', data: changed }];
};

export const addPossibleOwner = (
  { node }: Data<'AddPossibleOwner'>,
  { properties: { possibleOwners } }: OpenResource,
): readonly ResourceEvent[] =>
  possibleOwners === null || possibleOwners.includes(node)
    ? []
    : [{ type: 'ResourceConfigured', data: { possibleOwners: [...possibleOwners, node] } }];

/** Domain facts, C24. */
export const removePossibleOwner = (
  { node, nodes, owner }: Data<'RemovePossibleOwner'>,
  { properties, state }: OpenResource,
): readonly ResourceEvent[] => {
  const possible = properties.possibleOwners ?? nodes;
  if (!possible.includes(node))
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', 'the node is no possible owner');
  if (node === owner && state !== 'Offline' && state !== 'Failed')
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `the resource is ${state} on that node: move its group first`,
    );
  const possibleOwners = possible.filter((other) => other !== node);
  return [{ type: 'ResourceConfigured', data: { possibleOwners } }];
};

export const regroup = (
  { from, group }: Data<'RegroupResource'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  if (state.group === group || state.group !== from) return [];
  requireDown(state);
  return [{ type: 'ResourceConfigured', data: { group } }];
};

export const setPersistentState = (
  data: Data<'SetPersistentState'>,
  { persistentState }: OpenResource,
): readonly ResourceEvent[] =>
  persistentState === data.persistentState ? [] : [{ type: 'ResourceConfigured', data }];

/** @throws ClusterError ERROR_RESOURCE_ONLINE for one that is neither Offline nor Failed */
export const requireDown = ({ state }: OpenResource): void => {
  if (state !== 'Offline' && state !== 'Failed')
    throw new ClusterError('ERROR_RESOURCE_ONLINE', `the resource is ${state}`);
};

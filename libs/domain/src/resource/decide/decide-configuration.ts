import { ClusterError } from '#clusapi';

import { changedOf } from '../../vocabulary/changed.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { deletionOf } from './decide-crypto.js';
import { type ResourceEvent } from '../events.js';
import { requireOpen } from './guard.js';
import { requirePeriods } from '../properties.js';
import { type OpenResource, type Resource } from '../state.js';

export const openResource = (
  data: DataOf<ResourceCommand, 'OpenResource'>,
  { status }: Resource,
): readonly ResourceEvent[] => (status === 'absent' ? [{ type: 'ResourceOpened', data }] : []);

/**
 * Opens a closed resource again.
 *
 * @throws ClusterError ERROR_RESOURCE_NOT_FOUND for one that never was
 */
export const reopenResource = (
  data: DataOf<ResourceCommand, 'ReopenResource'>,
  state: Resource,
): readonly ResourceEvent[] => {
  if (state.status === 'closed') return [{ type: 'ResourceReopened', data }];
  requireOpen(state);
  return [];
};

/**
 * @throws ClusterError ERROR_INVALID_PARAMETER if the retry period is shorter than the restart
 *   period
 */
export const configureResource = (
  wanted: DataOf<ResourceCommand, 'ConfigureResource'>,
  { properties }: OpenResource,
): readonly ResourceEvent[] => {
  const changed = changedOf(wanted, properties);
  if (Object.keys(changed).length === 0) return [];
  requirePeriods({ ...properties, ...changed });
  return [{ type: 'ResourceConfigured', data: changed }];
};

export const addPossibleOwner = (
  { node }: DataOf<ResourceCommand, 'AddPossibleOwner'>,
  { properties: { possibleOwners } }: OpenResource,
): readonly ResourceEvent[] =>
  possibleOwners === null || possibleOwners.includes(node)
    ? []
    : [{ type: 'ResourceConfigured', data: { possibleOwners: [...possibleOwners, node] } }];

/** Removes a node from the possible owners (domain facts, C24). */
export const removePossibleOwner = (
  { node, nodes, owner }: DataOf<ResourceCommand, 'RemovePossibleOwner'>,
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

export const changeResourceGroup = (
  { from, group }: DataOf<ResourceCommand, 'ChangeResourceGroup'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  if (state.group === group || state.group !== from) return [];
  requireDown(state);
  return [{ type: 'ResourceConfigured', data: { group } }];
};

export const setPersistentState = (
  data: DataOf<ResourceCommand, 'SetPersistentState'>,
  { persistentState }: OpenResource,
): readonly ResourceEvent[] =>
  persistentState === data.persistentState ? [] : [{ type: 'ResourceConfigured', data }];

/** @throws ClusterError ERROR_RESOURCE_ONLINE for a resource that is neither Offline nor Failed */
export const requireDown = ({ state }: OpenResource): void => {
  if (state !== 'Offline' && state !== 'Failed')
    throw new ClusterError('ERROR_RESOURCE_ONLINE', `the resource is ${state}`);
};

/** Closes a resource. Rule 4: it takes its checkpoints with it, in the same append. */
export const closeResource = (
  { group, configuredAt }: DataOf<ResourceCommand, 'CloseResource'>,
  state: Resource,
): readonly ResourceEvent[] => {
  if (state.status === 'closed') return [];
  const resource = requireOpen(state);
  if ((group ?? resource.group) !== resource.group) return [];
  if ((configuredAt ?? resource.configuredAt) !== resource.configuredAt) return [];
  requireDown(resource);
  return [
    ...[...resource.checkpoints.values()].map(({ id, key }): ResourceEvent => ({
      type: 'RegistryCheckpointDeleted',
      data: { checkpoint: id, key },
    })),
    ...[...resource.crypto.values()].map(deletionOf),
    { type: 'ResourceClosed', data: {} },
  ];
};

import { ClusterError } from '#clusapi';

import { type Decider } from '../shared/message.js';
import { type ResourceCommand } from './commands.js';
import { addCheckpoint, capture, deleteCheckpoint, recordRestore } from './decide-checkpoints.js';
import { beginOffline, beginOnline, complete, fence } from './decide-state.js';
import { type ResourceEvent } from './events.js';
import { evolveResource, initialResource, type OpenResource, type Resource } from './state.js';

const decideResource = (command: ResourceCommand, state: Resource): readonly ResourceEvent[] => {
  if (command.type === 'OpenResource')
    return state.status === 'absent' ? [{ type: 'ResourceOpened', data: command.data }] : [];
  if (command.type === 'CloseResource' && state.status === 'closed') return [];
  return decideOpen(command, requireOpen(state));
};

const decideOpen = (
  command: Exclude<ResourceCommand, { type: 'OpenResource' }>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  switch (command.type) {
    case 'FenceResource':
      return fence(command.data, state);
    case 'BeginOnline':
      return beginOnline(command.data, state);
    case 'BeginOffline':
      return beginOffline(command.data, state);
    case 'CompleteOnline':
    case 'CompleteOffline':
      return complete(command, state);
    case 'CloseResource':
      return close(state);
    case 'AddRegistryCheckpoint':
      return addCheckpoint(command.data, state);
    case 'DeleteRegistryCheckpoint':
      return deleteCheckpoint(command.data, state);
    case 'CaptureRegistry':
      return capture(command.data, state);
    case 'RecordRegistryRestore':
      return recordRestore(command.data, state);
  }
};

/** A thing that is online or not; its checkpoints belong to it. */
export const resource: Decider<Resource, ResourceCommand, ResourceEvent> = {
  initial: initialResource,
  decide: decideResource,
  evolve: evolveResource,
};

const requireOpen = (state: Resource): OpenResource => {
  if (state.status !== 'open')
    throw new ClusterError('ERROR_RESOURCE_NOT_FOUND', 'no such resource');
  return state;
};

/** Rule 4: a deleted resource takes its checkpoints with it, in the same append. */
const close = (state: OpenResource): readonly ResourceEvent[] => {
  if (state.state !== 'Offline' && state.state !== 'Failed')
    throw new ClusterError('ERROR_RESOURCE_ONLINE', `the resource is ${state.state}`);
  return [
    ...[...state.checkpoints.values()].map(({ id, key }): ResourceEvent => ({
      type: 'RegistryCheckpointDeleted',
      data: { checkpoint: id, key },
    })),
    { type: 'ResourceClosed', data: {} },
  ];
};

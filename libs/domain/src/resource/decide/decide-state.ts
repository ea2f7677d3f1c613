import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { type ResourceEvent } from '../events.js';
import { capturesToPin } from '../pinned-captures.js';
import { type Transition, type OpenResource } from '../state.js';
import { isUnrestored } from '../unrestored.js';

/** From here on, commands of an older epoch are refused. */
export const fenceResource = (
  { epoch }: DataOf<ResourceCommand, 'FenceResource'>,
  state: OpenResource,
): readonly ResourceEvent[] =>
  epoch > state.epoch ? [{ type: 'ResourceFenced', data: { epoch } }] : [];

const requireEpoch = (epoch: number, state: OpenResource): void => {
  if (epoch < state.epoch)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `overtaken: epoch ${epoch} is older than ${state.epoch}`,
    );
};

/** @throws ClusterError ERROR_INVALID_STATE while another change of state is under way */
export const beginOnline = (
  data: DataOf<ResourceCommand, 'BeginOnline'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  requireEpoch(data.epoch, state);
  if (state.state === 'OnlinePending' && state.transition?.operation === data.operation) return [];
  if (state.state === 'Online') return [];
  if (state.state === 'OfflinePending')
    throw new ClusterError('ERROR_INVALID_STATE', 'the resource is OfflinePending');
  return [{ type: 'ResourceOnlinePending', data: { ...data, pins: capturesToPin(state) } }];
};

export const beginOffline = (
  data: DataOf<ResourceCommand, 'BeginOffline'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  requireEpoch(data.epoch, state);
  if (state.state === 'OfflinePending' && state.transition?.operation === data.operation) return [];
  if (state.state === 'Offline' && (!data.persist || state.persistentState === 'Offline'))
    return [];
  return [{ type: 'ResourceOfflinePending', data }];
};

type Completion = DataOf<ResourceCommand, 'CompleteOnline' | 'CompleteOffline'>;

/** The transition that a command completes; undefined if another one is open. */
const transitionOf = (
  { operation, epoch }: Completion,
  awaited: 'OnlinePending' | 'OfflinePending',
  state: OpenResource,
): Transition | undefined => {
  requireEpoch(epoch, state);
  const { transition } = state;
  return state.state === awaited && transition?.operation === operation ? transition : undefined;
};

/**
 * Rule 3: a resource is Online only after every pinned checkpoint was restored in the same attempt.
 * A checkpoint that was deleted in the meantime needs no restore.
 *
 * @throws ClusterError ERROR_INVALID_STATE while a restore is missing
 */
export const completeOnline = (
  data: DataOf<ResourceCommand, 'CompleteOnline'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const transition = transitionOf(data, 'OnlinePending', state);
  if (transition === undefined) return [];
  const { checkpoints, crypto, properties } = state;
  if (properties.onRestoreFailure === 'failResource' && transition.unrestored.size > 0)
    throw new ClusterError('ERROR_INVALID_STATE', 'a checkpoint could not be restored');
  const open = transition.pinnedCaptures.filter(
    ({ checkpoint }) =>
      (checkpoints.has(checkpoint) || crypto.has(checkpoint)) && !transition.done.has(checkpoint),
  );
  if (open.length > 0)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `${open.length} pinned checkpoints are not restored yet`,
    );
  return [{ type: 'ResourceOnline', data }];
};

/**
 * A resource is Offline only after every checkpoint was captured. A checkpoint whose restore is
 * missing needs no capture: without an edit, its key does not have the content of the resource. One
 * that has no capture yet needs none as long as its key is absent.
 *
 * @throws ClusterError ERROR_INVALID_STATE while a capture is missing
 */
export const completeOffline = (
  data: DataOf<ResourceCommand, 'CompleteOffline'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const transition = transitionOf(data, 'OfflinePending', state);
  if (transition === undefined) return [];
  if (!transition.stopped)
    throw new ClusterError('ERROR_INVALID_STATE', 'the application has not stopped yet');
  const open = [...state.checkpoints.values()].filter(
    (known) => known.captures > 0 && !transition.done.has(known.id) && !isUnrestored(known, state),
  );
  if (transition.wasOnline && open.length > 0)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `${open.length} checkpoints are not captured yet`,
    );
  return [{ type: 'ResourceOffline', data }];
};

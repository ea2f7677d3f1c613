import { ClusterError } from '#clusapi';

import { type ResourceCommand, type ResourceCommandData as Data } from './commands.js';
import { type ResourceEvent } from './events.js';
import { pinsOf } from './pins.js';
import { type OpenResource } from './state.js';

/** From here on, whoever acts for an older epoch is refused. */
export const fence = (
  { epoch }: Data<'FenceResource'>,
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
  data: Data<'BeginOnline'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  requireEpoch(data.epoch, state);
  if (state.state === 'OnlinePending' && state.attempt?.operation === data.operation) return [];
  if (state.state === 'Online') return [];
  if (state.state === 'OfflinePending')
    throw new ClusterError('ERROR_INVALID_STATE', 'the resource is OfflinePending');
  return [{ type: 'ResourceOnlinePending', data: { ...data, pins: pinsOf(state) } }];
};

export const beginOffline = (
  data: Data<'BeginOffline'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  requireEpoch(data.epoch, state);
  if (state.state === 'OfflinePending' && state.attempt?.operation === data.operation) return [];
  if (state.state === 'Offline' && (!data.persist || state.persistentState === 'Offline'))
    return [];
  return [{ type: 'ResourceOfflinePending', data }];
};

/** Rule 3: Online only after every pinned checkpoint was restored in the same attempt. */
export const complete = (
  { type, data }: Extract<ResourceCommand, { type: 'CompleteOnline' | 'CompleteOffline' }>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  requireEpoch(data.epoch, state);
  const awaited = type === 'CompleteOnline' ? 'OnlinePending' : 'OfflinePending';
  const { attempt } = state;
  if (state.state !== awaited || attempt?.operation !== data.operation) return [];
  return type === 'CompleteOnline' ? online(data, state) : offline(data, state);
};

/** A checkpoint that was deleted meanwhile is owed nothing. */
const online = (
  data: Data<'CompleteOnline'>,
  { attempt, checkpoints, crypto, properties }: OpenResource,
): readonly ResourceEvent[] => {
  if (properties.onRestoreFailure === 'failResource' && (attempt?.unrestored.size ?? 0) > 0)
    throw new ClusterError('ERROR_INVALID_STATE', 'a checkpoint could not be restored');
  const open = (attempt?.pins ?? []).filter(
    ({ checkpoint }) =>
      (checkpoints.has(checkpoint) || crypto.has(checkpoint)) &&
      attempt?.done.has(checkpoint) === false,
  );
  if (open.length > 0)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `${open.length} pinned checkpoints are not restored yet`,
    );
  return [{ type: 'ResourceOnline', data }];
};

const offline = (
  data: Data<'CompleteOffline'>,
  { attempt, checkpoints }: OpenResource,
): readonly ResourceEvent[] => {
  const open = [...checkpoints.keys()].filter((id) => !attempt?.done.has(id));
  if (attempt?.stopped === false)
    throw new ClusterError('ERROR_INVALID_STATE', 'the application is not stopped yet');
  if (attempt?.wasOnline === true && open.length > 0)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `${open.length} checkpoints are not captured yet`,
    );
  return [{ type: 'ResourceOffline', data }];
};

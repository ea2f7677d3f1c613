import { ClusterError } from '#clusapi';
import { foldName, type RegistryView } from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { type ResourceEvent } from '../events.js';
import { type OpenResource } from '../state.js';

/**
 * Adds a checkpoint. A resource has one namespace of paths, over both views and in any case (domain
 * facts, C1).
 */
export const addRegistryCheckpoint = (
  { taken, missing, ...data }: DataOf<ResourceCommand, 'AddRegistryCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  if (state.checkpoints.has(data.checkpoint)) return [];
  if (state.keys.has(foldName(data.key)))
    throw new ClusterError('ERROR_ALREADY_EXISTS', `already checkpointed: ${data.key}`);
  if (taken === undefined && missing?.isAllowed !== true)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', missingKey(data, missing?.otherView));
  const { checkpoint } = data;
  const added = { type: 'RegistryCheckpointAdded', data } as const;
  if (taken === undefined) return [added];
  return [
    added,
    {
      type: 'RegistryCheckpointCaptured',
      data: { checkpoint, number: 1, reason: 'added', ...taken },
    },
  ];
};

/**
 * Brings back a deleted checkpoint under its own id. Its captures go on with the next number. The stored
 * copy is that of the backup from the first moment on; without one there, it is the last one.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND for a checkpoint that the resource never had;
 *   ERROR_ALREADY_EXISTS if another one has its key
 */
export const returnRegistryCheckpoint = (
  { copy, cure, ...data }: DataOf<ResourceCommand, 'ReturnRegistryCheckpoint'>,
  { checkpoints, keys, deleted }: OpenResource,
): readonly ResourceEvent[] => {
  const { checkpoint, key } = data;
  if (checkpoints.has(checkpoint)) return [];
  const last = deleted.get(checkpoint);
  if (last === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such checkpoint: ${checkpoint}`);
  if (keys.has(foldName(key)))
    throw new ClusterError('ERROR_ALREADY_EXISTS', `already checkpointed: ${key}`);
  const { captures } = last;
  const added = { type: 'RegistryCheckpointAdded', data: { ...data, captures } } as const;
  if (captures === 0) return [added];
  const { capture, hash } = copy ?? { capture: captures, hash: last.hash };
  const taken = { checkpoint, number: captures + 1, source: { capture }, hash, cure };
  const captured = { ...taken, reason: 'backup' } as const;
  return [added, { type: 'RegistryCheckpointCaptured', data: captured }];
};

const missingKey = (
  { key, view }: Readonly<{ key: string; view: RegistryView }>,
  otherView: RegistryView | undefined,
): string =>
  otherView === undefined
    ? `no such key on the owner: ${key}`
    : `no such key in the ${view} view of the owner: ${key}; the ${otherView} view has it`;

/** Finds the checkpoint by path alone: there is at most one for both views. */
export const deleteRegistryCheckpoint = (
  { key }: DataOf<ResourceCommand, 'DeleteRegistryCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const checkpoint = state.checkpoints.get(state.keys.get(foldName(key)) ?? ('' as never));
  if (checkpoint === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `not checkpointed: ${key}`);
  const data = { checkpoint: checkpoint.id, key: checkpoint.key };
  return [{ type: 'RegistryCheckpointDeleted', data }];
};

/** Deletes a checkpoint that the clobber policy does not allow. */
export const withdrawRegistryCheckpoint = (
  { checkpoint }: DataOf<ResourceCommand, 'WithdrawRegistryCheckpoint'>,
  { checkpoints }: OpenResource,
): readonly ResourceEvent[] => {
  const key = checkpoints.get(checkpoint)?.key;
  if (key === undefined) return [];
  return [{ type: 'RegistryCheckpointDeleted', data: { checkpoint, key, reason: 'clobber' } }];
};

/** Records that a pinned registry checkpoint was restored. Only the open attempt may record it. */
export const recordRegistryRestore = (
  data: DataOf<ResourceCommand, 'RecordRegistryRestore'>,
  resource: OpenResource,
): readonly ResourceEvent[] =>
  isOpenPin(data, resource) ? [{ type: 'RegistryCheckpointRestored', data }] : [];

/** Records that a pinned key container was restored. Only the open attempt may record it. */
export const recordCryptoRestore = (
  data: DataOf<ResourceCommand, 'RecordCryptoRestore'>,
  resource: OpenResource,
): readonly ResourceEvent[] =>
  isOpenPin(data, resource) ? [{ type: 'CryptoCheckpointRestored', data }] : [];

/** Records that a pinned checkpoint could not be restored. Only the open attempt may record it. */
export const recordRestoreFailure = (
  data: DataOf<ResourceCommand, 'RecordRestoreFailure'>,
  resource: OpenResource,
): readonly ResourceEvent[] => (isOpenPin(data, resource) ? restoreFailed(data, resource) : []);

const restoreFailed = (
  data: DataOf<ResourceCommand, 'RecordRestoreFailure'>,
  { checkpoints, crypto }: OpenResource,
): readonly ResourceEvent[] => {
  if (checkpoints.has(data.checkpoint)) return [{ type: 'RegistryCheckpointRestoreFailed', data }];
  return crypto.has(data.checkpoint) ? [{ type: 'CryptoCheckpointRestoreFailed', data }] : [];
};

/** Records a restore by command onto a key whose restore was missing. */
export const recordDeliberateRestore = (
  data: DataOf<ResourceCommand, 'RecordDeliberateRestore'>,
  { onlineInterval, checkpoints, crypto }: OpenResource,
): readonly ResourceEvent[] => {
  const { checkpoint, node } = data;
  const isMissing =
    onlineInterval?.node === node &&
    onlineInterval.closedAt === undefined &&
    onlineInterval.unrestored.has(checkpoint);
  if (!isMissing) return [];
  if (checkpoints.has(checkpoint)) return [{ type: 'RegistryCheckpointRestored', data }];
  return crypto.has(checkpoint) ? [{ type: 'CryptoCheckpointRestored', data }] : [];
};

/** Records that a restore by command failed. The state does not change. */
export const recordDeliberateRestoreFailure = (
  data: DataOf<ResourceCommand, 'RecordDeliberateRestoreFailure'>,
  resource: OpenResource,
): readonly ResourceEvent[] => restoreFailed(data, resource);

/** True for a pin of the open attempt whose checkpoint is not yet restored and still exists. */
const isOpenPin = (
  {
    operation,
    checkpoint,
    capture: pinned,
  }: Pick<DataOf<ResourceCommand, 'RecordRestoreFailure'>, 'operation' | 'checkpoint' | 'capture'>,
  { state, transition, checkpoints, crypto }: OpenResource,
): boolean => {
  if (state !== 'OnlinePending' || transition?.operation !== operation) return false;
  const isThere = checkpoints.has(checkpoint) || crypto.has(checkpoint);
  const isPinned = transition.pinnedCaptures.some(
    (pin) => pin.checkpoint === checkpoint && pin.capture === pinned,
  );
  return isThere && isPinned && !transition.done.has(checkpoint);
};

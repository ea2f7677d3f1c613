import { ClusterError } from '#clusapi';
import { foldName } from '#registry';

import { capturedAt } from './captured-at.js';
import { type ResourceCommand, type ResourceCommandData as Data } from './commands.js';
import { type ResourceEvent } from './events.js';
import { type OpenResource, type RegistryCheckpoint } from './state.js';

/** One path namespace a resource, over both views, whatever the case (domain facts, C1). */
export const addCheckpoint = (
  { taken, ...data }: Data<'AddRegistryCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  if (state.checkpoints.has(data.checkpoint)) return [];
  if (state.keys.has(foldName(data.key)))
    throw new ClusterError('ERROR_ALREADY_EXISTS', `already checkpointed: ${data.key}`);
  if (taken === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such key on the owner: ${data.key}`);
  const { checkpoint } = data;
  return [
    { type: 'RegistryCheckpointAdded', data },
    {
      type: 'RegistryCheckpointCaptured',
      data: { checkpoint, number: 1, reason: 'added', ...taken },
    },
  ];
};

/** By path alone: whichever view was used, there is at most one. */
export const deleteCheckpoint = (
  { key }: Data<'DeleteRegistryCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const checkpoint = state.checkpoints.get(state.keys.get(foldName(key)) ?? ('' as never));
  if (checkpoint === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `not checkpointed: ${key}`);
  const data = { checkpoint: checkpoint.id, key: checkpoint.key };
  return [{ type: 'RegistryCheckpointDeleted', data }];
};

/** Equal content makes no new capture, except that going offline always records one. */
export const capture = (
  { operation, ...data }: Data<'CaptureRegistry'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = state.checkpoints.get(data.checkpoint);
  if (known === undefined) return [];
  const wanted =
    data.reason === 'going-offline'
      ? mayLeave(operation, known, state)
      : isNews(data, known) && isOwed(data, known, state);
  if (!wanted) return [];
  return [{ type: 'RegistryCheckpointCaptured', data: { ...data, number: known.captures + 1 } }];
};

export const mayLeave = (
  operation: string | undefined,
  { id }: Pick<RegistryCheckpoint, 'id'>,
  { state, attempt }: OpenResource,
): boolean =>
  state === 'OfflinePending' &&
  attempt !== undefined &&
  attempt.operation === operation &&
  attempt.wasOnline &&
  !attempt.done.has(id);

/** A capture of an earlier moment of the same node came too late: a later one is stored. */
const isNews = (data: Data<'CaptureRegistry'>, known: RegistryCheckpoint): boolean => {
  const at = capturedAt(data);
  if (at === undefined || data.hash === known.hash) return false;
  return !(at.node === known.source.node && at.nodeRevision <= known.source.nodeRevision);
};

/** What changed while the resource was not online is no capture's business (rule 2). */
const isOwed = (
  data: Data<'CaptureRegistry'>,
  known: RegistryCheckpoint,
  { window, state }: OpenResource,
): boolean => {
  const at = capturedAt(data);
  if (at === undefined || window?.node !== at.node) return false;
  if (window.closedAt === undefined) return state === 'Online' || state === 'OfflinePending';
  return !known.settled && at.nodeRevision <= window.closedAt;
};

/** A pinned checkpoint was put onto the node, or could not be; only the open attempt may say so. */
export const recordRestore = (
  command: Extract<
    ResourceCommand,
    { type: 'RecordRegistryRestore' | 'RecordCryptoRestore' | 'RecordRestoreFailure' }
  >,
  resource: OpenResource,
): readonly ResourceEvent[] => {
  const isCrypto = resource.crypto.has(command.data.checkpoint);
  if (!isAwaited(command.data, resource)) return [];
  switch (command.type) {
    case 'RecordRegistryRestore':
      return [{ type: 'RegistryCheckpointRestored', data: command.data }];
    case 'RecordCryptoRestore':
      return [{ type: 'CryptoCheckpointRestored', data: command.data }];
    case 'RecordRestoreFailure':
      return [
        isCrypto
          ? { type: 'CryptoCheckpointRestoreFailed', data: command.data }
          : { type: 'RegistryCheckpointRestoreFailed', data: command.data },
      ];
  }
};

/** A pin of the open attempt that is neither done nor deleted meanwhile. */
const isAwaited = (
  {
    operation,
    checkpoint,
    capture: pinned,
  }: Pick<Data<'RecordRestoreFailure'>, 'operation' | 'checkpoint' | 'capture'>,
  { state, attempt, checkpoints, crypto }: OpenResource,
): boolean => {
  if (state !== 'OnlinePending' || attempt?.operation !== operation) return false;
  const isThere = checkpoints.has(checkpoint) || crypto.has(checkpoint);
  const isPinned = attempt.pins.some(
    (pin) => pin.checkpoint === checkpoint && pin.capture === pinned,
  );
  return isThere && isPinned && !attempt.done.has(checkpoint);
};

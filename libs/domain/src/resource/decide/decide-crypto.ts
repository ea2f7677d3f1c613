import { ClusterError } from '#clusapi';

import { ABSENT_CONTAINER, foldCryptoName, type CryptoName } from '../../vocabulary/crypto-name.js';
import { type DataOf } from '../../vocabulary/message.js';
import { needsLateCapture } from '../captured-at.js';
import { type ResourceCommand } from '../commands.js';
import { needsOfflineCapture, requireNotOnline, requireReplaceable } from './decide-captures.js';
import { type ResourceEvent } from '../events.js';
import { type CryptoCheckpoint, type OpenResource } from '../state.js';
import { isUnrestored } from '../unrestored.js';

const find = (name: CryptoName, { crypto }: OpenResource): CryptoCheckpoint | undefined =>
  [...crypto.values()].find((known) => foldCryptoName(known) === foldCryptoName(name));

/** Adds a checkpoint of a container that exists and has exportable keys (domain facts, M10). */
export const addCryptoCheckpoint = (
  { taken, ...data }: DataOf<ResourceCommand, 'AddCryptoCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  if (state.crypto.has(data.checkpoint)) return [];
  if (find(data, state) !== undefined)
    throw new ClusterError('ERROR_ALREADY_EXISTS', `already checkpointed: ${data.name}`);
  if (taken === undefined)
    throw new ClusterError(
      'ERROR_FILE_NOT_FOUND',
      `no such key container on the owner: ${data.name}`,
    );
  const { exportable, ...first } = taken;
  if (!exportable)
    throw new ClusterError(
      'NTE_BAD_KEY_STATE',
      `the keys of this container are not exportable: ${data.name}`,
    );
  const { checkpoint } = data;
  return [
    { type: 'CryptoCheckpointAdded', data },
    {
      type: 'CryptoCheckpointCaptured',
      data: { checkpoint, number: 1, reason: 'added', ...first },
    },
  ];
};

export const deleteCryptoCheckpoint = (
  { name }: DataOf<ResourceCommand, 'DeleteCryptoCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = find(name, state);
  if (known === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'no such crypto checkpoint');
  return [deletionOf(known)];
};

export const deletionOf = ({ id, name, keys }: CryptoCheckpoint): ResourceEvent => ({
  type: 'CryptoCheckpointDeleted',
  data: { checkpoint: id, name, keys: keys.filter((key) => key !== null) },
});

/** Records a capture, but not of equal keys. Going offline always records one. */
export const captureCrypto = (
  { operation, ...data }: DataOf<ResourceCommand, 'CaptureCrypto'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = state.crypto.get(data.checkpoint);
  if (known === undefined) return [];
  const wanted =
    data.reason === 'going-offline'
      ? needsOfflineCapture(operation, known, state)
      : isNewContent(data, known, state) && isPending(data, known, state);
  if (!wanted) return [];
  return [{ type: 'CryptoCheckpointCaptured', data: { ...data, number: known.captures + 1 } }];
};

/**
 * If the restore is missing, only containers stored after the attempted restore count. Otherwise a
 * deletion counts only after an operator has restored an absence.
 */
const isNewContent = (
  { fingerprint, source, overUnrestored, reason }: DataOf<ResourceCommand, 'CaptureCrypto'>,
  known: CryptoCheckpoint,
  { onlineInterval }: OpenResource,
): boolean => {
  if (fingerprint === known.fingerprint) return false;
  const missing = onlineInterval?.unrestored.get(known.id);
  if (missing === undefined)
    return (
      overUnrestored === undefined && (fingerprint !== ABSENT_CONTAINER || reason === 'reverted')
    );
  return overUnrestored !== undefined && source.nodeRevision > (missing.nodeRevision ?? -1);
};

const isPending = (
  { source }: DataOf<ResourceCommand, 'CaptureCrypto'>,
  known: CryptoCheckpoint,
  resource: OpenResource,
): boolean => {
  const { onlineInterval } = resource;
  if (onlineInterval?.node !== source.node) return false;
  if (onlineInterval.closedAt === undefined) return true;
  const isOpen = needsLateCapture(known, source) || isUnrestored(known, resource);
  return isOpen && source.nodeRevision <= onlineInterval.closedAt;
};

/** The keys of the node, or of an earlier capture, become the stored copy. */
const replaceStoredCopy =
  (reason: 'recaptured' | 'reverted') =>
  (
    data: DataOf<ResourceCommand, 'RecaptureCrypto' | 'RevertCryptoCopy'>,
    state: OpenResource,
  ): readonly ResourceEvent[] => {
    const known = requireReplaceable(data.checkpoint, state.crypto, state);
    if ('cure' in data) requireNotOnline(state);
    if (data.fingerprint === known.fingerprint && !isUnrestored(known, state)) return [];
    const number = known.captures + 1;
    const isOfBackup = 'cure' in data && data.cure.kind === 'backup';
    const why = isOfBackup ? 'backup' : reason;
    return [{ type: 'CryptoCheckpointCaptured', data: { ...data, number, reason: why } }];
  };

export const recaptureCrypto = replaceStoredCopy('recaptured');

export const revertCryptoCopy = replaceStoredCopy('reverted');

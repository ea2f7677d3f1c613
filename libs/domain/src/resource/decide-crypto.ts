import { ClusterError } from '#clusapi';

import { foldCryptoName, type CryptoName } from '../shared/crypto-name.js';
import { type ResourceCommand, type ResourceCommandData as Data } from './commands.js';
import { mayLeave, recordRestore } from './decide-checkpoints.js';
import { type ResourceEvent } from './events.js';
import { type CryptoCheckpoint, type OpenResource } from './state.js';

export type CryptoCommand = Extract<
  ResourceCommand,
  { type: `${string}CryptoCheckpoint` | 'CaptureCrypto' | 'RecordCryptoRestore' }
>;

export const decideCrypto = (
  command: CryptoCommand,
  state: OpenResource,
): readonly ResourceEvent[] => {
  switch (command.type) {
    case 'AddCryptoCheckpoint':
      return add(command.data, state);
    case 'DeleteCryptoCheckpoint':
      return remove(command.data, state);
    case 'CaptureCrypto':
      return capture(command.data, state);
    case 'RecordCryptoRestore':
      return recordRestore(command, state);
  }
};

const find = (name: CryptoName, { crypto }: OpenResource): CryptoCheckpoint | undefined =>
  [...crypto.values()].find((known) => foldCryptoName(known) === foldCryptoName(name));

/** The container must be there, and its keys exportable (domain facts, M10). */
const add = (
  { taken, ...data }: Data<'AddCryptoCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  if (state.crypto.has(data.checkpoint)) return [];
  if (find(data, state) !== undefined)
    throw new ClusterError('ERROR_ALREADY_EXISTS', `already checkpointed: ${data.name}`);
  if (taken === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such container on the owner: ${data.name}`);
  const { exportable, ...first } = taken;
  if (!exportable)
    throw new ClusterError('NTE_BAD_KEY_STATE', `its keys are not exportable: ${data.name}`);
  const { checkpoint } = data;
  return [
    { type: 'CryptoCheckpointAdded', data },
    {
      type: 'CryptoCheckpointCaptured',
      data: { checkpoint, number: 1, reason: 'added', ...first },
    },
  ];
};

const remove = (
  { name }: Data<'DeleteCryptoCheckpoint'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = find(name, state);
  if (known === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'there is no such crypto checkpoint');
  return [deletionOf(known)];
};

export const deletionOf = ({ id, name, keys }: CryptoCheckpoint): ResourceEvent => ({
  type: 'CryptoCheckpointDeleted',
  data: { checkpoint: id, name, keys },
});

/** Equal keys make no new capture, except that going offline records one. */
const capture = (
  { operation, ...data }: Data<'CaptureCrypto'>,
  state: OpenResource,
): readonly ResourceEvent[] => {
  const known = state.crypto.get(data.checkpoint);
  if (known === undefined) return [];
  const wanted =
    data.reason === 'going-offline'
      ? mayLeave(operation, known, state)
      : data.fingerprint !== known.fingerprint && isOwed(data, known, state);
  if (!wanted) return [];
  return [{ type: 'CryptoCheckpointCaptured', data: { ...data, number: known.captures + 1 } }];
};

const isOwed = (
  { source }: Data<'CaptureCrypto'>,
  { settled }: CryptoCheckpoint,
  { window }: OpenResource,
): boolean =>
  window?.node === source.node &&
  (window.closedAt === undefined || (!settled && source.nodeRevision <= window.closedAt));

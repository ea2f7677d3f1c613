import { ClusterError } from '#clusapi';

import { type ContainerId, type KeyId } from '../../vocabulary/ids.js';
import { builtInProvider, requireProvider, type CryptoName } from '../../vocabulary/crypto-name.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type NodeCommand } from '../commands.js';
import { requireCurrentEpoch } from './decide-registry.js';
import { containerKey } from '../evolve/evolve-crypto.js';
import { type NodeEvent } from '../events.js';
import { type PresentNode, type StoredContainer } from '../state.js';

export const setDefaultProvider = (
  data: DataOf<NodeCommand, 'SetDefaultProvider'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireProvider(data.type, data.provider);
  return defaultProvider(state, data.type) === data.provider
    ? []
    : [{ type: 'DefaultProviderSet', data }];
};

/** The default provider of a type on a node; undefined if the type has no default there. */
export const defaultProvider = (
  { defaultProviders }: Pick<PresentNode, 'defaultProviders'>,
  type: number,
): string | undefined => defaultProviders.get(type) ?? builtInProvider(type);

/** The container that a name refers to on a node. */
export const findContainer = (
  state: Pick<PresentNode, 'containers' | 'defaultProviders'>,
  name: CryptoName,
): StoredContainer | undefined => {
  const key = containerKeyOn(state, name);
  return key === undefined ? undefined : state.containers.get(key);
};

/** The map key under which a node keeps the container of a name. */
export const containerKeyOn = (
  state: Pick<PresentNode, 'defaultProviders'>,
  { type, provider: typed, container: name }: CryptoName,
): string | undefined => {
  const provider = typed === '' ? defaultProvider(state, type) : typed;
  return provider === undefined ? undefined : containerKey({ provider, name });
};

/** @throws ClusterError NTE_BAD_KEYSET */
const requireContainer = (id: string, { containers }: PresentNode): StoredContainer => {
  const found = [...containers.values()].find(({ container }) => container === id);
  if (found === undefined) throw new ClusterError('NTE_BAD_KEYSET', 'no such key container');
  return found;
};

const requireSame = (into: ContainerId, known: StoredContainer | undefined): void => {
  if (known?.container !== into)
    throw new ClusterError('NTE_BAD_KEYSET', `no such key container: ${into}`);
};

/** @throws ClusterError NTE_BAD_KEYSET if the key is for a container that no longer exists */
export const storeKeyContainer = (
  { into, ...data }: DataOf<NodeCommand, 'StoreKeyContainer'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireProvider(data.type, data.provider);
  const known = state.containers.get(containerKey(data));
  if (into !== undefined) requireSame(into, known);
  if (known?.key === data.key) return [];
  const container = known?.container ?? data.container;
  const replaced = known === undefined ? {} : { replaced: known.key };
  return [{ type: 'KeyContainerStored', data: { ...data, container, ...replaced } }];
};

export const deleteKeyContainer = (
  { container }: DataOf<NodeCommand, 'DeleteKeyContainer'>,
  state: PresentNode,
): readonly NodeEvent[] => [deletionOf(requireContainer(container, state))];

const deletionOf = ({ container, key, fingerprint }: StoredContainer): NodeEvent => ({
  type: 'KeyContainerDeleted',
  data: { container, key, fingerprint },
});

/** Also works for an unreachable node: it erases keys that Tidemark keeps, not the node. */
export const cleanNode = (
  _: DataOf<NodeCommand, 'CleanNode'>,
  { containers }: PresentNode,
): readonly NodeEvent[] => [...containers.values()].map(deletionOf);

/** @throws ClusterError NTE_BAD_KEY_STATE for keys that are not exportable */
export const revealKeyMaterial = (
  { container: id }: DataOf<NodeCommand, 'RevealKeyMaterial'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  const { container, key, fingerprint, exportable } = requireContainer(id, state);
  if (!exportable)
    throw new ClusterError('NTE_BAD_KEY_STATE', 'the keys of this container are not exportable');
  return [{ type: 'KeyMaterialRevealed', data: { container, key, fingerprint } }];
};

/**
 * Replaces another key. If the container already holds this key, the event lists the new copy as
 * `replaced`, so that the copy is erased.
 */
export const restoreKeyContainer = (
  data: DataOf<NodeCommand, 'RestoreKeyContainer'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireCurrentEpoch(data, state);
  if (isDone(data, state)) return [];
  return [{ type: 'KeyContainerRestored', data: { ...data, ...placeOf(data, state) } }];
};

/** Records the restore even if the container does not exist. */
export const restoreKeyContainerAbsence = (
  data: DataOf<NodeCommand, 'RestoreKeyContainerAbsence'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  requireCurrentEpoch(data, state);
  if (isDone(data, state)) return [];
  const known = state.containers.get(containerKey(data));
  const gone = known && { container: known.container, replaced: known.key };
  return [{ type: 'KeyContainerAbsenceRestored', data: { ...data, ...gone } }];
};

const isDone = (
  {
    checkpoint,
    operation,
    capture,
  }: DataOf<NodeCommand, 'RestoreKeyContainer' | 'RestoreKeyContainerAbsence'>,
  { restores }: PresentNode,
): boolean => {
  const done = restores.get(checkpoint);
  return done?.operation === operation && done.capture === capture;
};

const placeOf = (
  data: DataOf<NodeCommand, 'RestoreKeyContainer'>,
  { containers }: PresentNode,
): Readonly<{ container?: ContainerId; key?: KeyId; replaced?: KeyId }> => {
  const known = containers.get(containerKey(data));
  if (known === undefined) return {};
  const { container, key, fingerprint } = known;
  return fingerprint === data.fingerprint
    ? { container, key, replaced: data.key }
    : { container, replaced: key };
};

import { foldName } from '#registry';

import { type ContainerId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type KeyContainer, type NodeEvent } from '../events.js';
import { restoresAfter } from './evolve-registry.js';
import { type PresentNode } from '../state.js';

/** The map key under which a node keeps a container: the folded names of provider and container. */
export const containerKey = ({
  provider,
  name,
}: Readonly<{ provider: string; name: string }>): string => foldName(`${provider}\\${name}`);

export const defaultProviderSet = (
  state: PresentNode,
  { type, provider }: DataOf<NodeEvent, 'DefaultProviderSet'>,
): PresentNode => ({
  ...state,
  defaultProviders: new Map(state.defaultProviders).set(type, provider),
});

/** Picks the properties of a container from an event that has more fields. */
export const keyContainerStored = (
  state: PresentNode,
  { container, type, provider, name, exportable, fingerprint, key }: KeyContainer,
): PresentNode => {
  const stored = { container, type, provider, name, exportable, fingerprint, key };
  const since = state.revision;
  const containers = new Map(state.containers).set(containerKey(stored), { ...stored, since });
  return { ...state, containers };
};

export const keyContainerRestored = (
  state: PresentNode,
  data: DataOf<NodeEvent, 'KeyContainerRestored'>,
): PresentNode => ({ ...keyContainerStored(state, data), restores: restoresAfter(data, state) });

export const keyContainerDeleted = (
  state: PresentNode,
  { container }: DataOf<NodeEvent, 'KeyContainerDeleted'>,
): PresentNode => withoutContainer(state, container);

export const keyContainerAbsenceRestored = (
  state: PresentNode,
  data: DataOf<NodeEvent, 'KeyContainerAbsenceRestored'>,
): PresentNode => ({
  ...withoutContainer(state, data.container),
  restores: restoresAfter(data, state),
});

/**
 * The number of deletions that a node remembers: enough for those that happen during one restore.
 */
const MAX_DELETIONS = 16;

const withoutContainer = (state: PresentNode, id: ContainerId | undefined): PresentNode => {
  const found = [...state.containers].find(([, { container }]) => container === id);
  if (found === undefined) return state;
  const containers = new Map(state.containers);
  containers.delete(found[0]);
  const deletion = { container: found[0], revision: state.revision };
  return { ...state, containers, deletions: [...state.deletions, deletion].slice(-MAX_DELETIONS) };
};

/** Reading the keys changes nothing on the node. */
export const keyMaterialRevealed = (state: PresentNode): PresentNode => state;

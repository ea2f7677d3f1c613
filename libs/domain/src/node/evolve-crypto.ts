import { foldName } from '#registry';

import { type DataOf } from '../shared/message.js';
import { type KeyContainer, type NodeEvent } from './events.js';
import { restoresAfter } from './evolve-registry.js';
import { type PresentNode } from './state.js';

/** By which a node finds a container: the names of its provider and its own. */
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

/** Takes the properties of a container from an event that has more of them. */
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
  { container: deleted }: DataOf<NodeEvent, 'KeyContainerDeleted'>,
): PresentNode => ({
  ...state,
  containers: new Map([...state.containers].filter(([, { container }]) => container !== deleted)),
});

/** Reading the keys changes nothing on the node. */
export const keyMaterialRevealed = (state: PresentNode): PresentNode => state;

import { foldName } from '#registry';

import { type NodeEvent } from './events.js';
import { type PresentNode, type StoredContainer } from './state.js';

type CryptoEvent = Extract<NodeEvent, { type: `Key${string}` | 'DefaultProviderSet' }>;

/** By which a node finds a container: the names of its provider and its own. */
export const containerKey = ({
  provider,
  name,
}: Readonly<{ provider: string; name: string }>): string => foldName(`${provider}\\${name}`);

export const evolveCrypto = (state: PresentNode, event: CryptoEvent): PresentNode => {
  switch (event.type) {
    case 'DefaultProviderSet': {
      const { type, provider } = event.data;
      return { ...state, defaultProviders: new Map(state.defaultProviders).set(type, provider) };
    }
    case 'KeyContainerStored':
      return withContainer(state, event.data);
    case 'KeyContainerRestored':
      return restored(state, event.data);
    case 'KeyContainerDeleted':
      return {
        ...state,
        containers: new Map(
          [...state.containers].filter(([, { container }]) => container !== event.data.container),
        ),
      };
    case 'KeyMaterialRevealed':
      return state;
  }
};

const withContainer = (
  state: PresentNode,
  { container, type, provider, name, exportable, fingerprint, key }: Omit<StoredContainer, 'since'>,
): PresentNode => {
  const stored = { container, type, provider, name, exportable, fingerprint, key };
  const since = state.revision;
  const containers = new Map(state.containers).set(containerKey(stored), { ...stored, since });
  return { ...state, containers };
};

const restored = (
  state: PresentNode,
  data: Extract<NodeEvent, { type: 'KeyContainerRestored' }>['data'],
): PresentNode => {
  const { checkpoint, operation, capture, deliberate } = data;
  const done = { operation, capture, revision: state.revision, ...(deliberate && { deliberate }) };
  const restores = new Map(state.restores).set(checkpoint, done);
  return { ...withContainer(state, data), restores };
};

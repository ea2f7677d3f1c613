import { foldName } from '#registry';

import { type ContainerId } from '../shared/ids.js';
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
      return withRestore(withContainer(state, event.data), event.data);
    case 'KeyContainerDeleted':
      return without(state, event.data.container);
    case 'KeyContainerAbsenceRestored':
      return withRestore(without(state, event.data.container), event.data);
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

/** So many deletions are remembered: those that happen while one restore is tried. */
const MAX_DELETIONS = 16;

const without = (state: PresentNode, id: ContainerId | undefined): PresentNode => {
  const found = [...state.containers].find(([, { container }]) => container === id);
  if (found === undefined) return state;
  const containers = new Map(state.containers);
  containers.delete(found[0]);
  const deletion = { container: found[0], revision: state.revision };
  return { ...state, containers, deletions: [...state.deletions, deletion].slice(-MAX_DELETIONS) };
};

type RestoredData = Extract<
  NodeEvent,
  { type: 'KeyContainerRestored' | 'KeyContainerAbsenceRestored' }
>['data'];

const withRestore = (
  state: PresentNode,
  { checkpoint, operation, capture, deliberate }: RestoredData,
): PresentNode => {
  const done = { operation, capture, revision: state.revision, ...(deliberate && { deliberate }) };
  return { ...state, restores: new Map(state.restores).set(checkpoint, done) };
};
